"""What the functions of a service are made of: the JSON that the workflows pass on."""

import json
import os
import re
from typing import Dict, List, NamedTuple, Tuple

import neighbours  # noqa: F401  pylint: disable=unused-import
import manifest
import package
from problem import Problem

USUAL_REQUIREMENTS = "requirements.txt"
IMAGE = ("dockerfile", "context", "target")


class Function(NamedTuple):
    name: str
    source: str
    requirements: str
    paths: Tuple[str, ...]


def parse(text: str, kind: str = "zip") -> List[Function]:
    """All functions of the service, by name; refused unless their folders are there."""
    read = _image if kind == "image" else _function
    document = json_object("functions", text)
    if not document:
        raise Problem("`functions` names no function: there is nothing to build")
    return [read(name, document[name]) for name in sorted(document)]


def json_object(what: str, text: str) -> Dict:
    def without_doubles(pairs):
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise Problem(f"`{what}` holds `{twice}` twice")
        return dict(pairs)

    try:
        value = json.loads(text, object_pairs_hook=without_doubles)
    except (ValueError, RecursionError) as error:
        raise Problem(f"`{what}` is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise Problem(f"`{what}` is a JSON object by function, such as " + '{"orders-api": {"source": "src/api"}}')
    return value


def _image(name: str, settings: object) -> Function:
    """What an image is built from: its context and its Dockerfile, which may lie outside of it."""
    if not isinstance(settings, dict) or not all(isinstance(settings.get(key, ""), str) for key in IMAGE):
        raise Problem(f"`functions` says dockerfile, context and target of `{name}` as texts")
    paths = settings.get("paths", [])
    if not isinstance(paths, list):
        raise Problem(f"the paths of `{name}` are a list of folders or files")
    rest = {key: value for key, value in settings.items() if key not in IMAGE}
    source, dockerfile = settings.get("context", "."), settings.get("dockerfile", "Dockerfile")
    return _function(name, {**rest, "source": source, "requirements": "", "paths": [dockerfile, *paths]})


def _function(name: str, settings: object) -> Function:
    if not re.fullmatch(manifest.FUNCTION, name):
        raise Problem(f"`functions` names `{name}`: a name is of letters, digits, - and _")
    if not isinstance(settings, dict) or not isinstance(settings.get("source"), str):
        raise Problem(f"`functions` says no source folder for `{name}`: " + '{"source": "src/api"}')
    unknown = sorted(set(settings) - {"source", "requirements", "paths"})
    if unknown:
        raise Problem(f"`functions` says `{unknown[0]}` of `{name}`; it can say source, requirements and paths")
    requirements = settings.get("requirements", USUAL_REQUIREMENTS)
    paths = settings.get("paths", [])
    if not isinstance(requirements, str):
        raise Problem(f"the requirements of `{name}` are the path of a file")
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise Problem(f"the paths of `{name}` are a list of folders or files")
    for path in (requirements, *paths):
        _check_inside(name, path)
    for path in paths:
        if not os.path.exists(path):
            raise Problem(
                f"`{path}`, of the paths of `{name}`, does not exist: a slip of the pen would hide its changes"
            )
    return Function(name, package.source_folder(settings["source"]), requirements, tuple(paths))


def _check_inside(name: str, path: str) -> None:
    workspace = os.path.realpath(os.getcwd())
    inside = os.path.commonpath([os.path.realpath(path), workspace]) == workspace
    if path and (os.path.isabs(path) or path.startswith("-") or not inside):
        raise Problem(f"`{path}` of `{name}` is no path inside the repository")
