"""Container images: built once, pushed and copied without a byte of difference, refused where the scan says so."""

import hashlib
import importlib.util
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
from unittest import mock

from registry import Registry, alone, require
from support import REGION, shared

ROOT = pathlib.Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "actions" / "templates"
BUILD = TEMPLATES / "image-build" / "v1" / "scripts" / "build.py"
DELIVERY = TEMPLATES / "lambda-deploy" / "v1" / "scripts"
sys.path.insert(0, str(DELIVERY))

# pylint: disable=wrong-import-position
from delivery import images, manifest
from delivery.aws import Aws
from delivery.problem import Problem

DOCKERFILE = """
FROM scratch AS files
COPY greeting.txt /greeting.txt
FROM scratch
COPY --from=files /greeting.txt /var/task/greeting.txt
ENTRYPOINT ["/var/task/greeting.txt"]
"""
HOME = os.environ["HOME"]
# Where docker has no buildx, the builder of the engine itself stands in for it; what it does not know is left out. Its
# cache is not used: it hands out images that another test is removing.
WITHOUT_BUILDX = """#!/bin/bash
if [[ $1 == buildx && $2 == version ]]; then echo "github.com/docker/buildx of the tests"; exit 0; fi
if [[ $1 == buildx && $2 == build ]]; then
  printf '%s\\n' "$*" >> "{calls}"
  shift 2
  arguments=()
  while (($#)); do
    case $1 in
      --builder | --progress | --platform) shift ;;
      --load | --provenance=false | --sbom=false) ;;
      *) arguments+=("$1") ;;
    esac
    shift
  done
  unset DOCKER_BUILDKIT
  DOCKER_BUILDKIT=0 exec {docker} build --no-cache "${{arguments[@]}}"
fi
exec {docker} "$@"
"""


def quick_path():
    """With the AWS CLI that is loaded once."""
    return f"{shared()['bin']}:{os.environ['PATH']}"


def of_image():
    spec = importlib.util.spec_from_file_location("image", BUILD.with_name("image.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ensure_engine():
    with alone():
        if subprocess.run(["docker", "info"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode != 0:
            subprocess.run([str(ROOT / "it" / "setup" / "setup.sh"), "engine"], check=True)


class Builds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        require(skopeo="skopeo", docker="docker.io", git="git")
        ensure_engine()
        cls.buildx = subprocess.run(["docker", "buildx", "version"], capture_output=True, check=False).returncode == 0

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="images-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.repository = self.folder / "repository"
        self.repository.mkdir()
        self.calls = self.folder / "calls"
        self.path = os.environ["PATH"]
        if not self.buildx:
            self.stub("docker", WITHOUT_BUILDX.format(calls=self.calls, docker=shutil.which("docker")))
        self.git("init", "-q", "-b", "main")
        self.write("Dockerfile", DOCKERFILE)
        self.write("greeting.txt", "pong\n")

    def stub(self, name, text):
        folder = self.folder / "stubs"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
        self.path = f"{folder}:{self.path}" if not self.path.startswith(str(folder)) else self.path

    def git(self, *arguments):
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(command, cwd=self.repository, check=True, capture_output=True, text=True).stdout.strip()

    def write(self, name, text):
        path = self.repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")
        return self.git("rev-parse", "HEAD")

    def variables(self, functions=None, **inputs):
        """What a build is given, its files for outputs and summary empty."""
        given = {
            "ENVIRONMENT": "dev", "SERVICE": "orders", "ARCHITECTURE": "x86_64", "COMMIT": "", "CARRIED": "{}",
            "FUNCTIONS": json.dumps({"orders-api": {}} if functions is None else functions),
            "OUTPUT": str(self.folder / "release"), **inputs,
        }
        output, summary = self.folder / "output", self.folder / "summary"
        for file in (output, summary):
            file.write_text("", encoding="utf-8")
        return {
            "PATH": self.path, "HOME": HOME, "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(self.folder), "ACTIONS_RUNTIME_TOKEN": "the-token",
            **{key: os.environ[key] for key in ("DOCKER_CONFIG", "DOCKER_HOST") if key in os.environ},
            **{f"INPUT_{name}": value for name, value in given.items()},
        }

    def build(self, functions=None, **inputs):
        environment = self.variables(functions, **inputs)
        done = subprocess.run(
            [sys.executable, "-EsB", str(BUILD)], cwd=self.repository, env=environment, capture_output=True, text=True,
            timeout=1800, check=False,
        )
        self.log = done.stdout + done.stderr
        self.summary = (self.folder / "summary").read_text(encoding="utf-8")
        found = re.findall(r"^(\S+)<<(\S+)\n(.*?)\n\2$", (self.folder / "output").read_text(encoding="utf-8"), re.M | re.S)
        self.outputs = {name: value for name, _, value in found}
        return done.returncode

    def built(self, functions=None, **inputs):
        self.assertEqual(0, self.build(functions, **inputs), self.log)
        return manifest.Manifest.load(self.folder / "release" / "release.json")

    def refused(self, *parts, functions=None, **inputs):
        self.assertEqual(1, self.build(functions, **inputs), self.log)
        errors = "\n".join(line for line in self.log.splitlines() if line.startswith("::error"))
        for part in parts:
            self.assertIn(part, errors, self.log)
        self.assertFalse((self.folder / "release" / "release.json").exists())


class BuildTest(Builds):
    def test_one_archive_for_each_function_and_a_manifest_that_delivery_reads(self):
        self.write("worker/Dockerfile", DOCKERFILE.replace("greeting", "work"))
        self.write("worker/work.txt", "work\n")
        commit = self.commit()
        release = self.built({"orders-api": {}, "orders-worker": {"dockerfile": "worker/Dockerfile", "context": "worker"}}, COMMIT=commit)
        self.assertEqual((commit, self.git("rev-parse", "HEAD^{tree}"), "orders"), (release.commit, release.tree, release.service))
        self.assertEqual({"digest": release.digest, "folder": str(self.folder / "release"), "functions": '["orders-api", "orders-worker"]'}, self.outputs)
        for name, entry in release.functions.items():
            archive = self.folder / "release" / f"{name}.oci.tar"
            self.assertEqual(("image", "x86_64"), (entry["kind"], entry["architecture"]))
            self.assertEqual(entry["archive"], hashlib.sha256(archive.read_bytes()).hexdigest())
            self.assertEqual(entry["size"], archive.stat().st_size)
            with tarfile.open(archive) as tar:
                index = json.load(tar.extractfile("index.json"))
                self.assertEqual([f"sha256:{entry['digest']}"], [one["digest"] for one in index["manifests"]])
                config = json.load(tar.extractfile(f"blobs/sha256/{entry['digest']}"))["config"]["digest"].split(":")[1]
                labels = json.load(tar.extractfile(f"blobs/sha256/{config}"))["config"]["Labels"]
                self.assertEqual((commit, name), tuple(labels[f"org.opencontainers.image.{key}"] for key in ("revision", "title")))
                layers = json.load(tar.extractfile(f"blobs/sha256/{entry['digest']}"))["layers"]
                files = []
                for layer in layers:
                    with tarfile.open(fileobj=io.BytesIO(tar.extractfile("blobs/sha256/" + layer["digest"].split(":")[1]).read())) as content:
                        files += [file.name.strip("/") for file in content.getmembers() if file.isfile()]
                # The last stage alone: nothing of the one before it.
                self.assertEqual(["var/task/" + ("greeting.txt" if name == "orders-api" else "work.txt")], files)
            self.assertIn(entry["digest"], self.summary)
        self.assertNotIn("the-token", self.log)

    def test_two_builds_of_one_commit_do_not_disturb_each_other(self):
        commit = self.commit()
        other, docker = self.folder / "other", shutil.which("docker", path=self.path)
        other.mkdir()
        variables = {**self.variables(COMMIT=commit), "INPUT_OUTPUT": str(other / "release"), "GITHUB_OUTPUT": str(other / "output")}
        (other / "build").write_text(
            f"#!{sys.executable}\nimport os\nos.execve({sys.executable!r}, ['python', '-EsB', {str(BUILD)!r}], {variables!r})\n", encoding="utf-8",
        )
        (other / "build").chmod(0o755)
        # While the first is about to read its image, the second one begins and ends.
        (other / "docker").write_text(
            f"#!/bin/bash\nif [[ $1 == save && ! -e {other}/log ]]; then {other}/build > {other}/log 2>&1; fi\n"
            f'exec {docker} "$@"\n', encoding="utf-8",
        )
        (other / "docker").chmod(0o755)
        self.path = f"{other}:{self.path}"
        first = self.built(COMMIT=commit)
        second = manifest.Manifest.load(other / "release" / "release.json")
        self.assertEqual((first.commit, list(first.functions)), (second.commit, list(second.functions)))

    def test_an_index_is_never_built(self):
        self.commit()
        self.built()
        if not self.buildx:
            call = self.calls.read_text(encoding="utf-8")
            for part in ("--provenance=false", "--sbom=false", "--platform linux/amd64", "--load"):
                self.assertIn(part, call)

    def test_the_archive_follows_from_the_image_alone(self):
        self.commit()
        self.built()
        archive, layout = self.folder / "release" / "orders-api.oci.tar", self.folder / "layout"
        subprocess.run(["skopeo", "copy", "--quiet", "--preserve-digests", f"oci-archive:{archive}", f"oci:{layout}"], check=True)
        (layout / "left-over").write_text("not of the image", encoding="utf-8")
        of_image().Image(layout).pack(self.folder / "again.tar")
        self.assertEqual(archive.read_bytes(), (self.folder / "again.tar").read_bytes())

    def test_the_target_is_the_last_stage_that_is_built(self):
        self.write("Dockerfile", DOCKERFILE.replace("AS files", "AS files\nCMD [\"/greeting.txt\"]"))
        self.commit()
        whole = self.built().functions["orders-api"]["digest"]
        part = self.built({"orders-api": {"target": "files"}}).functions["orders-api"]["digest"]
        self.assertNotEqual(whole, part)
        self.refused("target of the function", functions={"orders-api": {"target": "--output=/"}})

    def test_what_lambda_would_not_start_is_refused(self):
        self.write("Dockerfile", "FROM scratch\nCOPY greeting.txt /\n")
        self.commit()
        self.refused("the image of orders-api cannot be used", "neither ENTRYPOINT nor CMD")

    def test_another_architecture_is_refused(self):
        self.commit()
        if self.buildx:
            self.assertEqual("arm64", self.built(ARCHITECTURE="arm64").functions["orders-api"]["architecture"])
        else:
            # The engine's own builder builds for its own machine, whatever it is asked for.
            self.refused("the image is for linux/amd64, and the function's architecture is arm64", ARCHITECTURE="arm64")
        self.refused("architecture is x86_64 or arm64, not 'riscv'", ARCHITECTURE="riscv")

    def test_a_build_that_fails_says_why(self):
        self.write("Dockerfile", "FROM scratch\nCOPY absent.txt /\nCMD [\"/x\"]\n")
        self.commit()
        self.refused("docker cannot build Dockerfile", "absent.txt")

    def test_only_the_commit_is_built(self):
        commit = self.commit()
        self.write("greeting.txt", "changed\n")
        self.refused("the checkout is not the commit: greeting.txt")
        self.git("checkout", "-q", "--", ".")
        self.write("new.txt", "new\n")
        self.refused("the checkout is not the commit: new.txt")
        (self.repository / "new.txt").unlink()
        self.refused("is checked out, not", COMMIT="0" * 40)
        self.built(COMMIT=commit)

    def test_inputs_are_checked(self):
        self.commit()
        self.refused("functions is not JSON", FUNCTIONS="{")
        self.refused("names at least one function", FUNCTIONS="{}")
        self.refused("the key of a function", functions={"../x": {}})
        self.refused("unknown key 'dockerfil'", functions={"a": {"dockerfil": "x"}})
        self.refused("is a path inside the repository", functions={"a": {"context": "../.."}})
        self.refused("is a path inside the repository", functions={"a": {"dockerfile": "/etc/passwd"}})
        self.refused("does not exist", functions={"a": {"dockerfile": "Dockerfile.absent"}})
        self.refused("service is a name", SERVICE="a b")

    def test_a_base_that_moves_is_named(self):
        self.write("Dockerfile", "ARG BASE=acme/base:1\nFROM $BASE AS one\nFROM one\nFROM scratch\nCOPY greeting.txt /\nCMD [\"/greeting.txt\"]\n")
        self.commit()
        self.build()
        warnings = [line for line in self.log.splitlines() if line.startswith("::warning")]
        self.assertEqual(1, len(warnings), self.log)
        self.assertIn("takes acme/base:1 by its tag", warnings[0])

    def test_what_did_not_change_is_carried_over(self):
        self.commit()
        first = self.built({"orders-api": {}})
        carried = {"orders-api": first.functions["orders-api"]}
        self.write("worker/Dockerfile", DOCKERFILE)
        self.write("worker/greeting.txt", "work\n")
        self.commit()
        functions = {"orders-api": {}, "orders-worker": {"dockerfile": "worker/Dockerfile", "context": "worker"}}
        release = self.built(functions, CARRIED=json.dumps(carried))
        self.assertEqual(first.functions["orders-api"], release.functions["orders-api"])
        self.assertEqual('["orders-worker"]', self.outputs["functions"])
        self.assertEqual(["orders-worker.oci.tar", "release.json"], sorted(os.listdir(self.folder / "release")))
        self.refused("carried names gone", functions=functions, CARRIED=json.dumps({"gone": carried["orders-api"]}))
        other = {"orders-api": {**carried["orders-api"], "architecture": "arm64"}}
        self.refused("for another architecture", functions=functions, CARRIED=json.dumps(other))

    def test_missing_programs_are_named(self):
        self.commit()
        for name, cure in (("docker", "install Docker Engine"), ("skopeo", "install the package skopeo")):
            with self.subTest(name):
                folder = self.folder / f"without-{name}"
                folder.mkdir()
                for program in {"git", "docker", "skopeo"} - {name}:
                    (folder / program).symlink_to(shutil.which(program, path=self.path))
                with mock.patch.object(self, "path", str(folder)):
                    self.refused(f"{name} is not on PATH", cure)


class RegistryTest(Builds):
    """Push, copy and pull against a real registry that asks for the password of ECR."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry()
        cls.addClassCleanup(cls.registry.stop)
        cls.aws = shared()["aws"]

    def setUp(self):
        super().setUp()
        variables = {**self.aws.variables(), **self.registry.variables(), "RUNNER_TEMP": str(self.folder / "temp"), "PATH": quick_path()}
        (self.folder / "temp").mkdir()
        patch = mock.patch.dict(os.environ, variables)
        patch.start()
        self.addCleanup(patch.stop)
        self.commit()
        self.entry = self.built().functions["orders-api"]
        self.archive = str(self.folder / "release" / "orders-api.oci.tar")
        self.name = f"{self.registry.host}/{self.id().rsplit('.', 1)[-1].replace('_', '-')}"

    def digest_of(self, reference):
        command = ["skopeo", "inspect", "--creds", "AWS:123456789012-auth-token", "--format", "{{.Digest}}", f"docker://{reference}"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def other_image(self):
        self.write("greeting.txt", "another\n")
        self.commit()
        entry = self.built().functions["orders-api"]
        self.assertNotEqual(self.entry["digest"], entry["digest"])
        return entry["digest"], str(self.folder / "release" / "orders-api.oci.tar")

    def test_the_digest_is_one_from_archive_to_archive(self):
        digest = self.entry["digest"]
        self.assertTrue(images.push(self.archive, f"{self.name}@sha256:{digest}", digest))
        self.assertTrue(images.copy(f"{self.name}@sha256:{digest}", f"{self.name}-prod@sha256:{digest}", digest))
        for name in (self.name, f"{self.name}-prod"):
            # The tag keeps the image from being removed as one that nothing names.
            self.assertEqual(f"sha256:{digest}", self.digest_of(f"{name}:{digest}"))
        pulled = self.folder / "pulled"
        subprocess.run(
            ["skopeo", "copy", "--quiet", "--preserve-digests", "--src-creds", "AWS:123456789012-auth-token",
             f"docker://{self.name}-prod@sha256:{digest}", f"oci:{pulled}"], check=True,
        )
        index = json.loads((pulled / "index.json").read_text(encoding="utf-8"))
        self.assertEqual(f"sha256:{digest}", index["manifests"][0]["digest"])
        self.assertEqual([], os.listdir(self.folder / "temp"), "a password was left behind")

    def test_a_second_push_changes_nothing(self):
        digest = self.entry["digest"]
        self.assertTrue(images.push(self.archive, f"{self.name}:{digest}", digest))
        self.assertFalse(images.push(self.archive, f"{self.name}:{digest}", digest))
        self.assertTrue(images.copy(self.name, f"{self.name}-b", digest))
        self.assertFalse(images.copy(self.name, f"{self.name}-b", digest))

    def test_a_tag_is_never_moved(self):
        digest = self.entry["digest"]
        images.push(self.archive, f"{self.name}:release", digest)
        other, archive = self.other_image()
        with self.assertRaisesRegex(Problem, f"is the image sha256:{digest}, expected sha256:{other}"):
            images.push(archive, f"{self.name}:release", other)
        self.assertEqual(f"sha256:{digest}", self.digest_of(f"{self.name}:release"))

    def test_another_archive_is_not_pushed(self):
        digest = self.entry["digest"]
        other, archive = self.other_image()
        with self.assertRaisesRegex(Problem, f"holds the image sha256:{other}, expected sha256:{digest}"):
            images.push(archive, self.name, digest)
        with self.assertRaisesRegex(Problem, "names another image"):
            images.push(archive, f"{self.name}@sha256:{digest}", other)

    def test_a_damaged_archive_is_not_pushed(self):
        # A byte in the middle of a layer: the manifest still has the right digest.
        data = bytearray(pathlib.Path(self.archive).read_bytes())
        with tarfile.open(self.archive) as tar:
            manifest_of = json.load(tar.extractfile(f"blobs/sha256/{self.entry['digest']}"))
            layer = tar.getmember("blobs/sha256/" + manifest_of["layers"][0]["digest"].split(":")[1])
        data[layer.offset_data + layer.size // 2] ^= 1
        pathlib.Path(self.archive).write_bytes(data)
        with self.assertRaisesRegex(Problem, "cannot be brought into"):
            images.push(self.archive, self.name, self.entry["digest"])

    def test_an_image_that_is_not_there_is_not_copied(self):
        with self.assertRaisesRegex(Problem, "cannot be brought into"):
            images.copy(self.name, f"{self.name}-b", self.entry["digest"])

    def test_a_password_that_is_wrong_stops(self):
        with mock.patch.object(images, "_password", return_value="wrong"):
            with self.assertRaisesRegex(Problem, "cannot be read"):
                images.push(self.archive, self.name, self.entry["digest"])

    def test_uris_are_checked(self):
        for uri in ("orders", "Host/Orders", "host/a b", "host/a@sha256:12", "--tls-verify=false/x"):
            with self.subTest(uri), self.assertRaisesRegex(Problem, "is no HOST/REPOSITORY"):
                images.push(self.archive, uri, self.entry["digest"])


class ScanTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand_in = shared()["aws"]

    def setUp(self):
        self.stand_in.reset()
        self.summary = tempfile.NamedTemporaryFile(mode="r", encoding="utf-8")
        self.addCleanup(self.summary.close)
        for patch in (
            mock.patch.dict(os.environ, {**self.stand_in.variables(), "GITHUB_STEP_SUMMARY": self.summary.name, "PATH": quick_path()}),
            mock.patch.object(images, "PAUSE", 0.05),
            mock.patch.object(images, "LONGEST_SCAN", 600),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        ecr = self.stand_in.client("ecr")
        ecr.create_repository(repositoryName="orders-api", imageTagMutability="IMMUTABLE")
        content = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {"digest": "sha256:" + "1" * 64, "size": 1, "mediaType": "application/vnd.oci.image.config.v1+json"}, "layers": []})
        put = ecr.put_image(repositoryName="orders-api", imageManifest=content, imageTag="release")
        self.digest = put["image"]["imageId"]["imageDigest"].split(":")[1]

    def result(self, *findings, status="COMPLETE", enhanced=False, counts=None, **more):
        counted = {}
        for finding in findings:
            counted[finding["severity"]] = counted.get(finding["severity"], 0) + 1
        answer = {
            "registryId": "123456789012", "repositoryName": "orders-api", "imageId": {"imageDigest": f"sha256:{self.digest}"},
            "imageScanStatus": {"status": status, "description": "said by the test"},
            "imageScanFindings": {"enhancedFindings" if enhanced else "findings": list(findings), "findingSeverityCounts": counted if counts is None else counts},
            **more,
        }
        import urllib.request

        body = json.dumps({"results": [answer], "region": REGION}).encode()
        request = urllib.request.Request(
            f"{self.stand_in.url}/moto-api/static/ecr/scan-finding-results", data=body, headers={"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=300).close()

    def scan(self, severity="HIGH"):
        return images.scan(Aws(), "orders-api", self.digest, severity)

    def refused(self, *parts, severity="HIGH"):
        with self.assertRaises(Problem) as refused:
            self.scan(severity)
        for part in parts:
            self.assertIn(part, str(refused.exception))

    def test_nothing_found_passes_and_the_scan_is_started(self):
        self.result()
        self.assertEqual({}, self.scan())
        self.assertEqual(1, sum("StartImageScan" in call for call in self.stand_in.calls))
        self.assertIn("no findings", self.summary.read())

    def test_a_finding_of_the_severity_or_above_is_refused_by_name(self):
        self.result({"name": "CVE-2026-1", "severity": "HIGH"}, {"name": "CVE-2026-2", "severity": "LOW"}, {"name": "CVE-2026-3", "severity": "CRITICAL"})
        self.refused("found 2 of severity high or above", "CVE-2026-1, CVE-2026-3")
        self.assertIn("1 critical", self.summary.read().replace("&#44;", ","))

    def test_what_is_below_passes(self):
        self.result({"name": "CVE-2026-2", "severity": "MEDIUM"})
        self.assertEqual({"MEDIUM": 1}, self.scan())

    def test_enhanced_findings_count(self):
        self.result(
            {"severity": "CRITICAL", "title": "x", "packageVulnerabilityDetails": {"vulnerabilityId": "CVE-2026-9"}},
            status="ACTIVE", enhanced=True,
        )
        self.refused("CVE-2026-9", severity="CRITICAL")

    def test_counts_without_names_are_refused_too(self):
        self.result(counts={"CRITICAL": 3})
        self.refused("found 3 of severity high or above", "ECR gives no names")

    def test_what_nobody_rated_is_medium(self):
        self.result({"name": "CVE-2026-4", "severity": "UNTRIAGED"})
        self.refused("CVE-2026-4", severity="MEDIUM")

    def test_unrated_passes_where_only_high_is_refused(self):
        self.result({"name": "CVE-2026-4", "severity": "UNDEFINED"})
        self.scan("HIGH")

    def test_no_result_is_no_pass(self):
        for status in ("FAILED", "UNSUPPORTED_IMAGE", "FINDINGS_UNAVAILABLE", "SCAN_ELIGIBILITY_EXPIRED"):
            with self.subTest(status):
                self.setUp()
                self.result(status=status)
                self.refused(status, "which is no pass")

    @mock.patch.object(images, "LONGEST_SCAN", 3)
    def test_a_scan_that_does_not_end_is_no_pass(self):
        self.result(status="IN_PROGRESS")
        self.refused("has no result after", "which is no pass")

    @mock.patch.object(images, "LONGEST_SCAN", 3)
    def test_a_scan_that_never_starts_is_no_pass(self):
        self.stand_in.fail("POST", "StartImageScan", code="LimitExceededException")
        self.refused("has no result after")

    def test_an_answer_without_findings_is_no_pass(self):
        self.result(imageScanFindings=None)
        self.refused("has no result, which is no pass")

    def test_an_image_that_is_not_there_is_no_pass(self):
        self.digest = "0" * 64
        self.refused("ImageNotFoundException")

    def test_no_scan_is_seen_in_the_summary(self):
        self.assertEqual({}, self.scan("none"))
        self.assertIn("was not scanned", self.summary.read())
        self.assertFalse(any("Scan" in call for call in self.stand_in.calls))

    def test_an_unknown_severity_is_refused(self):
        self.refused("is one of", severity="SEVERE")
