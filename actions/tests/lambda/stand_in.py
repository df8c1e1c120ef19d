"""AWS in this process: moto, made stricter where AWS is, with faults on demand and a record of every change."""

import functools
import io
import json
import logging
import os
import re
import threading
import urllib.request
import uuid
from urllib.parse import unquote

import boto3
from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaFunction
from moto.awslambda.responses import LambdaResponse
from moto.core.config import default_user_config
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

REGION = "eu-west-1"
# Functions are deployed and read, never run: no engine is needed. Their images have to be in the registry, as in AWS.
os.environ["MOTO_LAMBDA_STUB_ECR"] = "false"
default_user_config["lambda"] = {"use_docker": False}
logging.getLogger("werkzeug").setLevel(logging.ERROR)


class PreconditionFailed(LambdaClientError):
    def __init__(self):
        super().__init__("PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id.")
        self.code = 412


class InvalidParameter(LambdaClientError):
    def __init__(self, message):
        super().__init__("InvalidParameterValueException", message)


def _stricter():
    """What moto leaves out: revision ids, the code that a version is asked to have, the answer of a dry run."""
    configuration = LambdaFunction.get_configuration
    update_code = LambdaFunction.update_function_code
    publish = LambdaResponse.publish_version
    update_alias = LambdaResponse.update_alias

    def get_configuration(self, on_create=False):
        # Absent on creation in moto only: AWS always has it.
        answer = {"LastUpdateStatus": "Successful", **configuration(self, on_create)}
        answer["RevisionId"] = self.__dict__.setdefault("revision", str(uuid.uuid4()))
        answer.update(OVERRIDES.get(self.function_name, {}))
        return answer

    def update_function_code(self, spec):
        wanted = spec.pop("RevisionId", None)
        # moto calls this twice for one request; the first call has seen the revision.
        if wanted and wanted != self.__dict__.get("revision"):
            raise PreconditionFailed()
        before, changed = self.code_sha_256, self.code_or_config_updated
        answer = update_code(self, spec)
        if spec.get("DryRun"):
            # In moto only, a dry run makes the next version differ.
            self.code_or_config_updated = changed
        else:
            self.revision = str(uuid.uuid4())
            if OVERRIDES.get(self.function_name, {}).get("ForeignCode"):
                self.code_sha_256 = before
        return answer

    def publish_version(self):
        name = unquote(self.path.split("/")[-2])
        latest = self.backend.get_function(name)
        asked, revision = self._get_param("CodeSha256"), self._get_param("RevisionId")
        if asked and asked != latest.code_sha_256:
            raise InvalidParameter(f"CodeSHA256 ({asked}) is different from current CodeSHA256 in $LATEST")
        if revision and revision != latest.__dict__.get("revision"):
            raise PreconditionFailed()
        return publish(self)

    def update_alias_with_revision(self):
        params = json.loads(self.body)
        name, alias = unquote(self.path.rsplit("/")[-3]), unquote(self.path.rsplit("/", 2)[-1])
        wanted = params.get("RevisionId")
        if wanted and wanted != self.backend.get_alias(name=alias, function_name=name).revision_id:
            raise PreconditionFailed()
        version = params.get("FunctionVersion")
        if version:
            self.backend.get_function(name, version)
        answer = update_alias(self)
        self.backend.get_alias(name=alias, function_name=name).revision_id = str(uuid.uuid4())
        return self.get_alias() if answer else answer

    LambdaFunction.get_configuration = get_configuration
    LambdaFunction.update_function_code = update_function_code
    LambdaResponse.publish_version = publish_version
    LambdaResponse.update_alias = update_alias_with_revision


OVERRIDES = {}
_stricter()


class Fault:
    """One call, or all calls, of that form answered by an error, or held up by `before`."""

    def __init__(self, method, path, code, status, message, times, after, before):
        self.method, self.path = method, re.compile(path)
        self.code, self.status, self.message = code, status, message
        self.times, self.after, self.before = times, after, before

    def answer(self, environ, body):
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        where = f"{target} {environ['PATH_INFO']} {body.decode('utf-8', 'replace')}"
        if self.times == 0 or environ["REQUEST_METHOD"] != self.method or not self.path.search(where):
            return None
        if self.after:
            self.after -= 1
            return None
        self.times -= 1
        if self.before:
            self.before()
        if not self.code:
            return None
        if target or "/functions/" in environ["PATH_INFO"]:
            text = json.dumps({"__type": self.code, "Message": self.message, "message": self.message})
            return self.status, [("Content-Type", "application/json"), ("x-amzn-ErrorType", self.code)], text.encode()
        text = f"<Error><Code>{self.code}</Code><Message>{self.message}</Message></Error>"
        return self.status, [("Content-Type", "application/xml")], text.encode()


class StandIn:
    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.faults, self.calls = [], []
        self.server = make_server("127.0.0.1", 0, self._application, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def _application(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        if length:
            environ["wsgi.input"] = io.BytesIO(body)
        if "preparing" not in environ.get("HTTP_USER_AGENT", ""):
            target = environ.get("HTTP_X_AMZ_TARGET", "").rsplit(".", 1)[-1]
            self.calls.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {target}".strip())
            for fault in self.faults:
                found = fault.answer(environ, body)
                if found:
                    status, headers, text = found
                    start_response(f"{status} Fault", [*headers, ("Content-Length", str(len(text)))])
                    return [text]
        return self.moto(environ, start_response)

    def fail(self, method, path, code="ServiceException", status=400, message="a fault of the test", times=-1, after=0, before=None):
        """`path` is searched in operation, path and body. `times` -1: from now on."""
        self.faults.append(Fault(method, path, code, status, message, times, after, before))

    @functools.lru_cache(maxsize=None)
    def client(self, service, region=REGION):
        config = boto3.session.Config(user_agent_extra="preparing", s3={"addressing_style": "path"})
        return boto3.client(
            service, region_name=region, endpoint_url=self.url, aws_access_key_id="testing", aws_secret_access_key="testing",
            config=config,
        )

    def reset(self):
        self.faults.clear()
        self.calls.clear()
        OVERRIDES.clear()
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST"), timeout=30).close()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def variables(self):
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            # A fault of a test stays: waiting for it to pass five times only takes time.
            "AWS_MAX_ATTEMPTS": "2",
        }
