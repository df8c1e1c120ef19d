"""What is wrong with one secret or variable, and what to do about it."""

FAILURE, WARNING = "failure", "warning"


class Finding:
    """`reason` is a short code for programs. No text here ever holds a value."""

    def __init__(self, requirement, reason, problem, cure, severity=FAILURE):
        self.requirement, self.reason, self.problem, self.cure, self.severity = requirement, reason, problem, cure, severity

    def line(self):
        return f"{self.requirement.kind} {self.requirement.name} ({self.requirement.where}) {self.problem}: {self.cure}"
