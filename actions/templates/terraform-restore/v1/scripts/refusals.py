"""When no state may be put back, whatever version it is."""

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy", "terraform-apply")

# pylint: disable=wrong-import-position
import job
import locks
import runner
from applied import Applied
from delivery.aws import Aws


def table_of(request):
    return Applied(Aws(), runner.required("TABLE"), request.service, request.environment, request.directory)


def refuse_while_in_use(request, backend):
    job.refuse_running(table_of(request))
    lock = locks.find(backend)
    if lock:
        raise runner.Refused(
            "state-locked",
            f"the state is locked (lock {lock.id}, held by {lock.who} since {lock.created}). Wait for that run; if it is certainly gone, "
            "use the unlock workflow first",
        )


def refuse_other(wanted, current):
    """The version belongs to this state, and is another one than there is."""
    if wanted.lineage != current.lineage:
        raise runner.Refused(
            "lineage-differs",
            f"the version has lineage {wanted.lineage}, and the state {current.lineage}: it is the state of something else, and is not put back",
        )
    if wanted.serial == current.serial and wanted.text == current.text:
        raise runner.Refused("version-current", "this version is what the state is now: there is nothing to put back")
