"""CloudWatch alarms: which exist, and in which state they are."""

from delivery.problem import Problem

AT_ONCE = 100


def states(aws, names):
    """State of each alarm that exists, composite alarms included. A name that is not in the answer does not exist."""
    found = {}
    names = sorted(set(names))
    for start in range(0, len(names), AT_ONCE):
        answer = aws.call(
            "cloudwatch",
            "describe-alarms",
            AlarmNames=names[start : start + AT_ONCE],
            AlarmTypes=["MetricAlarm", "CompositeAlarm"],
        )
        for alarm in answer.get("MetricAlarms", []) + answer.get("CompositeAlarms", []):
            found[alarm["AlarmName"]] = alarm.get("StateValue", "")
    return found


def check_before(aws, names):
    """Refuses a start that no alarm could judge. INSUFFICIENT_DATA is normal where nothing was invoked yet."""
    found = states(aws, names)
    missing = sorted(set(names) - found.keys())
    if missing:
        raise Problem(
            f"there is no alarm {_list(missing)} in this account and region, so nothing would stop a bad version: "
            "create it, or correct its name in the canary's settings"
        )
    ringing = ringing_of(found)
    if ringing:
        raise Problem(
            f"{_list(ringing)} is in state ALARM before the new version got any traffic: find out why first. "
            "To deploy the cure for it, use the strategy all-at-once"
        )
    return found


def ringing_of(found):
    return sorted(name for name, state in found.items() if state == "ALARM")


def _list(names):
    return ", ".join(f"`{name}`" for name in names)
