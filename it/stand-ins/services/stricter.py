"""Lambda as AWS has it, where moto is more lenient: revisions, the code that is asked for, the version that ran."""

import json
import uuid
from urllib.parse import unquote

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaFunction
from moto.awslambda.responses import LambdaResponse

# Answers of a function that a test decides, by its name.
OVERRIDES = {}


class PreconditionFailed(LambdaClientError):
    def __init__(self):
        super().__init__("PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id.")
        self.code = 412


class InvalidParameter(LambdaClientError):
    def __init__(self, message):
        super().__init__("InvalidParameterValueException", message)


def _apply():
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

    invoke = LambdaResponse.invoke

    def invoke_and_say_which(self):
        status, headers, body = invoke(self)
        name = unquote(self.path.rsplit("/", 2)[-2])
        executed = self.backend.get_function(name, self._get_param("Qualifier") or "$LATEST")
        return status, {**headers, "X-Amz-Executed-Version": str(executed.version)}, body

    LambdaResponse.invoke = invoke_and_say_which
    LambdaFunction.get_configuration = get_configuration
    LambdaFunction.update_function_code = update_function_code
    LambdaResponse.publish_version = publish_version
    LambdaResponse.update_alias = update_alias_with_revision


_apply()
