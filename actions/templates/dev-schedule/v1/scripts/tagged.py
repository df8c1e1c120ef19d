"""Which resources a schedule is for: tagged with the environment, and with `slipway:schedule`."""

ENVIRONMENT, SCHEDULE, SERVICE = "environment", "slipway:schedule", "service"
# The tag stands there, and says that the schedule is not for this one.
OFF = ("", "off", "false", "no", "none", "never")


class Wanted:
    """`schedule` and `service` empty: any."""

    def __init__(self, environment, schedule="", service=""):
        self.environment, self.schedule, self.service = environment, schedule, service

    def covers(self, tags):
        """`tags`: key to value."""
        value = tags.get(SCHEDULE)
        if tags.get(ENVIRONMENT) != self.environment or value is None or value.strip().lower() in OFF:
            return False
        if self.service and tags.get(SERVICE) != self.service:
            return False
        return not self.schedule or value == self.schedule

    def doubtful(self, tags):
        """What another spelling of the tag says about the environment, where that differs: Environment = prod."""
        return ", ".join(
            f"{key} = {value}"
            for key, value in sorted(tags.items())
            if key.lower() in (ENVIRONMENT, "env") and value != self.environment
        )


def read(entries, key="Key", value="Value"):
    """AWS's list of tags as key to value. ECS writes its keys in small letters."""
    return {entry.get(key, ""): entry.get(value, "") for entry in entries or []}
