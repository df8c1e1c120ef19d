"""Whether an environment has a state of its own: a plan against the state of another one would take down what that one has.

Asked before `init`, of the commit's own files, whatever wrote the workflow that runs: a repository changes after it was
configured.
"""

import json
import os

import backend
import runner

# What tells one state from another, by the kind of backend. For another kind all that is written counts.
PLACE = {
    "s3": ("endpoint", "bucket", "key"),
    "gcs": ("bucket", "prefix"),
    "azurerm": ("storage_account_name", "container_name", "key"),
    "consul": ("address", "datacenter", "path"),
    "cos": ("bucket", "prefix", "key"),
    "http": ("address",),
    "kubernetes": ("namespace", "secret_suffix", "host", "config_path", "config_context"),
    "local": ("path", "workspace_dir"),
    "oss": ("bucket", "prefix", "key"),
    "pg": ("conn_str", "schema_name"),
}
HOSTED = ("cloud", "remote")


def check(state, directory, environment, region_known, tool):
    """Refuses a state that another environment has too, and one that nobody chose."""
    names = others(directory, environment)
    workspace = os.environ.get("TF_WORKSPACE", "")
    if state.kind in HOSTED:
        _workspace(state, environment, workspace)
        if not names_itself(state):
            return
    elif workspace not in ("", "default"):
        # A state of its own within the place, which `key_of` of terraform-apply knows too.
        return
    for other in names:
        try:
            theirs = backend.detect(directory, other, region_known, tool)
        except backend.BackendProblem:
            # It has no place at all in this commit, or none that can be used.
            continue
        if place(theirs) == place(state):
            raise runner.Refused("state-shared", f"{environment} and {other} have one state, {shown(state)}: {_cure(state, directory, environment)}")


def place(state):
    """Equal for two states that are one. Expressions are equal too: no variable has a value of the environment here."""
    if state.kind in HOSTED:
        return state.kind, state.host, state.attributes.get("organization"), state.workspaces.get("name")
    names = PLACE.get(state.kind)
    if names is None:
        return state.kind, json.dumps([state.attributes, state.nested], sort_keys=True, default=str)
    endpoints = state.nested.get("endpoints") or state.attributes.get("endpoints")
    more = endpoints.get("s3") if isinstance(endpoints, dict) else None
    return state.kind, more, *(state.attributes.get(name) for name in names)


def shown(state):
    if state.kind in HOSTED:
        return f"workspace {state.workspaces.get('name')} of {state.attributes.get('organization') or 'its organization'}"
    written = [f"{name} {state.attributes[name]}" for name in PLACE.get(state.kind, ()) if state.attributes.get(name)]
    return f"in the backend {state.kind} ({', '.join(written) or state.source})"


def names_itself(state):
    """Whether the configuration says which workspace of HCP Terraform it is."""
    return "name" in state.workspaces


def others(directory, environment):
    """The other environments: those that the caller names, or else those that files of the directory are named after."""
    text = os.environ.get("ENVIRONMENTS") or "[]"
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, list) or not all(isinstance(name, str) and backend.ENVIRONMENT.fullmatch(name) for name in given):
        raise runner.Refused("input-invalid", f"environments {text!r} is no JSON list of names")
    if given and environment not in given:
        raise runner.Refused("input-invalid", f"environments {text!r} does not have {environment}: name all environments of the service")
    return sorted({*(given or _found(directory))} - {environment})


def _found(directory):
    names = [path.name.removesuffix(".hcl") for path in directory.glob("backend/*.hcl")]
    names += [path.name.removesuffix(".backend.hcl") for path in directory.glob("*.backend.hcl")]
    values = [*directory.glob("*.tfvars"), *directory.glob("environments/*.tfvars")]
    names += [
        path.name.removesuffix(".tfvars") for path in values if path.name != "terraform.tfvars" and not path.name.endswith(".auto.tfvars")
    ]
    return [name for name in names if backend.ENVIRONMENT.fullmatch(name)]


def _workspace(state, environment, workspace):
    if not names_itself(state):
        if not workspace:
            raise runner.Refused(
                "workspace-missing",
                f"{state.source} leaves open which workspace of HCP Terraform has the state of {environment}: name it as "
                f"`workspace` of the environment in slipway.yaml, or with the input workspace",
            )
    elif workspace and state.workspaces["name"] != workspace:
        raise runner.Refused(
            "workspace-differs",
            f"{state.source} names the workspace {state.workspaces['name']}, and {environment} has {workspace}: replace `name` by "
            "`tags` or `project`, which leaves the choice to the environment",
        )


def _cure(state, directory, environment):
    if state.kind in HOSTED:
        return (
            f"in {state.source}, replace `name` of `workspaces` by `tags` or `project`, and give each environment a `workspace` of its "
            "own in slipway.yaml"
        )
    return (
        f"delete what tells states apart, such as `key`, from {state.source}, and write one for each environment to "
        f"{directory / 'backend' / (environment + '.hcl')} (`backend` of the environment in slipway.yaml). If there is only one "
        "environment, name it alone with the input environments"
    )
