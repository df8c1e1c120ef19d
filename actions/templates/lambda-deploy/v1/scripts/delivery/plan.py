"""The state of a deployment that is about to start: what of which release goes to which function."""

from delivery import manifest as manifests
from delivery.problem import Problem


def state_of(manifest, environment, functions, alias, id, kind="deploy"):
    unknown = sorted(set(manifest.functions) ^ set(functions))
    if unknown:
        raise Problem(
            f"the release and the configuration do not name the same functions: {', '.join(unknown)} differ. "
            "Generate the workflows again, and deploy a release that was built from that commit"
        )
    planned = {}
    for name, function in manifest.functions.items():
        planned[name] = {
            "name": functions[name]["name"],
            "kind": function["kind"],
            "digest": function["digest"],
            "code-sha256": manifests.code_sha256(function),
            "previous": None,
            "version": None,
            "changed": False,
            "shifted": False,
        }
    return {
        "service": manifest.service,
        "environment": environment,
        "commit": manifest.commit,
        "tree": manifest.tree,
        "release": manifest.digest,
        "id": id,
        "kind": kind,
        "alias": alias,
        "functions": planned,
    }
