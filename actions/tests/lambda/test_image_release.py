"""Releases of images: by digest from build to alias. Pushing and copying themselves are tested with a registry."""

import hashlib
import json
import tempfile
from pathlib import Path

from support import ACCOUNT, ALIAS, BUCKETS, ROLE, SERVICE, LambdaTest

FUNCTIONS = json.dumps({"api": {"name": "orders-api-dev", "repository": "orders-api"}})


class ImageReleaseTest(LambdaTest):
    def setUp(self):
        super().setUp()
        self.ecr = self.aws.client("ecr")
        self.ecr.create_repository(repositoryName="orders-api")
        self.lambda_.create_function(
            FunctionName="orders-api-dev", Role=ROLE, PackageType="Image", Architectures=["x86_64"],
            Code={"ImageUri": self.uri(self.image("zero"))}, Publish=False,
        )
        self.lambda_.publish_version(FunctionName="orders-api-dev")
        self.lambda_.create_alias(FunctionName="orders-api-dev", Name=ALIAS, FunctionVersion="1")

    def image(self, text):
        """Its digest, once it is in the registry."""
        kind = "application/vnd.oci.image"
        layer = {"mediaType": f"{kind}.layer.v1.tar+gzip", "size": 2, "digest": "sha256:" + hashlib.sha256(text.encode()).hexdigest()}
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": f"{kind}.manifest.v1+json", "layers": [layer],
            "config": {"mediaType": f"{kind}.config.v1+json", "size": 2, "digest": "sha256:" + "e" * 64},
        })
        put = self.ecr.put_image(repositoryName="orders-api", imageManifest=manifest, imageTag=text)
        return put["image"]["imageId"]["imageDigest"].removeprefix("sha256:")

    @staticmethod
    def uri(digest, repository="orders-api"):
        return f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/{repository}@sha256:{digest}"

    def image_release(self, digest, architecture="x86_64"):
        commit = self.commit(api=digest)
        function = {"architecture": architecture, "archive": "a" * 64, "digest": digest, "kind": "image", "size": 100}
        manifest = {"commit": commit, "functions": {"api": function}, "service": SERVICE, "tree": self.git("rev-parse", f"{commit}^{{tree}}")}
        return self.written(Path(tempfile.mkdtemp(prefix="packages-", dir=self.folder)), manifest)

    def live(self, digest):
        release = self.image_release(digest)
        self.succeeded(self.store(release, "--functions", FUNCTIONS, "--severity", "none"))
        self.succeeded(self.start(release, functions=FUNCTIONS))
        self.succeeded(self.deploy(release))
        self.succeeded(self.shift())
        self.succeeded(self.record())
        return release

    def promote(self, release, repository, *more):
        functions = json.dumps({"api": {"name": "orders-api-sit", "repository": repository}})
        return self.script(
            "release-store.sh", "--bucket", BUCKETS["sit"], "--service", SERVICE, "--from-environment", "dev", "--from-bucket",
            BUCKETS["dev"], "--commit", release.commit, "--functions", functions, "--severity", "none", *more,
        )

    def test_an_image_is_deployed_by_digest_and_promoted_by_its_receipt(self):
        digest = self.image("one")
        release = self.live(digest)
        self.assertEqual(("2", {}), self.alias("api"))
        published = self.lambda_.get_function(FunctionName="orders-api-dev", Qualifier="2")
        self.assertEqual((self.uri(digest), digest), (published["Code"]["ImageUri"], published["Configuration"]["CodeSha256"]))
        key = f"orders/deployments/dev/{release.digest}.json"
        receipt = json.loads(self.object(key))
        self.assertEqual((self.uri(digest), digest), (receipt["functions"]["api"]["image"], receipt["functions"]["api"]["code-sha256"]))
        # One repository for both: nothing is copied. Another one: it is.
        self.assertIn(f"there already: {self.uri(digest)}", self.succeeded(self.promote(release, "orders-api")).log)
        ran = self.succeeded(self.promote(release, "orders-sit", "--dry-run"))
        self.assertIn(f"would copy the image of api from {self.uri(digest)} to {self.uri(digest, 'orders-sit')}", ran.log)
        for image in ("evil.example/x@sha256:" + digest, self.uri("0" * 64), None, self.uri(digest).replace("@", ":v1@")):
            with self.subTest(image):
                receipt["functions"]["api"]["image"] = image
                self.s3.put_object(Bucket=BUCKETS["dev"], Key=key, Body=json.dumps(receipt).encode())
                self.refused(self.promote(release, "orders-api"), "names no image of api with the digest")

    def test_an_image_that_is_not_in_the_registry_is_refused(self):
        release = self.image_release("f" * 64)
        self.refused(self.store(release, "--functions", FUNCTIONS, "--severity", "none"), "is not in its repository", "build `all`")
        self.assertEqual([], self.keys())

    def test_the_repository_has_to_be_named(self):
        release = self.image_release(self.image("one"))
        self.refused(self.store(release, "--functions", self.functions("api")), "add `repository`")
        self.refused(self.start(release, functions=self.functions("api")), "add `repository`")
        self.assertEqual(([], []), (self.keys(), self.entries()))

    def test_another_architecture_is_refused(self):
        release = self.image_release(self.image("one"), architecture="arm64")
        self.succeeded(self.store(release, "--functions", FUNCTIONS, "--severity", "none"))
        self.succeeded(self.start(release, functions=FUNCTIONS))
        self.refused(self.deploy(release), "runs on x86_64", "built for arm64")
        self.assertEqual(("1", {}), self.alias("api"))

    def test_an_image_rolls_back_by_version(self):
        self.live(self.image("one"))
        self.state_file.unlink()
        self.live(self.image("two"))
        self.assertEqual(("3", {}), self.alias("api"))
        self.succeeded(self.rollback(functions=FUNCTIONS))
        self.assertEqual(("2", {}), self.alias("api"))
