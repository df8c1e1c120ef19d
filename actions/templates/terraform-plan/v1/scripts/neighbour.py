"""The scripts of another action of the same release: what two actions share is written once."""

import pathlib
import sys

OWN = pathlib.Path(__file__).resolve().parent
# A release holds <action>/scripts; the sources hold <action>/<major version>/scripts.
PLACES = (
    lambda action: OWN.parents[1] / action / "scripts",
    lambda action: OWN.parents[2] / action / OWN.parent.name / "scripts",
)


def use(*actions):
    """Modules of these actions can be imported from now on, after one's own."""
    for action in actions:
        found = [place(action) for place in PLACES if place(action).is_dir()]
        if not found:
            sys.exit(f"the scripts of the action {action} are missing: this release is not complete")
        sys.path.append(str(found[0]))
