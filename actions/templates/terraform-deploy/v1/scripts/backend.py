"""Finds out where a directory keeps its Terraform state, before `terraform init` is run."""

import json
import re
from pathlib import Path

import hcl

# Without these, `init -input=false` stops with a question that nobody can answer.
REQUIRED = {"s3": ("bucket", "key"), "remote": ("organization",)}
# It becomes a part of paths.
ENVIRONMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
DEFAULT_HOST = "app.terraform.io"
# OpenTofu reads Terraform's files too, and x.tofu in the place of x.tf, x.tofu.json in the place of x.tf.json.
EXTENSIONS = {"terraform": (".tf", ".tf.json"), "tofu": (".tofu", ".tofu.json", ".tf", ".tf.json")}


class BackendProblem(Exception):
    """The configuration cannot be deployed as it is; the text says what to write."""


class Backend:
    """`kind` is `cloud`, or the type of the backend: `s3`, `remote`, `local`, ...; `nested` has the attributes of nested blocks."""

    def __init__(self, kind, attributes, nested, source):
        self.kind = kind
        self.attributes = attributes
        self.nested = nested
        self.source = source
        self.config_file = None

    @property
    def declared(self):
        return self.source is not None

    @property
    def host(self):
        """The HCP Terraform or Terraform Enterprise host that holds the state, if one does."""
        if self.kind not in ("cloud", "remote"):
            return None
        if self.attributes.get("hostname", DEFAULT_HOST) is None:
            # OpenTofu accepts variables here. The token must not go to a host that was only guessed.
            raise BackendProblem(f"{self.source} computes the backend's hostname: write it as plain text")
        return self.attributes.get("hostname") or DEFAULT_HOST

    @property
    def workspaces(self):
        """What the block `workspaces` says: `name`, `tags`, `project` or `prefix`."""
        written = self.nested.get("workspaces") or self.attributes.get("workspaces")
        if isinstance(written, list) and len(written) == 1:
            written = written[0]
        return {name: _literal(value) for name, value in written.items() if value is not None} if isinstance(written, dict) else {}

    @property
    def locks(self):
        """False where the S3 backend lets two runs write one state."""
        if self.kind != "s3":
            return True
        return self.attributes.get("use_lockfile") == "true" or "dynamodb_table" in self.attributes


def detect(directory, environment, region_known=False, tool="terraform"):
    """The backend that the directory declares, completed by the environment's backend configuration file.

    `tool` is terraform or tofu: they do not read the same files.
    """
    directory = Path(directory)
    files = configuration_files(directory, tool)
    if not files:
        raise BackendProblem(_nothing(directory, tool))
    backend = _declared(files)
    config_files = [
        path
        for path in (directory / "backend" / f"{environment}.hcl", directory / f"{environment}.backend.hcl")
        if path.is_file()
    ]
    if len(config_files) > 1:
        raise BackendProblem(f"both {config_files[0]} and {config_files[1]} exist: keep one of them")
    if config_files and backend.kind == "cloud":
        raise BackendProblem(
            f"{backend.source} keeps the state in HCP Terraform, yet {config_files[0]} configures another backend: "
            "remove one of them"
        )
    if config_files and not backend.declared:
        raise BackendProblem(
            f'{config_files[0]} configures a backend, but no {_patterns(tool)[0]} file declares one: '
            'add `backend "s3" {}` on a line of its own to a `terraform` block'
        )
    if config_files:
        backend.config_file = config_files[0]
        attributes, nested = _backend_config(config_files[0])
        backend.attributes = {**backend.attributes, **attributes}
        backend.nested = {**backend.nested, **nested}
    _refuse_incomplete(backend, directory, environment, region_known, tool)
    return backend


def _refuse_incomplete(backend, directory, environment, region_known, tool):
    required = list(REQUIRED.get(backend.kind, ()))
    if tool == "tofu" and backend.kind in ("cloud", "remote"):
        required.append("hostname")  # OpenTofu has no host of its own to fall back to
    if backend.kind == "s3" and not region_known:
        required.append("region")
    missing = [name for name in required if backend.attributes.get(name, "") == ""]
    if backend.kind == "remote" and "workspaces" not in {**backend.nested, **backend.attributes}:
        missing.append("workspaces")
    if not missing:
        return
    names = ", ".join(missing)
    if backend.config_file:
        raise BackendProblem(f"the {backend.kind} backend still needs {names}: add it to {backend.config_file}")
    if backend.kind == "cloud":
        raise BackendProblem(f"the cloud block in {backend.source} needs {names}: write it there")
    raise BackendProblem(
        f"the {backend.kind} backend in {backend.source} needs {names}: "
        f"write it to {directory / 'backend' / (environment + '.hcl')}"
    )


def configuration_files(directory, tool="terraform"):
    """What the program itself would load, in its order: no hidden files, no subfolders."""
    names = {
        path.name
        for path in directory.iterdir()
        if path.name.endswith(EXTENSIONS[tool]) and not path.name.startswith(".") and path.is_file()
    }
    return [directory / name for name in sorted(names) if tool != "tofu" or _for_tofu(name) not in names - {name}]


def _for_tofu(name):
    """The name under which OpenTofu would rather read this file."""
    for ours, theirs in ((".tf", ".tofu"), (".tf.json", ".tofu.json")):
        if name.endswith(ours):
            return name.removesuffix(ours) + theirs
    return name


def _patterns(tool):
    return [f"*{extension}" for extension in EXTENSIONS[tool]]


def _nothing(directory, tool):
    if tool == "terraform" and configuration_files(directory, "tofu"):
        return f"{directory} holds only OpenTofu's files (*.tofu), which Terraform does not read: set `tool: tofu`"
    kind = "Terraform" if tool == "terraform" else "OpenTofu"
    return f"{directory} holds no {kind} configuration ({', '.join(_patterns(tool))})"


def _is_override(path):
    stem = path.name.removesuffix(".json").removesuffix(".tf").removesuffix(".tofu")
    return stem == "override" or stem.endswith("_override")


def _declared(files):
    ordinary, override = [], []
    for path in files:
        found = list(_backends_of(path))
        if _is_override(path):
            # The last override file wins, but one file must not say two things.
            _refuse_several(found)
            override.extend(found)
        else:
            ordinary.extend(found)
    _refuse_several(ordinary)
    if override:
        return override[-1]
    return ordinary[0] if ordinary else Backend("local", {}, {}, None)


def _refuse_several(backends):
    if len(backends) > 1:
        places = ", ".join(f"{backend.kind} in {backend.source}" for backend in backends)
        raise BackendProblem(f"more than one backend is declared: {places}. Keep one of them")


def _backends_of(path):
    try:
        text = path.read_text(encoding="utf-8")
        return list(_from_json(json.loads(text), path) if path.name.endswith(".json") else _from_hcl(hcl.parse(text), path))
    except (hcl.BrokenHcl, ValueError) as problem:
        raise BackendProblem(f"{path} cannot be read: {problem}") from problem


def _from_hcl(root, path):
    for settings in root.named("terraform"):
        for block in settings.named("backend"):
            if len(block.labels) != 1:
                raise BackendProblem(f"{path}:{block.line}: a backend block needs exactly one type")
            yield Backend(block.labels[0], block.attributes, _nested(block), path)
        for block in settings.named("cloud"):
            yield Backend("cloud", block.attributes, _nested(block), path)


def _from_json(root, path):
    if not isinstance(root, (dict, list)):
        raise ValueError("an object is expected")
    for document in _objects(root):
        for settings in _objects(document.get("terraform")):
            for backends in _objects(settings.get("backend")):
                for kind, bodies in backends.items():
                    for body in _objects(bodies):
                        yield Backend(kind, _literals(body), {}, path)
            for body in _objects(settings.get("cloud")):
                yield Backend("cloud", _literals(body), {}, path)


def _objects(value):
    """In JSON syntax a block is an object, or a list of them where it may be repeated."""
    if value is None:
        return []
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in values):
        raise ValueError("an object is expected where a block belongs")
    return values


def _literals(body):
    return {name: _literal(value) for name, value in body.items() if value is not None}


def _literal(value):
    """As in HCL syntax: the text of a plain literal, None for one with an interpolation."""
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str) and re.search(r"(?<![$%])[$%]\{", value):
        return None
    return value


def _backend_config(path):
    try:
        root = hcl.parse(path.read_text(encoding="utf-8"))
    except (hcl.BrokenHcl, ValueError) as problem:
        raise BackendProblem(f"{path} cannot be read: {problem}") from problem
    return root.attributes, _nested(root)


def _nested(block):
    return {nested.type: nested.attributes for nested in block.blocks}
