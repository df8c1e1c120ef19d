"""What can be told, how severe it is by default, and in which words: the message templates."""

SEVERITIES = ("info", "warning", "critical")

# event: (default severity, headline). Only {service}, {environment} and {from} are filled in.
EVENTS = {
    "started": ("info", "{service}: deployment to {environment} started"),
    "deployed": ("info", "{service} is deployed to {environment}"),
    "promoted": ("info", "{service} was promoted from {from} to {environment}"),
    "failed": ("critical", "{service}: deployment to {environment} failed"),
    "canary-failed": ("critical", "{service}: canary in {environment} failed, the new version takes no traffic"),
    "rolled-back": ("warning", "{service} was rolled back in {environment}"),
    "destroyed": ("warning", "{service}: infrastructure of {environment} was destroyed"),
    "unlocked": ("warning", "{service}: the Terraform state of {environment} was unlocked"),
    "restored": ("warning", "{service}: an earlier Terraform state of {environment} was put back"),
    "drift": ("warning", "{service}: infrastructure of {environment} differs from its code"),
    "cost": ("warning", "{service}: cost of {environment} needs a look"),
    "secrets": ("warning", "{service}: secrets of {environment} need a look"),
    "schedule": ("warning", "{service}: not all of {environment} was stopped or started as scheduled"),
}

# Labels of the details that we write ourselves, in the order shown; others follow under their own name.
LABELS = {
    "reason": "Reason",
    "commit": "Commit",
    "digest": "Release",
    "versions": "Versions",
    "from": "From",
    "actor": "Started by",
}


def default_severity(event):
    return EVENTS[event][0]


def reaches(severity, least):
    return SEVERITIES.index(severity) >= SEVERITIES.index(least)
