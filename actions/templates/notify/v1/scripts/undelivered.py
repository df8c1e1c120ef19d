"""Why a target got no message."""


class Undelivered(Exception):
    """The text is shown: it never holds a secret."""
