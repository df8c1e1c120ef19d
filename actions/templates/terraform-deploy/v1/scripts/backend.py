"""Finds out where a directory keeps its Terraform state, before `terraform init` is run."""

import json
from pathlib import Path

import hcl

# Without these, `init -input=false` stops with a question that nobody can answer.
REQUIRED = {"s3": ("bucket", "key"), "remote": ("organization",)}
DEFAULT_HOST = "app.terraform.io"


class BackendProblem(Exception):
    """The configuration cannot be deployed as it is; the text says what to write."""


class Backend:
    """`kind` is `cloud`, or the type of the backend: `s3`, `remote`, `local`, ..."""

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
        return self.attributes.get("hostname") or DEFAULT_HOST

    @property
    def locks(self):
        """False where the S3 backend lets two runs write one state."""
        if self.kind != "s3":
            return True
        return self.attributes.get("use_lockfile") == "true" or "dynamodb_table" in self.attributes


def detect(directory, environment, region_known=False):
    """The backend that the directory declares, completed by the environment's backend configuration file."""
    directory = Path(directory)
    files = _configuration_files(directory)
    if not files:
        raise BackendProblem(f"{directory} holds no Terraform configuration (*.tf, *.tf.json)")
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
            f'{config_files[0]} configures a backend, but no *.tf file declares one: add `terraform {{ backend "s3" {{}} }}`'
        )
    if config_files:
        backend.config_file = config_files[0]
        attributes, nested = _backend_config(config_files[0])
        backend.attributes = {**backend.attributes, **attributes}
        backend.nested = backend.nested | nested
    _refuse_incomplete(backend, directory, environment, region_known)
    return backend


def _refuse_incomplete(backend, directory, environment, region_known):
    required = list(REQUIRED.get(backend.kind, ()))
    if backend.kind == "s3" and not region_known:
        required.append("region")
    missing = [name for name in required if backend.attributes.get(name, None) == "" or name not in backend.attributes]
    if backend.kind == "remote" and "workspaces" not in backend.nested | set(backend.attributes):
        missing.append("workspaces")
    if not missing:
        return
    names = ", ".join(missing)
    if backend.config_file:
        raise BackendProblem(f"the {backend.kind} backend still needs {names}: add it to {backend.config_file}")
    raise BackendProblem(
        f"the {backend.kind} backend in {backend.source} needs {names}: "
        f"write it to {directory / 'backend' / (environment + '.hcl')}"
    )


def _configuration_files(directory):
    """What Terraform itself would load: no hidden files and no editor backups."""
    return sorted(
        path
        for path in directory.iterdir()
        if path.name.endswith((".tf", ".tf.json")) and not path.name.startswith((".", "#")) and path.is_file()
    )


def _is_override(path):
    stem = path.name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def _declared(files):
    ordinary, override = [], []
    for path in files:
        (override if _is_override(path) else ordinary).extend(_backends_of(path))
    if len(ordinary) > 1:
        places = ", ".join(f"{backend.kind} in {backend.source}" for backend in ordinary)
        raise BackendProblem(f"more than one backend is declared: {places}. Keep one of them")
    if override:
        return override[-1]
    return ordinary[0] if ordinary else Backend("local", {}, set(), None)


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
            yield Backend(block.labels[0], block.attributes, {nested.type for nested in block.blocks}, path)
        for block in settings.named("cloud"):
            yield Backend("cloud", block.attributes, {nested.type for nested in block.blocks}, path)


def _from_json(root, path):
    if not isinstance(root, (dict, list)):
        raise ValueError("an object is expected")
    for document in _objects(root):
        for settings in _objects(document.get("terraform")):
            for backends in _objects(settings.get("backend")):
                for kind, bodies in backends.items():
                    for body in _objects(bodies):
                        yield Backend(kind, _literals(body), set(), path)
            for body in _objects(settings.get("cloud")):
                yield Backend("cloud", _literals(body), set(), path)


def _objects(value):
    """In JSON syntax a block is an object, or a list of them where it may be repeated."""
    if value is None:
        return []
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in values):
        raise ValueError("an object is expected where a block belongs")
    return values


def _literals(body):
    return {name: json.dumps(value) if isinstance(value, bool) else value for name, value in body.items()}


def _backend_config(path):
    try:
        root = hcl.parse(path.read_text(encoding="utf-8"))
    except (hcl.BrokenHcl, ValueError) as problem:
        raise BackendProblem(f"{path} cannot be read: {problem}") from problem
    return root.attributes, {block.type for block in root.blocks}
