"""A registry of this machine, with the password that the stand-in for ECR gives out."""

import contextlib
import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

# bcrypt of 123456789012-auth-token: what moto answers to get-authorization-token.
ACCESS = "AWS:$2b$04$qbkrf5hdvDZx./50wpkTzuQttDnOMHlgnBWSGnrOVvpmfNWk87hCa\n"
CONFIGURATION = """
version: 0.1
log: {{level: info}}
storage: {{filesystem: {{rootdirectory: {folder}/data}}}}
http: {{addr: "127.0.0.1:0"}}
auth: {{htpasswd: {{realm: test, path: {folder}/access}}}}
"""


@contextlib.contextmanager
def alone():
    """What this machine is given is given by one class of tests at a time: apt refuses to be called by two."""
    with open(pathlib.Path(tempfile.gettempdir()) / f"slipway-set-up-{os.geteuid()}.lock", "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def require(**packages):
    """program=package: one that is missing is installed where that is allowed, and otherwise named."""
    with alone():
        missing = [package for program, package in packages.items() if not shutil.which(program.replace("_", "-"))]
        if not missing:
            return
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise AssertionError(f"install {' '.join(missing)}, then run this again")
        subprocess.run(["apt-get", "-qq", "update"], check=True)
        subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing], check=True, stdout=subprocess.DEVNULL)


class Registry:
    def __init__(self):
        require(docker_registry="docker-registry")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="registry-"))
        (self.folder / "access").write_text(ACCESS, encoding="ascii")
        (self.folder / "config.yml").write_text(CONFIGURATION.format(folder=self.folder), encoding="ascii")
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(["docker-registry", "serve", str(self.folder / "config.yml")], stdout=self.log, stderr=self.log)
        self.host = self._address()
        # Only for tests: a registry without TLS.
        settings = self.folder / ".config" / "containers"
        settings.mkdir(parents=True)
        (settings / "registries.conf").write_text(f'[[registry]]\nlocation = "{self.host}"\ninsecure = true\n', encoding="ascii")

    def _address(self):
        """Where the registry listens. It takes a free port itself: one found before might be another test's by then."""
        deadline = time.monotonic() + 300
        while True:
            said = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
            listening = re.search(r"listening on (127\.0\.0\.1:[0-9]+)", said)
            if listening:
                return listening[1]
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop()
                raise AssertionError(f"the registry did not start: {said}")
            time.sleep(0.1)

    def variables(self):
        """Where skopeo finds its settings."""
        return {"HOME": str(self.folder)}

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=300)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
