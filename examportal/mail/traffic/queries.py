"""Every select that counts letters; each reads one index, and stays quick at a hundred thousand."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from examportal.db import db
from examportal.jobs.models import Job
from examportal.mail.models import OutgoingLetter
from examportal.mail.queries import DELIVER
from examportal.mail.rules import FINAL_REASONS, PERMANENT_CODES

_ACCEPTED, _BOUNCED, _REFUSED, _GAVE_UP = "accepted", "bounced", "refused", "gave_up"


@dataclass(frozen=True)
class Queue:
    """What waits: never tried, put off by a server; how many of them are being sent or held, and since when."""

    queued: int
    deferred: int
    being_sent: int
    held: int
    oldest: datetime | None
    by_provider: dict[str, int]

    @property
    def waiting(self) -> int:
        """All of it."""
        return self.queued + self.deferred


@dataclass(frozen=True)
class ProviderTraffic:
    """What became of the letters to one provider since some moment, and how many wait now."""

    provider: str
    accepted: int
    bounced: int
    refused: int
    gave_up: int
    waiting: int

    @property
    def failed_share(self) -> float:
        """The part of those that ended which did not arrive, from 0 to 1."""
        ended = self.accepted + self.refused + self.gave_up
        return min(1.0, (self.bounced + self.refused + self.gave_up) / ended) if ended else 0.0


def queue(now: datetime) -> Queue:
    """Count what waits."""
    letter = OutgoingLetter
    tried = letter.attempted_at.is_not(None)
    query = select(letter.provider, tried, func.count(), func.min(letter.posted_at))
    query = query.where(letter.accepted_at.is_(None), letter.given_up_at.is_(None)).group_by(letter.provider, tried)
    counts, by_provider, oldest = Counter[bool](), Counter[str](), list[datetime]()
    for provider, was_tried, count, posted_at in db.session.execute(query):
        counts[bool(was_tried)] += count
        by_provider[provider] += count
        oldest.append(posted_at)
    return Queue(
        queued=counts[False],
        deferred=counts[True],
        being_sent=_count(select(func.count()).where(Job.lease_until > now, Job.kind == DELIVER)),
        held=_count(select(func.count()).where(Job.hold.is_not(None), Job.kind == DELIVER)),
        oldest=min(oldest, default=None),
        by_provider=dict(by_provider),
    )


def traffic_since(since: datetime, waiting: dict[str, int]) -> list[ProviderTraffic]:
    """Return what became of letters since a moment, by provider, the busiest first; `waiting` is of the queue."""
    letter = OutgoingLetter
    final = and_(
        letter.reason.in_(FINAL_REASONS), letter.reply_code.between(PERMANENT_CODES.start, PERMANENT_CODES.stop - 1)
    )
    how = case((final, _REFUSED), else_=_GAVE_UP)
    given_up = (letter.given_up_at >= since, letter.withdrawn_at.is_(None), letter.bounced_at.is_(None))
    # Not the column itself: SQLite would walk over all letters in its order rather than over those of late.
    of = func.coalesce(letter.provider, "")
    counts: dict[str, Counter[str]] = {provider: Counter() for provider in waiting}
    for outcome, query in (
        (_ACCEPTED, select(of, func.count()).where(letter.accepted_at >= since)),
        (_BOUNCED, select(of, func.count()).where(letter.bounced_at >= since)),
    ):
        for provider, count in db.session.execute(query.group_by(of)):
            counts.setdefault(provider, Counter())[outcome] += count
    ended = select(letter.provider, how, func.count()).where(*given_up).group_by(letter.provider, how)
    for provider, outcome, count in db.session.execute(ended):
        counts.setdefault(provider, Counter())[outcome] += count
    found = [
        ProviderTraffic(
            provider, these[_ACCEPTED], these[_BOUNCED], these[_REFUSED], these[_GAVE_UP], waiting.get(provider, 0)
        )
        for provider, these in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.accepted - one.refused - one.gave_up - one.waiting, one.provider))


def _count(query: Select[Any]) -> int:
    return int(db.session.scalar(query) or 0)
