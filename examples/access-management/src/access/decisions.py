"""What each role may do."""

ACTIONS = {
    "reader": {"read"},
    "editor": {"read", "write"},
    "owner": {"read", "write", "invite", "delete"},
}


def decide(role, action):
    """The answer for a role, None for somebody without one."""
    if role is None:
        return {"allowed": False, "reason": "no role for this tenant"}
    if action not in ACTIONS.get(role, set()):
        return {"allowed": False, "reason": f"a {role} may not {action}"}
    return {"allowed": True, "reason": f"a {role} may {action}"}
