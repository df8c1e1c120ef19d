"""Why a package is not used."""


class Refusal(Exception):
    """Stops before the package is used; the message names what was expected."""
