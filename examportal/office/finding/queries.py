"""Finding people: one index range drives each question, everything else is looked up person by person.

Words: the rarest of those typed drives, the others are looked for in the names that stand beside it. States: what few
people have (an account that waits, a suspension, a letter that came back) drives. Every order is that of an index, so
that a page costs a page. `OFFSET 0` keeps PostgreSQL from turning a condition into a join over everybody, which it does
when it takes a word for rarer than it is.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, false, literal, select, tuple_
from sqlalchemy.orm import aliased

from examportal.accounts.models import Account
from examportal.accounts.queries import has_address
from examportal.db import db
from examportal.office.finding.rules import BATCH, Place, Wanted
from examportal.office.finding.states import queries as states
from examportal.office.finding.states.queries import Column, Part
from examportal.profile import queries as profile
from examportal.register.marks.models import ExaminerMark
from examportal.register.marks.queries import email_mark, phone_mark
from examportal.register.models import Examiner
from examportal.register.words.models import NameWord
from examportal.register.words.queries import end_of, has_word, how_many

_BOUNDS = (1_000, 10_000)
_KINDS = 200
"""Questions kept; more kinds than anybody asks, fewer than somebody could make up."""


def find(wanted: Wanted, after: Place | None, limit: int) -> list[Place]:
    """Return the next people of an answer, at most `limit`; its order stays while the register does."""
    if wanted.words:
        return _by_words(wanted, after, limit)
    query = _by_state(states.by_rarity(wanted), continued=after is not None)
    values = _values(wanted, limit) | {"after_id": after.examiner_id if after else None}
    return [Place(examiner_id) for examiner_id in db.session.scalars(query, values)]


def ids_matching(wanted: Wanted) -> Iterator[Sequence[int]]:
    """Yield the ids of everybody who matches, in batches of BATCH; each batch is asked when it is wanted."""
    after: Place | None = None
    while places := find(wanted, after, BATCH):
        yield [place.examiner_id for place in places]
        after = places[-1]


def by_email(address: str, limit: int) -> Sequence[int]:
    """Return who has this address, in the account or in the register, by id."""
    query = select(Account.examiner_id).where(has_address(address), Account.withdrawn_at.is_(None))
    own = db.session.scalars(query.order_by(Account.examiner_id).limit(limit)).all()
    return _together(own, email_mark(address), limit)


def by_phone(phone: str, limit: int) -> Sequence[int]:
    """Return who has this phone number (E.164), in the profile or in the register, by id."""
    return _together(profile.by_phone(phone, limit), phone_mark(phone), limit)


def narrowed(examiner_ids: Sequence[int], wanted: Wanted) -> list[int]:
    """Return those of a page of people who stand where `wanted` says, in the same order; its words are not asked."""
    parts = states.parts_of(wanted)
    if not parts or not examiner_ids:
        return list(examiner_ids)
    person = aliased(Examiner)
    query = select(person.id).where(person.id.in_(examiner_ids), *(states.holds(part, person.id) for part in parts))
    fitting = set(db.session.scalars(query, _values(wanted, len(examiner_ids))))
    return [one for one in examiner_ids if one in fitting]


def _together(found: Sequence[int], mark: str, limit: int) -> Sequence[int]:
    """Add whom the register knows by a mark; who is joined to another record is found by that one."""
    column = ExaminerMark.examiner_id
    query = select(column).where(ExaminerMark.digest == mark, _is_there(column)).order_by(column).limit(limit)
    return sorted({*found, *db.session.scalars(query)})[:limit]


def _by_words(wanted: Wanted, after: Place | None, limit: int) -> list[Place]:
    rarest, *others = _by_rarity(wanted.words)
    query = _of_words(len(others), states.parts_of(wanted), continued=after is not None)
    values = _values(wanted, limit) | {"first": rarest, "behind": end_of(rarest)}
    values |= {f"other_{place}": has_word(word) for place, word in enumerate(others)}
    if after is not None:
        values |= {"after_word": after.word, "after_id": after.examiner_id}
    return [Place(row[1], row[0]) for row in db.session.execute(query, values)]


def _values(wanted: Wanted, limit: int) -> dict[str, Any]:
    """Return what every question may ask for by name."""
    return {"scope": wanted.scope, "import_id": wanted.import_id, "limit": limit}


# Questions are put together once for each kind and kept: that takes longer than most answers.
@lru_cache(maxsize=_KINDS)
def _of_words(others: int, parts: tuple[Part, ...], *, continued: bool) -> Select[str, int]:
    driver = aliased(NameWord)
    word, examiner_id = driver.word, driver.examiner_id
    first: ColumnElement[str] = bindparam("first", type_=word.type)
    query = select(word, examiner_id).where(
        word >= first,
        word < bindparam("behind"),
        _in_turn(
            *(driver.names.like(bindparam(f"other_{place}")) for place in range(others)),
            *(states.holds(part, examiner_id) for part in parts),
            _is_first(driver, first),
            _is_there(examiner_id),
        ),
    )
    if continued:
        place = tuple_(bindparam("after_word", type_=word.type), bindparam("after_id", type_=examiner_id.type))
        query = query.where(tuple_(word, examiner_id) > place)
    return query.order_by(word, examiner_id).limit(bindparam("limit"))


@lru_cache(maxsize=_KINDS)
def _by_state(parts: tuple[Part, ...], *, continued: bool) -> Select[int]:
    column, conditions = states.driver_of(parts)
    query = select(column).where(*conditions, _is_there(column)).distinct()
    if continued:
        query = query.where(column > bindparam("after_id"))
    return query.order_by(column).limit(bindparam("limit"))


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


def _is_first(driver: Any, typed: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition "no smaller word of this person begins so", so that nobody is found twice."""
    other = aliased(NameWord)
    smaller = select(literal(1)).where(
        other.examiner_id == driver.examiner_id, other.word >= typed, other.word < driver.word
    )
    return ~smaller.offset(0).exists()


def _is_there(column: Column) -> ColumnElement[bool]:
    """Return the condition "in the register, and not joined to another record"."""
    person = aliased(Examiner)
    return select(literal(1)).where(person.id == column, person.unified_into.is_(None)).offset(0).exists()
