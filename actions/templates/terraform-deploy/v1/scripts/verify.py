"""Step 4: ask AWS which code each function runs, and write the deployment down only if it is the right one."""

import base64
import json
import os
import subprocess
from pathlib import Path, PurePosixPath

import runner
import terraform
from package import PACKAGE


def verify():
    environment = runner.required("ENVIRONMENT")
    directory = Path(runner.required("DIRECTORY"))
    digest = os.environ.get("DIGEST", "")
    functions = verified_functions(directory, environment, digest) if digest else []
    record = terraform.workspace() / "deployment.json"
    record.write_text(json.dumps(deployment(environment, digest, functions), indent=2) + "\n", encoding="utf-8")
    runner.output("deployment", record)


def deployment(environment, digest, functions):
    return {
        "environment": environment,
        "commit": runner.required("COMMIT"),
        "digest": digest,
        "run-id": runner.required("GITHUB_RUN_ID"),
        "attempt": runner.required("GITHUB_RUN_ATTEMPT"),
        "functions": functions,
    }


def verified_functions(directory, environment, digest):
    expected = base64.b64encode(bytes.fromhex(digest)).decode("ascii")
    state = json.loads(terraform.json_of("show", "-json", directory=directory))
    deployed = list(packaged_functions(state.get("values", {}).get("root_module", {})))
    if not deployed:
        raise runner.Refused(
            "no-function",
            f"a package was given, but the state holds no aws_lambda_function whose filename is {PACKAGE}: nothing runs it",
        )
    wrong, functions, rows = [], [], []
    for function in deployed:
        for version in {"$LATEST", function.get("version") or "$LATEST"}:
            actual = code_sha256(function["arn"], version)
            name = function["function_name"] + ("" if version == "$LATEST" else f":{version}")
            rows.append((name, actual, actual == expected))
            if actual != expected:
                wrong.append(f"{name} runs {actual}")
        functions.append({"name": function["function_name"], "code-sha256": expected})
    runner.summary(table(environment, rows))
    if wrong:
        raise runner.Refused(
            "code-differs",
            f"AWS runs other code than the package {expected}: {'; '.join(sorted(wrong))}. "
            f'Set `source_code_hash = filebase64sha256("${{path.module}}/{PACKAGE}")` on the function, '
            "and see that nothing else updates its code",
        )
    return sorted(functions, key=lambda function: function["name"])


def packaged_functions(module):
    for resource in module.get("resources", []):
        values = resource.get("values", {})
        file = values.get("filename") or ""
        if resource.get("type") == "aws_lambda_function" and PurePosixPath(file).name == PACKAGE:
            yield values
    for child in module.get("child_modules", []):
        yield from packaged_functions(child)


def code_sha256(arn, version):
    region = arn.split(":")[3]
    command = ["aws", "lambda", "get-function-configuration", "--region", region, "--function-name", arn]
    if version != "$LATEST":
        command += ["--qualifier", version]
    variables = {**os.environ, "AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": "5", "AWS_PAGER": ""}
    try:
        answer = subprocess.run([*command, "--output", "json"], env=variables, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise runner.Refused("aws-cli-missing", "the AWS CLI (aws) is not on PATH: install it on this runner") from None
    if answer.returncode != 0:
        raise runner.Refused(
            "code-unknown",
            f"AWS does not tell which code {arn} runs: {answer.stderr.strip()}. "
            "The deployment role needs lambda:GetFunctionConfiguration",
        )
    return json.loads(answer.stdout)["CodeSha256"]


def table(environment, rows):
    lines = [f"### Code in {runner.inline(environment)}", "", "| Function | CodeSha256 from AWS | Is the package |", "| --- | --- | --- |"]
    lines += [f"| {runner.inline(name)} | {runner.inline(code)} | {'yes' if right else '**no**'} |" for name, code, right in sorted(rows)]
    return "\n".join(lines)


if __name__ == "__main__":
    runner.main(verify)
