"""The package: the same bytes everywhere, nothing in it that does not belong, and refusals with a cure."""

import io
import json
import os
import pathlib
import shutil
import sys
import tarfile
import time
import zipfile

from fixture import Ran, ScriptTest, sha256, wheel

PACKAGE = "lambda-package/v1/scripts/package.py"


class PackageTest(ScriptTest):
    def setUp(self) -> None:
        super().setUp()
        self.index = self.folder / "index"
        self.index.mkdir()
        self.write("src/app.py", "def handler(event, context):\n    return 1\n")
        self.head = self.commit()

    def package(self, output: str = "out/lambda_function.zip", **variables: str) -> Ran:
        settings = {
            "GITHUB_RUN_ID": "4711",
            "INPUT_ENVIRONMENT": "dev",
            "INPUT_COMMIT": "",
            "INPUT_SOURCE": "src",
            "INPUT_REQUIREMENTS": "requirements.txt",
            "INPUT_PYTHON_VERSION": "3.12",
            "INPUT_ARCHITECTURE": "x86_64",
            "INPUT_OUTPUT": str(self.folder / output),
            # Only the wheels that a test makes: no package index, the same answer every day.
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.index),
            **variables,
        }
        return self.run_script(PACKAGE, settings)

    def names(self, output: str = "out/lambda_function.zip"):
        with zipfile.ZipFile(self.folder / output) as archive:
            return archive.namelist()

    def record(self, output: str = "out/lambda-package.json"):
        return json.loads((self.folder / output).read_text(encoding="utf-8"))

    def library(self, **extra: str) -> pathlib.Path:
        files = {
            "library/__init__.py": "",
            "library/tests/__init__.py": "",
            "tests/test_library.py": "",
            "library-1.0.dist-info/entry_points.txt": "[console_scripts]\nlibrary-tool = library:main\n",
            **extra,
        }
        return wheel(self.index, "library", "1.0", files)


class SameBytesTest(PackageTest):
    def test_same_bytes_in_another_folder_umask_zone_locale_time_and_order(self) -> None:
        self.library()
        self.write("requirements.txt", f"library==1.0 --hash=sha256:{sha256(next(self.index.iterdir()))}\n")
        self.write("src/ünïcode.py", "")
        self.write("src/zone/__init__.py", "")
        script = self.write("src/run.sh", "#!/bin/sh\n")
        script.chmod(0o755)
        first = self.package(TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
        self.assertEqual(first.exit_code, 0, first.log)

        elsewhere = self.folder / "another place" / "deeper"
        elsewhere.mkdir(parents=True)
        old_umask = os.umask(0o077)
        try:
            for path in sorted(self.repository.rglob("*"), reverse=True):
                if path.is_file():
                    copy = elsewhere / path.relative_to(self.repository)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy)
                    os.utime(copy, (time.time() + 86_400, time.time() + 86_400))
            (elsewhere / "src/run.sh").chmod(0o700)
            self.repository = elsewhere
            variables = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "2", "PIP_NO_CACHE_DIR": "1"}
            second = self.package("elsewhere/lambda_function.zip", **variables)
        finally:
            os.umask(old_umask)
        self.assertEqual(second.exit_code, 0, second.log)
        self.assertEqual(first.outputs["digest"], second.outputs["digest"])
        self.assertEqual(self.record(), self.record("elsewhere/lambda-package.json"))
        self.assertEqual(first.outputs["digest"], sha256(self.folder / "out/lambda_function.zip"))
        self.assertEqual(first.outputs["digest"], sha256(self.folder / "elsewhere/lambda_function.zip"))

    def test_a_changed_byte_changes_the_digest(self) -> None:
        first = self.package()
        self.write("src/app.py", "def handler(event, context):\n    return 2\n")
        self.assertNotEqual(first.outputs["digest"], self.package().outputs["digest"])

    def test_entries_are_sorted_and_carry_nothing_of_this_machine(self) -> None:
        self.write("src/b.py")
        self.write("src/a/z.py")
        self.write("src/a.py")
        self.write("src/tool").chmod(0o750)
        self.package()
        with zipfile.ZipFile(self.folder / "out/lambda_function.zip") as archive:
            entries = archive.infolist()
        self.assertEqual([e.filename for e in entries], ["a.py", "a/z.py", "app.py", "b.py", "tool"])
        self.assertEqual({e.date_time for e in entries}, {(1980, 1, 1, 0, 0, 0)})
        self.assertEqual({e.create_system for e in entries}, {3})
        self.assertEqual({e.compress_type for e in entries}, {zipfile.ZIP_STORED})
        modes = {e.filename: oct(e.external_attr >> 16) for e in entries}
        self.assertEqual(modes["tool"], "0o100755")
        self.assertEqual(modes["app.py"], "0o100644")

    def test_deflated_is_smaller_and_holds_the_same(self) -> None:
        self.write("src/data.txt", "x" * 100_000)
        stored = self.package()
        deflated = self.package("deflated.zip", INPUT_COMPRESSION="deflated")
        self.assertLess(int(deflated.outputs["size"]), int(stored.outputs["size"]) // 10)
        self.assertEqual(self.names(), self.names("deflated.zip"))

    def test_summary_names_digest_and_size(self) -> None:
        ran = self.package()
        self.assertIn(ran.outputs["digest"], ran.summary)
        self.assertIn("dependencies none", ran.summary)
        self.assertIn(self.head, ran.summary)


class RecordTest(PackageTest):
    def test_it_says_what_the_package_is(self) -> None:
        ran = self.package(INPUT_COMMIT=self.head)
        self.assertEqual(ran.exit_code, 0, ran.log)
        expected = {"commit": self.head, "digest": ran.outputs["digest"], "environment": "dev", "run-id": "4711"}
        self.assertEqual(self.record(), expected)
        self.assertEqual(ran.outputs["commit"], self.head)
        self.assertEqual(ran.outputs["record"], str(self.folder / "out/lambda-package.json"))

    def test_it_lies_outside_of_the_package(self) -> None:
        first = self.package()
        second = self.package("other/lambda_function.zip", INPUT_ENVIRONMENT="test", GITHUB_RUN_ID="4712")
        self.assertEqual(first.outputs["digest"], second.outputs["digest"])
        self.assertNotEqual(self.record(), self.record("other/lambda-package.json"))

    def test_the_commit_is_the_one_that_is_checked_out(self) -> None:
        newest = self.commit()
        self.git("checkout", "--quiet", "--detach", self.head)
        # What the run was started for says nothing about it.
        ran = self.package(GITHUB_SHA=newest)
        self.assertEqual((ran.exit_code, self.record()["commit"]), (0, self.head), ran.log)

    def test_a_checkout_in_a_folder_of_the_workspace(self) -> None:
        workspace = self.folder
        self.assertEqual(self.run_in(workspace, INPUT_SOURCE="repository/src").exit_code, 0)
        self.assertEqual(self.record()["commit"], self.head)

    def run_in(self, workspace: pathlib.Path, **variables: str) -> Ran:
        settings = {"INPUT_REQUIREMENTS": "", "INPUT_PYTHON_VERSION": "3.12", "INPUT_ARCHITECTURE": "x86_64"}
        settings.update(INPUT_ENVIRONMENT="dev", GITHUB_RUN_ID="4711", INPUT_OUTPUT=str(self.folder / "out/package.zip"))
        return self.run_script(PACKAGE, {**settings, **variables}, workspace)


class ContentsTest(PackageTest):
    def test_source_lands_at_the_root_without_what_does_not_belong(self) -> None:
        for name in (
            "__pycache__/app.cpython-312.pyc",
            *("old.pyc", "pkg/__pycache__/x.pyc", "tests/test_app.py", "pkg/tests/test_x.py", "conftest.py"),
            *(".git/config", ".env", ".venv/bin/python", "main.tf", "terraform.tfstate", ".DS_Store"),
            *("pkg/__init__.py", "data/table.csv"),
        ):
            self.write(f"src/{name}")
        self.assertEqual(self.package().exit_code, 0)
        self.assertEqual(self.names(), ["app.py", "data/table.csv", "pkg/__init__.py"])

    def test_dependencies_without_scripts_tests_and_notes_of_pip(self) -> None:
        self.library()
        self.write("requirements.txt", "library==1.0\n")
        ran = self.package()
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertIn("::warning", ran.log)
        self.assertIn("does not lock its packages by hash", ran.log)
        self.assertEqual(
            self.names(),
            [
                "app.py",
                *(f"library-1.0.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")),
                "library/__init__.py",
                # A part of the library: it may import it.
                "library/tests/__init__.py",
            ],
        )
        with zipfile.ZipFile(self.folder / "out/lambda_function.zip") as archive:
            record = archive.read("library-1.0.dist-info/RECORD").decode()
        listed = [line.split(",")[0] for line in record.splitlines()]
        self.assertEqual(listed, [name for name in self.names() if name != "app.py"])

    def test_excluded_by_the_user(self) -> None:
        self.write("src/fixtures/big.json")
        self.write("src/pkg/notes.md")
        self.write("src/pkg/local.py")
        self.write("src/other/local.py")
        self.package(INPUT_EXCLUDE="fixtures\n*.md\n\n other/local.py \n")
        self.assertEqual(self.names(), ["app.py", "pkg/local.py"])

    def test_markers_are_those_of_the_function_not_of_this_machine(self) -> None:
        for name in ("onarm", "onintel", "onnew", "onold", "onwindows"):
            wheel(self.index, name, "1.0", {f"{name}.py": ""})
        self.write(
            "requirements.txt",
            """\
            onarm; platform_machine == "aarch64"
            onintel; platform_machine == "x86_64"
            onnew; python_version >= "3.13"
            onold; python_version < "3.13"
            onwindows; sys_platform == "win32"
            """,
        )
        self.package(INPUT_ARCHITECTURE="arm64", INPUT_PYTHON_VERSION="3.13")
        self.assertEqual([n for n in self.names() if n.endswith(".py")], ["app.py", "onarm.py", "onnew.py"])
        self.package(INPUT_ARCHITECTURE="x86_64", INPUT_PYTHON_VERSION="3.10")
        self.assertEqual([n for n in self.names() if n.endswith(".py")], ["app.py", "onintel.py", "onold.py"])

    def test_wheels_are_those_that_the_operating_system_of_the_runtime_can_load(self) -> None:
        for tag in ("manylinux2014_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_aarch64"):
            wheel(self.index, "native", "1.0", {"native.py": f"tag = '{tag}'\n"}, f"py3-none-{tag}")
        self.write("requirements.txt", "native\n")
        expected = {
            ("3.11", "x86_64"): "manylinux2014_x86_64",
            ("3.12", "x86_64"): "manylinux_2_28_x86_64",
            ("3.12", "arm64"): "manylinux_2_17_aarch64",
        }
        for (python, architecture), tag in expected.items():
            self.package(INPUT_PYTHON_VERSION=python, INPUT_ARCHITECTURE=architecture)
            with zipfile.ZipFile(self.folder / "out/lambda_function.zip") as archive:
                self.assertEqual(archive.read("native.py").decode(), f"tag = '{tag}'\n")

    def test_links_inside_the_source_become_files(self) -> None:
        self.write("src/pkg/real.py", "x = 1\n")
        (self.repository / "src/link.py").symlink_to("pkg/real.py")
        (self.repository / "src/alias").symlink_to("pkg")
        self.package()
        self.assertEqual(self.names(), ["alias/real.py", "app.py", "link.py", "pkg/real.py"])


class RefusalTest(PackageTest):
    def assert_nothing_built(self, ran: Ran, *parts: str) -> None:
        self.assert_refused(ran, *parts)
        self.assertNotIn("digest", ran.outputs)
        self.assertFalse((self.folder / "out/lambda_function.zip").exists())
        self.assertFalse((self.folder / "out/lambda-package.json").exists())

    def test_another_commit_than_the_one_that_is_checked_out(self) -> None:
        self.assertEqual(self.package().exit_code, 0)
        # The package that is there must not outlive the refusal.
        self.assert_nothing_built(self.package(INPUT_COMMIT="d" * 40), self.head, "d" * 40)

    def test_no_commit(self) -> None:
        shutil.rmtree(self.repository / ".git")
        self.assert_nothing_built(self.package(), "git cannot say which commit", "Check the repository out first")
        self.git("init", "--quiet")
        self.assert_nothing_built(self.package(INPUT_COMMIT=self.head), "git cannot say which commit")

    def test_a_repository_around_the_workspace_is_not_what_is_packaged(self) -> None:
        (self.repository / ".git").rename(self.folder / ".git")
        self.assert_nothing_built(self.package(), "in no checkout of this job")

    def test_no_git(self) -> None:
        programs = self.folder / "programs"
        programs.mkdir()
        (programs / "python3").symlink_to(sys.executable)
        self.assert_nothing_built(self.package(PATH=str(programs)), "git is not on PATH")

    def test_a_package_that_was_changed_after_it_was_locked(self) -> None:
        self.library()
        self.write("requirements.txt", f"library==1.0 --hash=sha256:{'0' * 64}\n")
        self.assert_nothing_built(self.package(), "does not have the hash", "library==1.0")

    def test_hashes_for_some_packages_only(self) -> None:
        digest = sha256(self.library())
        wheel(self.index, "other", "1.0", {"other.py": ""})
        self.write("requirements.txt", f"library==1.0 --hash=sha256:{digest}\nother==1.0\n")
        self.assert_nothing_built(self.package(), "hashes for some packages only")

    def test_a_hash_in_an_included_file_counts(self) -> None:
        self.library()
        self.write("requirements.txt", "-r requirements/base.txt\n")
        self.write("requirements/base.txt", f"library==1.0 \\\n    --hash=sha256:{'0' * 64}\n")
        self.assert_nothing_built(self.package(), "does not have the hash")

    def test_a_package_published_as_source_only(self) -> None:
        with tarfile.open(self.index / "sourceonly-1.0.tar.gz", "w:gz") as archive:
            for name in ("PKG-INFO", "setup.py"):
                data = b"Metadata-Version: 2.1\nName: sourceonly\nVersion: 1.0\n" if name == "PKG-INFO" else b"raise SystemExit('ran')"
                info = tarfile.TarInfo(f"sourceonly-1.0/{name}")
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        self.write("requirements.txt", "sourceonly==1.0\n")
        self.assert_nothing_built(self.package(), "`sourceonly==1.0` has no wheel", "choose a version that has one")

    def test_a_wheel_for_the_other_architecture_only(self) -> None:
        wheel(self.index, "armonly", "1.0", {"armonly.py": ""}, "py3-none-manylinux2014_aarch64")
        self.write("requirements.txt", "armonly==1.0\n")
        self.assert_nothing_built(self.package(), "`armonly==1.0` has no wheel", "x86_64")

    def test_what_pip_would_build_on_this_machine(self) -> None:
        for line in (
            "-e .",
            "--editable=./library",
            "./library",
            "../library",
            ".",
            "git+https://example.com/x.git",
            "x @ git+https://example.com/x.git",
            "x @ file:///x",
            "--no-binary :all:",
        ):
            with self.subTest(line):
                self.write("requirements.txt", f"{line}  # why\n")
                self.assert_nothing_built(self.package(), line)

    def test_an_unreachable_index_is_not_called_a_missing_wheel(self) -> None:
        self.write("requirements.txt", "library==1.0\n")
        variables = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}
        self.assert_nothing_built(self.package(**variables), "the package index cannot be reached")

    def test_too_large_zipped(self) -> None:
        with open(self.write("src/model.bin"), "wb") as file:
            file.truncate(53_000_000)
        self.assert_nothing_built(self.package(), "52,428,800", "compression: deflated", "model.bin 53,000,000 B")
        self.assertEqual(self.package(INPUT_COMPRESSION="deflated").exit_code, 0)

    def test_too_large_unzipped(self) -> None:
        with open(self.write("src/model.bin"), "wb") as file:
            file.truncate(262_144_001)
        self.assert_nothing_built(self.package(INPUT_COMPRESSION="deflated"), "262,144,000", "layer")

    def test_links_that_leave_the_source(self) -> None:
        (self.folder / "secret.txt").write_text("secret", encoding="utf-8")
        for target in (str(self.folder / "secret.txt"), "../../secret.txt", "/etc", ".."):
            with self.subTest(target):
                link = self.repository / "src/link"
                link.symlink_to(target)
                self.assert_nothing_built(self.package(), "leads out of its folder", target)
                link.unlink()

    def test_links_that_lead_nowhere_or_in_circles(self) -> None:
        link = self.repository / "src/link"
        link.symlink_to("missing.py")
        self.assert_nothing_built(self.package(), "leads nowhere")
        link.unlink()
        link.symlink_to(".")
        self.assert_nothing_built(self.package(), "leads into a folder that contains it")

    def test_neither_file_nor_folder(self) -> None:
        os.mkfifo(self.repository / "src/pipe")
        self.assert_nothing_built(self.package(), "neither a file nor a folder")

    def test_names_that_no_zip_can_hold_everywhere(self) -> None:
        path = self.write("src/back\\slash.py")
        self.assert_nothing_built(self.package(), "backslash")
        path.unlink()
        with open(os.fsencode(self.repository / "src") + b"/\xff.py", "wb"):
            pass
        self.assert_nothing_built(self.package(), "not UTF-8")

    def test_a_module_that_hides_a_dependency(self) -> None:
        self.library()
        self.write("src/library/__init__.py")
        self.write("requirements.txt", "library==1.0\n")
        self.assert_nothing_built(self.package(), "`library/__init__.py`", "both in the source and in a dependency")

    def test_wrong_settings(self) -> None:
        for variable, value, message in (
            ("INPUT_SOURCE", "missing", "`missing` does not exist"),
            ("INPUT_SOURCE", "../elsewhere", "inside the repository"),
            ("INPUT_SOURCE", "/etc", "inside the repository"),
            ("INPUT_REQUIREMENTS", "requirement.txt", "`requirement.txt` does not exist"),
            ("INPUT_PYTHON_VERSION", "3.1", "Lambda runtime"),
            ("INPUT_PYTHON_VERSION", "python3.12", "Lambda runtime"),
            ("INPUT_ARCHITECTURE", "amd64", "x86_64 or arm64"),
            ("INPUT_COMPRESSION", "lzma", "stored or deflated"),
            ("INPUT_ENVIRONMENT", "", "`environment` is a name"),
            ("INPUT_ENVIRONMENT", "../prd", "`environment` is a name"),
            ("INPUT_ENVIRONMENT", "dev\n", "`environment` is a name"),
            ("INPUT_COMMIT", "main", "40 lower-case hexadecimal digits"),
            ("INPUT_COMMIT", self.head.upper(), "40 lower-case hexadecimal digits"),
            ("INPUT_COMMIT", self.head[:7], "40 lower-case hexadecimal digits"),
        ):
            with self.subTest(f"{variable}={value}"):
                self.assert_nothing_built(self.package(**{variable: value}), message)

    def test_a_source_without_python(self) -> None:
        self.write("docs/index.html")
        self.assert_nothing_built(self.package(INPUT_SOURCE="docs"), "no Python file")
