"""sam.zip: the built template as JSON, and beside it one zip for the code of each function and layer.

All of it with the zip writer of lambda-package, so that the bytes follow from names and contents alone.
"""

import json
import os
import pathlib
import shutil
import stat
import sys

import template as templates
import tree
import zipped
from delivery.problem import Problem
from problem import Problem as PackageProblem

TEMPLATE = "template.json"


def write(built, template, archive, work, compression):
    """`built`: the folder that paths in the template start from. Returns the parts with their sizes."""
    # Code goes to Lambda by way of S3, where the limit of a direct upload does not hold.
    zipped.MOST_ZIPPED = sys.maxsize
    stage = pathlib.Path(work) / "stage"
    sizes = {}
    for part in templates.parts(template):
        source = pathlib.Path(built, part.path)
        try:
            name = _code(source, part, stage, compression) if part.folder != "files" else _file(source, part, stage)
        except PackageProblem as problem:
            raise Problem(f"{part.name}: {problem}") from None
        part.properties[part.key] = name
        sizes[name] = (stage / name).stat().st_size
    stage.mkdir(exist_ok=True)
    text = json.dumps(template, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n"
    (stage / TEMPLATE).write_text(text, encoding="ascii")
    # All of it together is no function: Lambda's limit held for each part.
    zipped.MOST_UNZIPPED = sys.maxsize
    zipped.write(_files(stage), archive, "stored")
    return sizes


def _code(source, part, stage, compression):
    if not source.is_dir():
        raise Problem(f"{part.key} of {part.name} is no folder that `sam build` made: '{part.path}'")
    files = _files(source)
    if not files:
        raise Problem(f"`sam build` left nothing for {part.name}: correct its {part.key}")
    name = f"{part.folder}/{part.name}.zip"
    zipped.write(files, stage / name, compression)
    return name


def _file(source, part, stage):
    if not source.is_file():
        raise Problem(f"{part.key} of {part.name} names a file that is not there: '{part.path}'")
    name = f"{part.folder}/{part.name}{source.suffix}"
    (stage / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, stage / name)
    return name


def _files(root):
    """Everything that was built, less bytecode, whose bytes differ by machine."""
    files = {}
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if name != "__pycache__"]
        for name in [*names, *(name for name in below if os.path.islink(os.path.join(folder, name)))]:
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            if not stat.S_ISREG(mode):
                raise Problem(f"'{os.path.relpath(path, root)}' is a link or no file: Lambda's code holds files only")
            if not name.endswith((".pyc", ".pyo")):
                files[os.path.relpath(path, root).replace(os.sep, "/")] = tree.Entry(path, bool(mode & stat.S_IXUSR))
    return files
