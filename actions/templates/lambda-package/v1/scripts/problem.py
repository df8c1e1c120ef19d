"""What is wrong with the inputs."""


class Problem(Exception):
    """Stops the packaging; the message says what to do."""
