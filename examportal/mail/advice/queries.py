"""Every select on advice and on the answers that ask for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from examportal.db import db
from examportal.mail.advice.models import DeliveryAdvice
from examportal.mail.advice.rules import Advice
from examportal.mail.models import OutgoingLetter
from examportal.mail.rules import LetterFacts

MOST = 500


@dataclass(frozen=True)
class Answers:
    """Answers of one kind from one provider: what tells the kind, how many there were, and the words of one."""

    provider: str
    facts: LetterFacts
    status: str | None
    bounce_status: str | None
    count: int
    sample: str | None


def own_advice() -> list[Advice]:
    """Return the office's own wording, by pattern and provider."""
    query = select(DeliveryAdvice).order_by(DeliveryAdvice.pattern, DeliveryAdvice.provider)
    return [one.plainly() for one in db.session.scalars(query)]


def find_own(pattern: str, provider: str, *, for_change: bool = False) -> DeliveryAdvice | None:
    """Return the office's own wording for an answer, locked when it is to change."""
    query = select(DeliveryAdvice).where(DeliveryAdvice.pattern == pattern, DeliveryAdvice.provider == provider)
    return db.session.scalar(query.with_for_update() if for_change else query)


def all_answers(since: datetime) -> list[Answers]:
    """Return what servers have answered about letters that wait, and about those refused or bounced since a moment.

    By kind of answer and provider, most frequent first, at most MOST.
    """
    letter = OutgoingLetter
    waits = and_(letter.accepted_at.is_(None), letter.given_up_at.is_(None), letter.attempted_at.is_not(None))
    refused = and_(letter.given_up_at >= since, letter.bounced_at.is_(None), letter.withdrawn_at.is_(None))
    found = [*_grouped(waits), *_grouped(refused), *_grouped(letter.bounced_at >= since)]
    return sorted(found, key=lambda one: -one.count)[:MOST]


def _grouped(condition: ColumnElement[bool]) -> list[Answers]:
    letter = OutgoingLetter
    kind = (letter.provider, letter.reason, letter.reply_code, letter.reply_status, letter.bounce_status)
    counted = func.count().label("count")
    latest = (func.max(letter.bounced_at), func.max(func.coalesce(letter.bounce_text, letter.reply_text)))
    query = select(*kind, counted, *latest).where(condition).group_by(*kind).order_by(counted.desc()).limit(MOST)
    answers = []
    for provider, reason, code, status, bounce_status, count, bounced_at, sample in db.session.execute(query):
        facts = LetterFacts(reason=reason, reply_code=code, bounced_at=bounced_at)
        answers.append(Answers(provider, facts, status, bounce_status, count, sample))
    return answers
