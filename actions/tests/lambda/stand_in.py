"""AWS in this process: moto, made stricter where AWS is, with faults on demand and a record of every change."""

import functools
import io
import json
import logging
import os
import re
import sys
import threading
import urllib.request
from pathlib import Path

import boto3
import moto.ssm  # noqa: F401  # Takes seconds to load: once, before the processes of the tests part.
from moto.core.config import default_user_config
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

# What moto leaves out of Lambda, as the rehearsals have it too.
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "it" / "stand-ins" / "services"))
from stricter import OVERRIDES  # noqa: E402  # pylint: disable=wrong-import-position

REGION = "eu-west-1"
# Functions are deployed and read, never run: no engine is needed. Their images have to be in the registry, as in AWS.
os.environ["MOTO_LAMBDA_STUB_ECR"] = "false"
default_user_config["lambda"] = {"use_docker": False}
logging.getLogger("werkzeug").setLevel(logging.ERROR)


class Fault:
    """One call, or all calls, of that form answered by an error, or held up by `before`."""

    def __init__(self, method, path, code, status, message, times, after, before):
        self.method, self.path = method, re.compile(path)
        self.code, self.status, self.message = code, status, message
        self.times, self.after, self.before = times, after, before
        self.counting = threading.Lock()

    def answer(self, environ, body):
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        where = f"{target} {environ['PATH_INFO']} {body.decode('utf-8', 'replace')}"
        if environ["REQUEST_METHOD"] != self.method or not self.path.search(where):
            return None
        # Calls come at once.
        with self.counting:
            if self.times == 0:
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
        self.changing = threading.Lock()
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
            for fault in list(self.faults):
                found = fault.answer(environ, body)
                if found:
                    status, headers, text = found
                    start_response(f"{status} Fault", [*headers, ("Content-Length", str(len(text)))])
                    return [text]
        if environ.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB_") or "/functions/" in environ["PATH_INFO"]:
            # moto looks at a condition, or a revision, and changes what it is about later: AWS does both as one.
            with self.changing:
                return self.moto(environ, start_response)
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
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST"), timeout=300).close()

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
