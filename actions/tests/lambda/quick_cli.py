"""The AWS CLI and the SAM CLI themselves, loaded once: what a call costs is the call, not reading the CLI first.

Started with a CLI's name and the path of a socket. The program of that name in the server's folder hands its arguments,
environment, folder and files on; a process that has the CLI loaded makes the call with them. Signals to the program reach
that process, which does not outlive the program.
"""

import atexit
import fcntl
import gc
import importlib
import os
import platform
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

FOLDER = "QUICK_AWS"
# Perl, which git needs too, starts in a fifth of the time of Python. It has no call of its own that passes files on.
SENDMSG = {"x86_64": 46, "aarch64": 211}
# What is sent begins the call: from then on signals are for it, also before its process is known.
CLIENT = r'''#!{perl}
my ($process, $signal, $told);
sub gone {{
  if ($signal) {{ $SIG{{$signal}} = "DEFAULT"; kill $signal, $$ }}
  die "quick_cli: $_[0]\n";
}}
socket(my $connection, 1, 1, 0) || die "quick_cli: $!\n";
connect($connection, pack("Sa*", 1, "{path}")) || die "quick_cli: $!\n";
my $request = join "\0", readlink("/proc/self/cwd"), scalar(@ARGV), @ARGV, map {{ "$_=$ENV{{$_}}" }} keys %ENV;
my $length = pack("Q", length $request);
my $data = pack("PQ", $length, 8);
my $files = pack("Qiiiiix4", 28, 1, 1, 0, 1, 2);
my $message = pack("QLx4PQPQix4", 0, 0, $data, 1, $files, 32, 0);
for my $name (grep {{ ($SIG{{$_}} // "") ne "IGNORE" }} qw(INT TERM HUP QUIT)) {{
  $SIG{{$name}} = sub {{ $signal = $name; if ($process) {{ $told = 1; kill $name, $process }} }};
}}
syscall({sendmsg}, fileno $connection, $message, 0) == 8 || gone($!);
my $sent = 0;
while ($sent < length $request) {{
  $sent += syswrite($connection, $request, length($request) - $sent, $sent) || gone($!);
}}
sub answer {{
  while (1) {{
    my $count = sysread($connection, my $bytes, $_[0]);
    return $bytes if defined $count || !$!{{EINTR}};
  }}
}}
$process = unpack("i", answer(4)) || gone("no process took the call");
kill $signal, $process if $signal && !$told;
my $code = answer(1);
exit ord $code if length $code;
# The process is gone without an exit code: so goes this one.
gone("the call ended without an exit code");
'''


class Server:
    """The server of one CLI, and the folder with the program that asks it. `python` is the one that has the CLI."""

    def __init__(self, name, python):
        self.folder = Path(tempfile.mkdtemp(prefix=f"quick-{name}-"))
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        path = self.folder / "socket"
        self.process = subprocess.Popen([python, __file__, name, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == b"ready\n", f"{name} did not start"
        self.program = self.bin / name
        text = CLIENT.format(perl=shutil.which("perl"), path=path, sendmsg=SENDMSG[platform.machine()])
        self.program.write_text(text, encoding="utf-8")
        self.program.chmod(0o755)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=300)
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def started():
    """The folder with `aws`; of the server of all processes of the tests where there is one."""
    if FOLDER not in os.environ:
        server = Server("aws", sys.executable)
        atexit.register(server.stop)
        os.environ[FOLDER] = str(server.bin)
    return Path(os.environ[FOLDER])


class Aws:
    """The AWS CLI. A process of it makes many calls."""

    SERVICES = (
        "lambda list-functions", "s3api list-buckets", "dynamodb list-tables", "ssm describe-parameters", "kms list-keys",
        "sts get-caller-identity", "ecr describe-repositories", "cloudwatch describe-alarms", "sns list-topics",
        "deploy list-applications", "cloudformation list-stacks",
    )
    # These change the CLI's session beyond their call: the process that made it makes no other.
    LASTING = {
        "--debug", "--profile", "--region", "--version", "--color", "--no-sign-request", "--no-verify-ssl", "--ca-bundle",
        "--cli-read-timeout", "--cli-connect-timeout",
    }

    def __init__(self):
        from awscli.clidriver import create_clidriver

        self.driver = create_clidriver()
        os.environ.update(AWS_MAX_ATTEMPTS="1", AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_REGION="eu-west-1")
        os.environ["AWS_DEFAULT_REGION"] = "eu-west-1"
        # One call of each service to nowhere: what that loads and parses is there for every call.
        quiet, heard = os.open(os.devnull, os.O_WRONLY), os.dup(2)
        os.dup2(quiet, 2)
        also = [call for call in os.environ.get("QUICK_AWS_ALSO", "").split(",") if call]
        for call in (*self.SERVICES, *also):
            self.driver.main([*call.split(), "--endpoint-url", "http://127.0.0.1:9"])
        os.dup2(heard, 2)
        self.driver.session.get_waiter_model("lambda")
        self.variables = {"AWS_DATA_PATH": os.environ["AWS_DATA_PATH"]}

    def lasting(self, arguments):
        return any(argument.split("=", 1)[0] in self.LASTING for argument in arguments)

    def main(self, arguments):
        # Of this call, not of the one before.
        session = self.driver.session
        session._profile = session._profile_map = session._config = session._credentials = session._auth_token = None
        session._register_credential_provider()
        session._register_token_provider()
        return self.driver.main(arguments)


class Sam:
    """The SAM CLI, which keeps what it learned in a call: a process makes one."""

    COMMANDS = ("validate.validate", "build", "package", "deploy")
    # Loaded by a command as it runs.
    PARTS = (
        "samcli.commands.build.build_context", "samcli.commands.package.package_context",
        "samcli.commands.deploy.deploy_context", "samcli.lib.translate.sam_template_validator", "cfnlint.api",
        "samcli.lib.build.app_builder",
    )
    variables = {}

    def __init__(self):
        self.cli = importlib.import_module("samcli.cli.main").cli
        for command in self.COMMANDS:
            importlib.import_module(f"samcli.commands.{command}" if "." in command else f"samcli.commands.{command}.command")
        for part in self.PARTS:
            importlib.import_module(part)

    def lasting(self, _arguments):
        return True

    def main(self, arguments):
        return self.cli(arguments)


CLIS = {"aws": Aws, "sam": Sam}


def serve(name, path):
    """Until standard input ends: gives every call to a process that waits for one, and makes one where none waits."""
    cli = CLIS[name]()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    selector, waiting = selectors.DefaultSelector(), []
    selector.register(listener, selectors.EVENT_READ)
    # Its end is that of the tests, whatever ended them.
    selector.register(sys.stdin, selectors.EVENT_READ)
    print("ready", flush=True)
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                connection, _ = listener.accept()
                worker = waiting.pop() if waiting else _worker(name, cli, selector)
                socket.send_fds(worker, [b"."], [connection.fileno()])
                connection.close()
            elif key.fileobj is sys.stdin:
                return
            elif key.fileobj.recv(1):
                waiting.append(key.fileobj)
            else:
                selector.unregister(key.fileobj)
                if key.fileobj in waiting:
                    waiting.remove(key.fileobj)
                key.fileobj.close()


def _worker(name, cli, selector):
    ours, its = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        for key in list(selector.get_map().values()):
            if key.fileobj is not sys.stdin:
                key.fileobj.close()
        selector.close()
        try:
            while _take(its, name, cli):
                its.sendall(b".")
        except KeyboardInterrupt:
            # Meant for a call that had just ended.
            pass
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    its.close()
    selector.register(ours, selectors.EVENT_READ)
    return ours


def _take(control, name, cli):
    """One call; whether this process may make another."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, files, _, _ = socket.recv_fds(control, 1, 1)
    if not files:
        return False
    connection = socket.socket(fileno=files[0])
    arguments = _become(connection, cli.variables)
    code, clean = _call(name, cli, arguments)
    # Whoever reads what the call wrote shall see its end.
    for file in (0, 1, 2):
        os.dup2(_NOTHING, file)
    fcntl.fcntl(connection, fcntl.F_SETFL, 0)
    connection.sendall(bytes([code & 255]))
    # Until the stub is gone it may still send signals, which are not for the next call.
    connection.recv(1)
    connection.close()
    return clean and not cli.lasting(arguments)


def _become(connection, kept):
    """Takes over arguments, environment, folder and files of the stub, and dies with it."""
    head, files, _, _ = socket.recv_fds(connection, 8, 3)
    length, request = int.from_bytes(head, sys.byteorder), b""
    while len(request) < length:
        part = connection.recv(length - len(request))
        if not part:
            os._exit(0)
        request += part
    folder, count, *rest = map(os.fsdecode, request.split(b"\0"))
    arguments, variables = rest[: int(count)], rest[int(count) :]
    connection.sendall(os.getpid().to_bytes(4, sys.byteorder))
    # The kernel ends this process, by SIGIO, when the other side is closed.
    fcntl.fcntl(connection, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(connection, fcntl.F_SETFL, os.O_ASYNC)
    try:
        connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        os._exit(0)
    except BlockingIOError:
        pass
    for target, file in enumerate(files):
        os.dup2(file, target)
        os.close(file)
    # What Python found out about its files was about others.
    sys.stdin = open(0, encoding=sys.stdin.encoding, closefd=False)
    sys.stdout = open(1, "w", encoding=sys.stdout.encoding, closefd=False)
    sys.stderr = open(2, "w", encoding=sys.stderr.encoding, errors="backslashreplace", buffering=1, closefd=False)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variable.split("=", 1) for variable in variables)
    os.environ.update(kept)
    return arguments


def _call(name, cli, arguments):
    """The CLI's own main. The exit code, and whether the CLI came back as it should."""
    sys.argv = [name, *arguments]
    clean = True
    try:
        code = cli.main(arguments) or 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
        code, clean = 1, False
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # As Python itself does at its end.
        code, clean = 120, False
    return code, clean


if __name__ == "__main__":
    _NOTHING = os.open(os.devnull, os.O_RDWR)
    serve(*sys.argv[1:])
