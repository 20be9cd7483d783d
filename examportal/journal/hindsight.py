"""What time it is at least: a clock that was set back must not bring to life what had ended before."""

from datetime import datetime, timedelta

from flask import current_app

from examportal.core import clock
from examportal.journal import queries

SET_BACK_AT_MOST = timedelta(hours=2)
"""A moment further ahead was told by a clock that had been wrong; to believe it would end what has only begun."""
SEEN = "hindsight"
"""Under this name the application keeps the latest moment that `latest` has told."""


def latest() -> datetime:
    """Return this moment or, after the clock was set back by an hour, the latest one that was known before.

    For what ends after an hour or more, such as the links of letters: what was made after the clock was set back ends
    by up to that hour too soon. Known is what this process has been told by this function, and what any has recorded.
    """
    now, seen = clock.now(), current_app.extensions.get(SEEN)
    known = (now, seen, queries.latest_of_newest())
    found = max(moment for moment in known if moment is not None and moment - now <= SET_BACK_AT_MOST)
    current_app.extensions[SEEN] = found
    return found
