"""Looking advice up, and wording it anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from examportal.core import clock
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.mail.advice import queries, rules
from examportal.mail.advice.models import DeliveryAdvice
from examportal.mail.advice.rules import Advice
from examportal.mail.advice.seeds import SEEDS
from examportal.mail.queries import LetterRecord

LOOK_BACK = timedelta(days=30)
"""How old answers may be that ask for words."""


@dataclass
class Unworded:
    """An answer that nobody has worded yet: how many letters got it, from which providers, and one in its own words."""

    signature: str
    count: int = 0
    providers: dict[str, int] = field(default_factory=dict)
    sample: str | None = None


def all_advice() -> list[Advice]:
    """Return the advice in force, sorted by pattern and provider."""
    return rules.together(SEEDS, queries.own_advice())


def advice_on(letter: LetterRecord) -> Advice | None:
    """Return the advice on the last answer about a letter; None when there is no answer or nobody has worded any."""
    return advice_on_each([letter])[0]


def advice_on_each(letters: Sequence[LetterRecord]) -> list[Advice | None]:
    """Return the advice on the last answer about each of some letters, as `advice_on` does."""
    known = all_advice()
    return [
        rules.best(known, rules.signature(one.facts, one.reply_status, one.bounce_status), one.provider)
        for one in letters
    ]


def all_unworded() -> Sequence[Unworded]:
    """Return the answers of late that match no advice, most frequent first."""
    known, found = all_advice(), dict[str, Unworded]()
    for answers in queries.all_answers(clock.now() - LOOK_BACK):
        sought = rules.signature(answers.facts, answers.status, answers.bounce_status)
        if sought is None or rules.best(known, sought, answers.provider):
            continue
        one = found.setdefault(sought, Unworded(sought, sample=answers.sample))
        one.count += answers.count
        one.providers[answers.provider] = one.providers.get(answers.provider, 0) + answers.count
    return sorted(found.values(), key=lambda one: (-one.count, one.signature))


def word(advice: Advice, actor: Actor) -> None:
    """Put the office's wording in place of whatever there is for the same pattern and provider."""
    row = queries.find_own(*advice.key, for_change=True)
    if row is None:
        row = DeliveryAdvice(pattern=advice.pattern, provider=advice.provider)
        db.session.add(row)
    row.label, row.text = advice.label, advice.text
    row.changed_at, row.changed_by = clock.now(), str(actor)
    _record(advice.pattern, advice.provider, actor, own=True)


def unword(pattern: str, provider: str, actor: Actor) -> bool:
    """Take the office's wording away, so that the portal's own holds again; False when there was none."""
    row = queries.find_own(pattern, provider, for_change=True)
    if row is None:
        return False
    db.session.delete(row)
    _record(pattern, provider, actor, own=False)
    return True


def _record(pattern: str, provider: str, actor: Actor, *, own: bool) -> None:
    journal.record(Event.ADVICE_WORDED, actor, pattern=pattern, provider=provider or None, own=own)
