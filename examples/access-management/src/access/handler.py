"""Entry point of access-management: may this user do that for this tenant?"""

import os

from access import decisions, roles


def handler(event, _context):
    """Answers one question; what it cannot answer is a no."""
    user, tenant, action = (event.get(key) for key in ("user", "tenant", "action"))
    if not all(isinstance(value, str) and value for value in (user, tenant, action)):
        return {"allowed": False, "reason": "user, tenant and action are needed"}
    role = roles.role(os.environ["ROLES_TABLE"], tenant, user)
    return decisions.decide(role, action)
