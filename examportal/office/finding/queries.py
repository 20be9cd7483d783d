"""Finding people: one index range drives each question, everything else is looked up person by person.

Words: the rarest of those typed drives, the others are conditions. States: what few people have (an account that waits,
a suspension, a letter that came back) drives. Every order is that of an index, so that a page costs a page. `OFFSET 0`
keeps PostgreSQL from turning a condition into a join over everybody, which it does when it takes a word for rarer than
it is.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, false, literal, select, tuple_
from sqlalchemy.orm import aliased

from examportal.accounts.models import Account
from examportal.db import db
from examportal.office.finding.rules import BATCH, Place, Wanted
from examportal.office.finding.states import queries as states
from examportal.office.finding.states.queries import Column
from examportal.profile import queries as profile
from examportal.register.marks.models import ExaminerMark
from examportal.register.marks.queries import email_mark, phone_mark
from examportal.register.models import Examiner
from examportal.register.words.models import NameWord
from examportal.register.words.queries import begins, how_many

_BOUNDS = (1_000, 10_000)


def find(wanted: Wanted, after: Place | None, limit: int) -> list[Place]:
    """Return the next people of an answer, at most `limit`; its order stays while the register does."""
    if wanted.words:
        return _by_words(wanted, after, limit)
    column, conditions = states.driver_of(wanted)
    query = select(column).where(*conditions, _is_there(column)).distinct()
    if after is not None:
        query = query.where(column > after.examiner_id)
    return [Place(examiner_id) for examiner_id in db.session.scalars(query.order_by(column).limit(limit))]


def ids_matching(wanted: Wanted) -> Iterator[Sequence[int]]:
    """Yield the ids of everybody who matches, in batches of BATCH; each batch is asked when it is wanted."""
    after: Place | None = None
    while places := find(wanted, after, BATCH):
        yield [place.examiner_id for place in places]
        after = places[-1]


def by_email(address: str, limit: int) -> Sequence[int]:
    """Return who has this address, in the account or in the register, by id."""
    own = Account.email.in_([address, address.lower()]), Account.withdrawn_at.is_(None)
    query = select(Account.examiner_id).where(*own).order_by(Account.examiner_id).limit(limit)
    return _together(db.session.scalars(query).all(), email_mark(address), limit)


def by_phone(phone: str, limit: int) -> Sequence[int]:
    """Return who has this phone number (E.164), in the profile or in the register, by id."""
    return _together(profile.by_phone(phone, limit), phone_mark(phone), limit)


def _together(found: Sequence[int], mark: str, limit: int) -> Sequence[int]:
    """Add whom the register knows by a mark; who is joined to another record is found by that one."""
    column = ExaminerMark.examiner_id
    query = select(column).where(ExaminerMark.digest == mark, _is_there(column)).order_by(column).limit(limit)
    return sorted({*found, *db.session.scalars(query)})[:limit]


def _by_words(wanted: Wanted, after: Place | None, limit: int) -> list[Place]:
    rarest, *others = _by_rarity(wanted.words)
    driver = aliased(NameWord)
    query = select(driver.word, driver.examiner_id).where(
        begins(driver.word, rarest),
        _in_turn(
            *(_has_word(driver, word) for word in others),
            *(states.holds(part, driver.examiner_id) for part in states.parts_of(wanted)),
            _is_first(driver, rarest),
            _is_there(driver.examiner_id),
        ),
    )
    if after is not None:
        query = query.where(tuple_(driver.word, driver.examiner_id) > tuple_(literal(after.word), after.examiner_id))
    rows = db.session.execute(query.order_by(driver.word, driver.examiner_id).limit(limit))
    return [Place(row[1], row[0]) for row in rows]


def _in_turn(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return "all of these", looked at in this order: what most rows fail comes first, and spares the others.

    PostgreSQL puts conditions into an order of its own, except for those inside a CASE.
    """
    *earlier, whole = conditions
    for condition in reversed(earlier):
        whole = case((condition, whole), else_=false())
    return whole


def _by_rarity(words: Sequence[str]) -> list[str]:
    """Return words, that which begins the fewest names first; counting ends as soon as one is rare enough."""
    if len(words) == 1:
        return list(words)
    for most in _BOUNDS:
        counts = dict(zip(words, how_many(words, most), strict=True))
        if min(counts.values()) < most:
            break
    return sorted(words, key=lambda word: (counts[word], -len(word)))


def _is_first(driver: Any, typed: str) -> ColumnElement[bool]:
    """Return the condition "no smaller word of this person begins so", so that nobody is found twice."""
    other = aliased(NameWord)
    smaller = select(literal(1)).where(
        other.examiner_id == driver.examiner_id, other.word >= typed, other.word < driver.word
    )
    return ~smaller.offset(0).exists()


def _has_word(driver: Any, typed: str) -> ColumnElement[bool]:
    other = aliased(NameWord)
    held = select(literal(1)).where(other.examiner_id == driver.examiner_id, begins(other.word, typed))
    return held.offset(0).exists()


def _is_there(column: Column) -> ColumnElement[bool]:
    """Return the condition "in the register, and not joined to another record"."""
    person = aliased(Examiner)
    return select(literal(1)).where(person.id == column, person.unified_into.is_(None)).offset(0).exists()
