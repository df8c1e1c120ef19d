"""Step 3: the program on the path is the one, in the version, that was asked for."""

import os

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner
import terraform
import tool


def verify():
    wanted = runner.required("VERSION")
    # It names the folder of the program's own data; none is written for its version.
    os.environ.setdefault("ENVIRONMENT", "setup")
    found = terraform.version()
    if found != wanted:
        raise runner.Refused(
            "version-differs",
            f"{tool.name()} on PATH is {found}, not {wanted}: a step between this action and the runner's own path puts another one first",
        )
    print(f"{tool.title()} {found}", flush=True)
    runner.output("version", found)


if __name__ == "__main__":
    runner.main(verify)
