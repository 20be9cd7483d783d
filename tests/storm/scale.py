"""How large a storm is: short within `make test`, full with `make storm` (environment STORM=full)."""

import os

FULL = os.environ.get("STORM") == "full"


def times(short: int, full: int) -> int:
    """Return how often something is done in this run."""
    return full if FULL else short
