"""A process that rotates keys so slowly that nobody misses the middle of it."""

from examportal.sealing import rotation
from tests.forked import flask

PAUSE_SECONDS = 2.0


def rotate() -> None:
    """Run `flask keys rotate`, with a long pause behind each batch."""
    rotation.PAUSE_SECONDS = PAUSE_SECONDS
    flask("keys", "rotate")
