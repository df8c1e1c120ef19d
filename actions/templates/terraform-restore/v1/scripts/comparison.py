"""What a version of the state knows that the current one does not, and the other way round."""

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner

MOST = 50


def compared(current, wanted):
    now, then = current.instances(), wanted.instances()
    lines = [
        f"- serial {wanted.serial}, now {current.serial}; it becomes a newer one than both",
        f"- lineage {runner.inline(wanted.lineage)}, as now",
    ]
    lines += _named("forgotten: they go on existing, and nothing manages them", sorted(now.keys() - then.keys()))
    lines += _named("known again: where they do not exist any more, the next plan creates them", sorted(then.keys() - now.keys()))
    lines += _named("known with other values", sorted(address for address in now.keys() & then.keys() if now[address] != then[address]))
    return "\n".join(lines)


def _named(what, addresses):
    if not addresses:
        return [f"- none {what}"]
    shown = ", ".join(runner.inline(address) for address in addresses[:MOST])
    more = f" and {len(addresses) - MOST} more" if len(addresses) > MOST else ""
    return [f"- **{len(addresses)} {what}**: {shown}{more}"]
