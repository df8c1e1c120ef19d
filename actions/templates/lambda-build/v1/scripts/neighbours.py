"""The scripts of other actions that this one is made of: a release of the catalog is one tree, so they are of it too."""

import pathlib
import sys

_CATALOG = pathlib.Path(__file__).resolve().parents[2]
for _name in ("lambda-package", "release-verify"):
    _scripts = _CATALOG / _name / "scripts"
    if not _scripts.is_dir():
        sys.exit(f"error: {_scripts} is missing: take the whole release of the catalog, not this folder alone")
    sys.path.append(str(_scripts))
