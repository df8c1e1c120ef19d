"""Setting up Terraform or OpenTofu in an exact version, against a stand-in for the place of OpenTofu's releases."""

import hashlib
import io
import json
import platform
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

from support import ScriptTest, scripts

MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]


class Releases:
    """Serves files by their path, and keeps which ones were asked for."""

    def __init__(self, files):
        releases = self
        self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                releases.asked.append(self.path)
                content = files.get(self.path)
                self.send_response(200 if content is not None else 404)
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/releases"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def archive(script, name="tofu"):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as opened:
        opened.writestr("LICENSE", "text")
        opened.writestr(name, script)
    return content.getvalue()


def tofu(version, name="OpenTofu"):
    return f"#!/bin/sh\necho '{name} v{version}'\necho 'on linux_amd64'\n"


class CheckTest(ScriptTest):
    def check(self, **more):
        return self.step("terraform-setup", "check.py", **{"TOOL": "tofu", "VERSION": "1.10.6", "SHA256": "", **more})

    def test_what_is_known_passes(self):
        for given in ({}, {"TOOL": "terraform", "VERSION": "1.11.4"}, {"TOOL": "terraform", "VERSION": "1.12.0-rc1"}, {"VERSION": "1.99.0", "SHA256": "ab" * 32}):
            with self.subTest(given):
                self.succeeded(self.check(**given))

    def test_what_could_be_anything_is_refused(self):
        for given, reason, part in (
            ({"TOOL": "terragrunt"}, "input-invalid", "terraform or tofu"),
            ({"TOOL": "terraform", "VERSION": "latest"}, "version-unknown", "exact"),
            ({"TOOL": "terraform", "VERSION": "~> 1.11"}, "version-unknown", "exact"),
            ({"TOOL": "terraform", "VERSION": "1.11"}, "version-unknown", "exact"),
            ({"VERSION": "1.99.0"}, "version-unknown", "SHA256SUMS"),
            ({"VERSION": "1.10.6/../x"}, "version-unknown", "exact"),
            ({"VERSION": "1.99.0", "SHA256": "abc"}, "input-invalid", "64 hexadecimal"),
            ({"TOOL": "terraform", "VERSION": "1.11.4", "SHA256": "ab" * 32}, "input-invalid", "is for OpenTofu"),
        ):
            with self.subTest(given):
                self.assertEqual(reason, self.refused(self.check(**given), part).outputs["reason"])

    def test_the_table_holds_a_digest_for_each_architecture(self):
        table = json.loads((scripts("terraform-setup") / "tofu.json").read_text(encoding="utf-8"))
        seen = []
        for version, digests in table.items():
            self.assertRegex(version, r"^\d+\.\d+\.\d+$")
            self.assertEqual(["amd64", "arm64"], sorted(digests))
            for digest in digests.values():
                self.assertRegex(digest, r"^[0-9a-f]{64}$")
            seen += digests.values()
        self.assertEqual(len(seen), len(set(seen)))


class InstallTest(ScriptTest):
    def install(self, files, **more):
        releases = Releases(files)
        self.addCleanup(releases.stop)
        path = self.folder / "GITHUB_PATH"
        path.touch()
        given = {"TOOL": "tofu", "VERSION": "1.99.0", "MIRROR": releases.url, "GITHUB_PATH": str(path), "RETRY_SECONDS": "0"}
        ran = self.step("terraform-setup", "install.py", **{**given, **more})
        return ran, releases, path.read_text(encoding="utf-8").split()

    def asset(self, version="1.99.0"):
        return f"/releases/v{version}/tofu_{version}_linux_{MACHINE}.zip"

    def test_the_release_with_that_digest_is_put_on_the_path_and_tells_its_version(self):
        content = archive(tofu("1.99.0"))
        ran, releases, path = self.install({self.asset(): content}, SHA256=hashlib.sha256(content).hexdigest())
        self.succeeded(ran)
        self.assertEqual([self.asset()], releases.asked)
        self.path = f"{path[0]}:{self.path}"
        verified = self.succeeded(self.step("terraform-setup", "verify.py", TOOL="tofu", VERSION="1.99.0"))
        self.assertEqual("1.99.0", verified.outputs["version"])

    def test_another_digest_is_refused_and_not_run(self):
        for given in ({"SHA256": "ab" * 32}, {"VERSION": "1.10.6"}):
            with self.subTest(given):
                version = given.get("VERSION", "1.99.0")
                ran, _, path = self.install({self.asset(version): archive("#!/bin/sh\ntouch /tmp/never\n")}, **given)
                self.refused(ran, "not the release that was reviewed")
                self.assertEqual("download-failed", ran.outputs["reason"])
                self.assertEqual([], path)

    def test_a_version_without_digest_is_never_downloaded(self):
        ran, releases, path = self.install({self.asset(): archive(tofu("1.99.0"))})
        self.assertEqual("version-unknown", self.refused(ran).outputs["reason"])
        self.assertEqual(([], []), (releases.asked, path))

    def test_a_missing_release_is_named(self):
        ran, _, path = self.install({}, SHA256="ab" * 32)
        self.refused(ran, "cannot be downloaded", f"tofu_1.99.0_linux_{MACHINE}.zip")
        self.assertEqual([], path)

    def test_an_archive_without_the_program_is_refused(self):
        content = archive("x", name="terraform")
        ran, _, path = self.install({self.asset(): content}, SHA256=hashlib.sha256(content).hexdigest())
        self.refused(ran, "holds no tofu")
        self.assertEqual([], path)


class VerifyTest(ScriptTest):
    def verify(self, **more):
        return self.step("terraform-setup", "verify.py", **{"TOOL": "tofu", "VERSION": "1.10.6", **more})

    def test_another_version_is_refused(self):
        self.stub("tofu", tofu("1.10.7"))
        ran = self.refused(self.verify(), "1.10.7, not 1.10.6")
        self.assertEqual("version-differs", ran.outputs["reason"])

    def test_the_other_program_is_refused(self):
        self.stub("tofu", tofu("1.10.6", "Terraform"))
        self.assertEqual("tool-differs", self.refused(self.verify()).outputs["reason"])

    def test_a_program_that_does_not_work_is_refused(self):
        self.stub("tofu", "#!/bin/sh\necho broken >&2\nexit 1\n")
        self.assertEqual("terraform-broken", self.refused(self.verify(), "broken").outputs["reason"])

    def test_terraform_itself(self):
        self.stub("terraform", tofu("1.11.4", "Terraform"))
        self.succeeded(self.verify(TOOL="terraform", VERSION="1.11.4"))
