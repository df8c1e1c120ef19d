"""AWS by its own command line: one call, one JSON answer, errors with AWS's code."""

import json
import os
import re
import subprocess
import tempfile
import threading

from delivery.problem import Cancelled, Problem

FAILURE = re.compile(r"An error occurred \(([^)]+)\) when calling the (\w+) operation(?: \([^)]*\))?: ?(.*)", re.S)
# What answers with a stream takes no JSON input: its parameters travel as options.
STREAMS = {("s3api", "get-object"), ("lambda", "invoke")}
WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
FETCHED = re.compile(r"(?:fileb?|https?)://", re.I)
# Linux takes 128 KiB for one argument.
LONGEST_ARGUMENT = 100_000
# How long a call may finish once the run was cancelled: the runner kills this process after ten seconds in all.
GRACE = 4
# By thread (the object: numbers are given again): its call, and whether anybody waits for its answers.
_running, _abandoned = {}, set()


class AwsError(Problem):
    """AWS refused a call. `code` is AWS's own, such as ResourceNotFoundException; empty when no answer came."""

    def __init__(self, operation, code, message):
        super().__init__(f"AWS refused {operation}: {code + ': ' if code else ''}{message}")
        self.operation = operation
        self.code = code
        self.message = message


class Aws:
    """One region of one account, by the credentials of the environment."""

    def __init__(self, region=None):
        self.region = region

    def call(self, service, operation, /, *args, **options):
        """`call("lambda", "get-alias", FunctionName="f", Name="live")`: options are the API's own parameters.

        They travel as one JSON text, so that no value is read as an option, as shorthand or as `file://`. `args` are
        further arguments of the command line as they are: `"--body", path`, `"--payload", "fileb://..."`, an outfile.
        """
        command = ["aws", service, operation, *map(str, args), "--output", "json"]
        if (service, operation) in STREAMS:
            return self._run(command + _as_options(options))
        with tempfile.TemporaryDirectory(prefix="aws-") as folder:
            if options:
                command += ["--cli-input-json", _as_argument(options, folder)]
            return self._run(command)

    def _run(self, command):
        if threading.current_thread() in _abandoned:
            raise Problem("nobody waits for this answer any more")
        environment = {**os.environ, "AWS_PAGER": "", "AWS_RETRY_MODE": "standard"}
        environment.setdefault("AWS_MAX_ATTEMPTS", "5")
        if self.region:
            environment.update(AWS_REGION=self.region, AWS_DEFAULT_REGION=self.region)
        with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as complaint:
            try:
                # A group of its own: the signal that cancels this process leaves a change under way to finish.
                process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=answer, stderr=complaint, env=environment,
                    start_new_session=True,
                )
            except FileNotFoundError:
                raise Problem("the AWS CLI (`aws`) is not on PATH: install it on this runner") from None
            _running[threading.current_thread()] = process
            if threading.current_thread() in _abandoned:
                process.kill()
            _wait(process)
            _running.pop(threading.current_thread(), None)
            text, trouble = _text(answer), _text(complaint)
        what = " ".join(command[1:3])
        if process.returncode != 0:
            raise _error(what, trouble)
        try:
            return json.loads(text) if text.strip() else {}
        except ValueError:
            raise AwsError(what, "", "the answer is not JSON") from None


def abandon(thread):
    """Ends what this thread asks AWS; it must only read. Starting a command line takes what a way back needs then."""
    _abandoned.add(thread)
    process = _running.get(thread)
    if process and process.poll() is None:
        process.kill()


def _as_options(options):
    """One token each, so that no value is taken for an option; and none that the command line would fetch."""
    tokens = []
    for name, value in options.items():
        if value is None:
            continue
        if FETCHED.match(str(value)):
            raise Problem(f"{value!r} is no value for {name}")
        tokens.append(f"--{WORD.sub('-', name).lower()}={value}")
    return tokens


def _as_argument(options, folder):
    text = json.dumps({name: value for name, value in options.items() if value is not None})
    if len(text) < LONGEST_ARGUMENT:
        return text
    path = os.path.join(folder, "input.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return f"file://{path}"


def _wait(process):
    try:
        process.wait()
    except Cancelled:
        try:
            process.wait(timeout=GRACE)
        except (Cancelled, subprocess.TimeoutExpired):
            process.kill()
            process.wait()
        raise


def _text(file):
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _error(what, trouble):
    found = FAILURE.search(trouble)
    if found:
        return AwsError(what, found.group(1), found.group(3).strip())
    lines = [line for line in trouble.strip().splitlines() if line.strip()]
    return AwsError(what, "", lines[-1] if lines else "no answer")
