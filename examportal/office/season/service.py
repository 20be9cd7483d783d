"""Where the figures of the season come from: counted at once for few people, by the worker for many.

Counting a hundred thousand people takes two seconds of a processor, which nobody should wait for at every look.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from examportal.core import clock
from examportal.db import db, release, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.service import enqueue
from examportal.office.season import queries
from examportal.office.season.models import SeasonFigures
from examportal.office.season.queries import Whose
from examportal.office.season.rules import Season, from_document, summarise, to_document

COUNT = "office.count_season"
"""The kind of job that counts the figures of a row."""
FEW = 4000
"""In a register of so many people the figures are counted at each look, in some tenth of a second."""
KEPT = timedelta(minutes=10)
"""How long figures are shown before they are counted anew."""


@dataclass(frozen=True)
class Shown:
    """Figures as they were `at` a moment; None: there are none yet. `is_old`: they are to be counted anew."""

    season: Season | None
    at: datetime
    is_old: bool


def look(whose: Whose) -> Shown:
    """Return the figures of a season, counted now or some minutes ago."""
    now = clock.now()
    if not queries.has_more_people_than(FEW):
        return Shown(summarise(queries.journeys(whose), now), now, is_old=False)
    kept = queries.find_figures(whose)
    if kept is None or kept.figures is None or kept.counted_at is None:
        return Shown(None, now, is_old=True)
    return Shown(from_document(kept.figures), kept.counted_at, is_old=now - kept.counted_at > KEPT)


def want(whose: Whose) -> None:
    """Have the figures counted by the worker, in the caller's transaction; asked twice, they are counted once."""
    kept = queries.find_figures(whose) or _begin(whose)
    enqueue(COUNT, kept.id)


def count(figures_id: int) -> Outcome:
    """Count the figures of a row; called outside any transaction."""
    kept = queries.get_figures(figures_id)
    whose = Whose(kept.import_id or None, kept.scope)
    now = clock.now()
    document = to_document(summarise(queries.journeys(whose), now))
    release()
    with transaction():
        kept = queries.get_figures(figures_id)
        kept.figures, kept.counted_at = document, now
    return Outcome(Verdict.DONE)


def _begin(whose: Whose) -> SeasonFigures:
    try:
        with db.session.begin_nested():
            begun = SeasonFigures(import_id=whose.import_id or 0, scope=whose.scope)
            db.session.add(begun)
            db.session.flush()
            return begun
    except IntegrityError:  # somebody else looked at the same moment
        return queries.get_figures_of(whose)
