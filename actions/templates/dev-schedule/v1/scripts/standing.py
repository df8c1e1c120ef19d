"""One resource that a schedule is for, as all kinds of them show it."""

RUNNING, STOPPED, CHANGING, LEFT = "running", "stopped", "changing", "left alone"


class Resource:
    """`name` is for readers, `reference` for AWS; `state` in AWS's own words; `note` why it is left alone."""

    def __init__(self, kind, name, reference, state, standing, note="", count=None):
        self.kind, self.name, self.reference = kind, name, reference
        self.state, self.standing, self.note, self.count = state, standing, note, count


def standing_of(state, running, stopped):
    return RUNNING if state in running else STOPPED if state in stopped else CHANGING


def judged(resource, doubt):
    """Left alone, where its tags contradict each other."""
    if doubt:
        resource.standing, resource.note = LEFT, f"its tags contradict each other: {doubt}"
    return resource
