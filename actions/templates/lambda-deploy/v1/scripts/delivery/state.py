"""The state file: what the steps of one deployment tell each other."""

import contextlib
import json
import os
import tempfile

from delivery.problem import Problem

# Of a function: what this deployment gave it was taken away again.
PUT_BACK = "put-back"


def read(path):
    state = optional(path)
    if state is None:
        raise Problem(f"there is no state of a deployment at {path}: run deployment-record start first")
    return state


def optional(path):
    """The state, or None where no step has written it."""
    try:
        with open(path, encoding="utf-8") as file:
            state = json.load(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Problem(f"the state of the deployment at {path} cannot be read: {error}") from None
    if not isinstance(state, dict) or not isinstance(state.get("functions"), dict):
        raise Problem(f"the state of the deployment at {path} names no functions: it was not written by these scripts")
    return state


def write(path, state):
    """All or nothing: a step that is killed leaves the state of before."""
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".deployment-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(state, file, indent=2, sort_keys=True)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        # A signal may come when the state has its name already.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
