"""How the tools of these tests get onto a machine: two set-ups at once, one that is interrupted, a download that fails."""

import hashlib
import io
import signal
import subprocess
import zipfile

from support import ROOT, ScriptTest

SETUP = ROOT / "it" / "setup"
BEGIN = """
set -euo pipefail
HERE=$1 CACHE=$2
for file in report packages tools terraform; do source "$HERE/$file.sh"; done
trap 'last_word $?' EXIT
# Takes until it is told to go on.
make() { echo made >> "$CACHE/log"; touch "$CACHE/begun"; until [[ -e $CACHE/go ]]; do sleep 0.1; done; touch "$1/program"; }
"""
DOWNLOAD = """#!/bin/sh
echo asked >> "{folder}/asked"
[ "$(wc -l < "{folder}/asked")" -ge {succeeds} ] || exit 7
for url; do case $url in https:*) cp "{folder}/served" "${{url##*/}}" ;; esac; done
sum={sum}
for file in *SHA256SUMS; do for archive in *.zip; do printf '%s  %s\\n' "$sum" "$archive" > "$file"; done; done
"""


class ToolsTest(ScriptTest):
    def setUp(self):
        super().setUp()
        self.cache = self.folder / "cache"
        self.cache.mkdir()

    def begin(self, commands):
        """(process, files), as a step's."""
        log = self.folder / f"said-{len(list(self.folder.glob('said-*')))}"
        with open(log, "wb") as said:
            process = subprocess.Popen(
                ["bash", "-c", BEGIN + commands, "bash", str(SETUP), str(self.cache)], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                env={"PATH": self.path, "HOME": str(self.folder), "LANG": "C.UTF-8", "RETRY_SECONDS": "0"}, start_new_session=True,
            )
        self.addCleanup(process.kill)
        return process, {"LOG": log}

    def ended(self, process, files):
        return process.wait(), files["LOG"].read_text(encoding="utf-8")

    def make_once(self):
        return self.begin('part "a tool" make_once tool make "$HERE/tools.sh"; echo "at $TOOLS"')

    def made(self):
        return (self.cache / "log").read_text(encoding="utf-8").split()

    def test_of_two_at_once_the_second_takes_what_the_first_makes(self):
        first = self.make_once()
        self.wait_for(self.cache / "begun", *first)
        second = self.make_once()
        self.wait_for("waiting for another set-up", *second)
        (self.cache / "go").touch()
        for code, said in (self.ended(*first), self.ended(*second)):
            self.assertEqual(0, code, said)
            (place,) = self.cache.glob("tool-*/program")
            self.assertIn(f"at {place.parent}\n", said)
        self.assertEqual(["made"], self.made())

    def test_what_was_interrupted_begins_anew(self):
        for number in (signal.SIGKILL, signal.SIGTERM):
            with self.subTest(number):
                (self.cache / "log").write_text("")
                (self.cache / "begun").unlink(missing_ok=True)
                process, files = self.make_once()
                self.wait_for(self.cache / "begun", process, files)
                process.send_signal(number)
                self.assertNotEqual(0, process.wait())
                self.assertEqual([], list(self.cache.glob("tool-*/program")))
        (self.cache / "go").touch()
        code, said = self.ended(*self.make_once())
        self.assertEqual((0, ["made", "made"]), (code, self.made()), said)

    def test_a_tool_that_fails_without_a_word_is_named(self):
        code, said = self.ended(*self.begin("part 'the quiet tool' false"))
        self.assertEqual(1, code)
        self.assertIn("set-up: the quiet tool: not there", said)
        self.assertIn("cure: run this again", said)

    def download(self, served, succeeds=1, digest=None):
        (self.folder / "served").write_bytes(served)
        digest = digest or hashlib.sha256(served).hexdigest()
        self.stub("curl", DOWNLOAD.format(folder=self.folder, succeeds=succeeds, sum=digest))
        return self.ended(*self.begin("part Terraform download_terraform"))

    def archive(self):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as opened:
            program = zipfile.ZipInfo("terraform")
            program.external_attr = 0o755 << 16
            opened.writestr(program, "#!/bin/sh\n")
        return content.getvalue()

    def places(self):
        return sorted(str(path.relative_to(self.cache)) for path in (self.cache / "terraform").glob("*"))

    def test_a_download_that_fails_once_is_tried_again(self):
        code, said = self.download(self.archive(), succeeds=2)
        self.assertEqual((0, ["terraform/terraform"]), (code, self.places()), said)
        self.assertIn("trying again: curl", said)

    def test_a_download_that_fails_each_time_says_what_to_do(self):
        code, said = self.download(self.archive(), succeeds=9)
        self.assertEqual((1, []), (code, self.places()), said)
        self.assertIn("set-up: Terraform is not on the PATH and cannot be downloaded\n  cure: put terraform", said)
        self.assertEqual(3, len((self.folder / "asked").read_text(encoding="utf-8").split()))

    def test_another_program_than_the_one_of_the_list_is_not_used(self):
        code, said = self.download(self.archive(), digest="0" * 64)
        self.assertEqual((1, []), (code, self.places()), said)

    def test_half_an_archive_is_not_used(self):
        code, said = self.download(self.archive()[:-20])
        self.assertEqual((1, []), (code, self.places()), said)
