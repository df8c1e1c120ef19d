"""Runs Terraform, or OpenTofu, so that a cancelled job does not leave a lock or a half-written state behind."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import runner
import tool

RUNNER_FILES = ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
# Nothing here takes a lock away: only a person can tell that nobody works under it any more.
LEFT_LOCK = (
    "see that no other run of this environment is under way, then release its lock by that id, as the repository's "
    "docs/runbooks/troubleshooting.md says"
)
UNLOCK_WORKFLOW = "its lock is released by the unlock workflow of this environment (terraform-unlock.yml), which refuses while the run is going"
LOCK = ["-lock-timeout=" + os.environ.get("LOCK_TIMEOUT", "5m")]


def workspace():
    """A folder of this deployment for plan and providers, readable by this user only."""
    folder = Path(runner.required("RUNNER_TEMP")) / "slipway" / f"deploy-{runner.required('ENVIRONMENT')}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def environment():
    """Terraform's environment variables: no questions, state's folder apart from the repository.

    Providers and provisioners get AWS's credentials, but no token to ask for others, and no way into later steps.
    """
    variables = {name: value for name, value in os.environ.items() if not name.startswith("ACTIONS_") and name not in RUNNER_FILES}
    variables.update(
        TF_IN_AUTOMATION="1",
        TF_INPUT="0",
        CHECKPOINT_DISABLE="1",
        TF_DATA_DIR=str(workspace() / "data"),
    )
    token = variables.pop("TERRAFORM_CLOUD_TOKEN", "")
    host = variables.get("STATE_HOST", "")
    if token and host:
        variables[token_variable(host)] = token
    return variables


def token_variable(host):
    return "TF_TOKEN_" + host.replace("-", "__").replace(".", "_")


class Result:
    def __init__(self, code, text, interrupted):
        self.code = code
        self.text = text
        self.interrupted = interrupted


def run(*arguments, directory, quiet=False):
    """Runs the program in directory and passes its output on; exit code and output as the result.

    The runner gives a cancelled step ten seconds: SIGINT, then SIGTERM, then SIGKILL. Terraform takes the first signal
    as "finish what is under way, save the state, unlock" and the second as "drop everything". So only the first one
    is handed on, and Terraform runs in a session of its own, where a terminal's Ctrl-C does not reach it twice.
    """
    received, unaware = [], iter(())

    def interrupt():
        # What was taken out of an iterator is not in it again: one signal for the program, also where two meet here.
        for process in unaware:
            process.send_signal(signal.SIGINT)

    def hand_on(number, _frame):
        received.append(number)
        interrupt()

    # Before it is started: a signal that finds nobody would end this step, and leave the program running on its own.
    previous = {number: signal.signal(number, hand_on) for number in (signal.SIGINT, signal.SIGTERM)}
    lines = []
    try:
        process = subprocess.Popen(
            [tool.name(), *arguments],
            cwd=directory,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        unaware = iter([process])
        if received:
            interrupt()
        with runner.inert_output():
            for line in process.stdout:
                lines.append(line)
                if not quiet:
                    sys.stdout.write(line)
                    sys.stdout.flush()
        code = process.wait()
    finally:
        for number, handler in previous.items():
            # A cancelled step ends in order, and says why: the next signal must not stop that.
            signal.signal(number, signal.SIG_IGN if received else handler)
    return Result(code, "".join(lines), bool(received))


def json_of(*arguments, directory):
    """What a `-json` command prints. It may hold secrets, so it is never echoed."""
    result = subprocess.run(
        [tool.name(), *arguments], cwd=directory, env=environment(), capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise runner.Refused("terraform-failed", f"{tool.name()} {' '.join(arguments[:2])} failed: {result.stderr.strip()}")
    return result.stdout


def refuse_wrapper():
    """setup-terraform's wrapper turns exit code 2 ("there are changes") into 0: the changes would never be applied."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "probe.tf").write_text('output "probe" {\n  value = 1\n}\n', encoding="utf-8")
        variables = {name: value for name, value in environment().items() if not name.startswith("TF_CLI_ARGS")}
        variables["TF_DATA_DIR"] = str(Path(folder, "data"))
        variables.pop("TF_WORKSPACE", None)
        try:
            probe = subprocess.run(
                [tool.name(), "plan", "-detailed-exitcode", "-input=false", "-no-color"],
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            raise runner.Refused(
                "terraform-missing", f"{tool.name()} is not on PATH: run the action terraform-setup before this one"
            ) from None
    if probe.returncode == 0:
        raise runner.Refused(
            "terraform-wrapped",
            f"a wrapper hides {tool.title()}'s exit codes: use the action terraform-setup, "
            "or set `terraform_wrapper: false` on hashicorp/setup-terraform (`tofu_wrapper: false` on OpenTofu's)",
        )
    if probe.returncode != 2:
        raise runner.Refused("terraform-broken", f"{tool.name()} does not work here: {(probe.stdout + probe.stderr).strip()}")


def version():
    """Version of the program on PATH, which has to be the one that was asked for and not the other under its name."""
    try:
        answer = subprocess.run(
            [tool.name(), "version"], env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise runner.Refused(
            "terraform-missing", f"{tool.name()} is not on PATH: run the action terraform-setup before this one"
        ) from None
    found = re.search(r"^(Terraform|OpenTofu) v(\d\S*)$", answer.stdout, re.MULTILINE)
    if answer.returncode != 0 or not found:
        raise runner.Refused("terraform-broken", f"{tool.name()} does not tell its version: {(answer.stdout + answer.stderr).strip()}")
    if found.group(1) != tool.title():
        raise runner.Refused(
            "tool-differs", f"{tool.name()} on PATH is {found.group(1)}, not {tool.title()}: states and plans of the two must not be mixed"
        )
    return found.group(2)


def explain(result, doing):
    """The refusal that fits a failed command of the program."""
    text = result.text
    if result.interrupted:
        return runner.Refused(
            "interrupted",
            f"{doing} was cancelled; {tool.title()} was asked to stop in order. Run the deployment again: "
            "it plans from the state as it is now",
        )
    if "Error acquiring the state lock" in text:
        lock = re.search(r"\bID:\s+(\S+)", text)
        who = re.search(r"\bWho:\s+(\S+)", text)
        detail = f" (lock {lock.group(1)}{', held by ' + who.group(1) if who else ''})" if lock else ""
        return runner.Refused(
            "state-locked",
            f"another run holds the state lock{detail}. Wait for it and run this again. If that run was killed, {LEFT_LOCK}",
        )
    if "Saved plan is stale" in text:
        return runner.Refused(
            "plan-stale",
            "the state changed after the plan was made, so it was not applied. Run the deployment again for a new plan",
        )
    if "Saving a generated plan is currently not supported" in text:
        return runner.Refused(
            "plan-not-saved",
            'the "remote" backend cannot save a plan, so what is reviewed would not be what is applied. '
            "Use a `cloud` block in its place (Terraform 1.6 or later)",
        )
    if "Failed to read plan" in text or "Failed to load" in text and "as a plan file" in text:
        return runner.Refused("plan-unreadable", "the plan file is damaged and was not applied. Run the deployment again")
    if result.code < 0:
        return runner.Refused("killed", f"{tool.title()} was ended by signal {-result.code} during {doing}; the state may be locked")
    return runner.Refused(f"{doing}-failed", f"{tool.name()} {doing} failed with exit code {result.code}", errors(text))


def by_workflow(refusal):
    """The same refusal where a workflow releases locks, which looks first whether their owner has ended."""
    return runner.Refused(refusal.reason, str(refusal).replace(LEFT_LOCK, UNLOCK_WORKFLOW), refusal.evidence)


def errors(text):
    """What it said went wrong: from its first error on, or the end of the text where it names none."""
    first = re.search(r"^(?:[╷│] *)*Error: ", text, re.MULTILINE)
    return text[first.start() :] if first else text[-2000:]
