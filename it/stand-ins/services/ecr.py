"""ECR: a real registry for each account behind the host names of ECR, and moto, which knows what was pushed there."""

import http.client
import json
import pathlib
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

from moto.ecr.models import ECRBackend

CONFIGURATION = """
version: 0.1
log: {{level: error}}
storage: {{filesystem: {{rootdirectory: {folder}}}, delete: {{enabled: false}}}}
http: {{addr: "127.0.0.1:{port}"}}
"""
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_ports = {}
_lock = threading.Lock()


def application(environ, start_response):
    """Hands a request on to the registry of the account that its host names, such as ACCOUNT.dkr.ecr.REGION.amazonaws.com."""
    host = environ["HTTP_HOST"]
    # Blobs are streamed in chunks, whose end the server knows; without either there is no body, and nothing to wait for.
    chunked = environ.get("HTTP_TRANSFER_ENCODING") == "chunked"
    body = environ["wsgi.input"].read(-1 if chunked else int(environ.get("CONTENT_LENGTH") or 0))
    headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    headers.pop("TRANSFER-ENCODING", None)
    if environ.get("CONTENT_TYPE"):
        headers["CONTENT-TYPE"] = environ["CONTENT_TYPE"]
    query = environ.get("QUERY_STRING")
    connection = http.client.HTTPConnection("127.0.0.1", _port(host.split(".")[0]))
    connection.request(environ["REQUEST_METHOD"], environ["PATH_INFO"] + (f"?{query}" if query else ""), body, headers)
    answer = connection.getresponse()
    start_response(f"{answer.status} {answer.reason}", [pair for pair in answer.getheaders() if pair[0].lower() != "connection"])
    return [answer.read()]


def _port(account):
    with _lock:
        if account not in _ports:
            port = 5100 + len(_ports)
            _start(port)
            _ports[account] = port
        return _ports[account]


def _start(port):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="registry-"))
    (folder / "config.yml").write_text(CONFIGURATION.format(folder=folder / "data", port=port))
    registry = subprocess.Popen(["docker-registry", "serve", str(folder / "config.yml")])
    while registry.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/").close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the registry ended with {registry.returncode}")


def _pushed(backend, repository, digest):
    """The manifest in the account's registry, or None."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{_port(backend.account_id)}/v2/{repository}/manifests/{digest}", headers={"Accept": MANIFEST}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise


def _apply():
    """ECR's API knows of an image what its registry holds."""
    batch_get_image, describe_images = ECRBackend.batch_get_image, ECRBackend.describe_images

    def look(self, repository, image_ids):
        for image in image_ids or []:
            digest = image.get("imageDigest")
            known = digest and any(kept.get_image_digest() == digest for kept in self.repositories[repository].images)
            manifest = None if known or not digest else _pushed(self, repository, digest)
            if manifest:
                self.put_image(repository, manifest, digest.removeprefix("sha256:"), MANIFEST, digest)

    def patched_batch(self, repository_name, registry_id=None, image_ids=None):
        look(self, repository_name, image_ids)
        return batch_get_image(self, repository_name, registry_id, image_ids)

    def patched_describe(self, repository_name, registry_id=None, image_ids=None):
        look(self, repository_name, image_ids)
        return describe_images(self, repository_name, registry_id, image_ids)

    ECRBackend.batch_get_image, ECRBackend.describe_images = patched_batch, patched_describe


def placeholder(client, account, region, repository):
    """Makes a repository with an image of which there is a manifest only, as a function needs one; answers its URI."""
    client.create_repository(repositoryName=repository)
    manifest = json.dumps({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 2, "digest": "sha256:" + "e" * 64},
        "layers": [],
    })
    put = client.put_image(repositoryName=repository, imageManifest=manifest, imageTag="placeholder")
    return f"{account}.dkr.ecr.{region}.amazonaws.com/{repository}@{put['image']['imageId']['imageDigest']}"


_apply()
