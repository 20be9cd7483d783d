"""Finding people: one index range drives each question, everything else is looked up person by person.

Words: the rarest of those typed drives, the others are conditions. States: what few people have (an account that waits,
a suspension, a letter that came back) drives. Every order is that of an index, so that a page costs a page. `OFFSET 0`
keeps PostgreSQL from turning a condition into a join over everybody, which it does when it takes a word for rarer than
it is.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from examportal.accounts.models import Account, Suspension
from examportal.accounts.queries import suspension_in_force
from examportal.core import clock
from examportal.db import db
from examportal.mail.models import OutgoingLetter
from examportal.office.finding.rules import BATCH, Place, State, Wanted
from examportal.profile import queries as profile
from examportal.register.marks.models import ExaminerMark
from examportal.register.marks.queries import email_mark, phone_mark
from examportal.register.models import Examiner, Qualification, Removal
from examportal.register.queries import holds_active_number
from examportal.register.words.models import NameWord
from examportal.register.words.queries import begins, how_many
from examportal.throttle.counters import ticks
from examportal.throttle.models import ThrottleCounter
from examportal.throttle.rules import OF_ONE_PERSON

_BOUNDS = (500, 2_000, 8_000, 32_000)

Column = ColumnElement[int] | InstrumentedAttribute[int]
Driver = tuple[Any, list[ColumnElement[bool]]]
"""A column of ids in the order of an index, and what must hold of its row."""


def find(wanted: Wanted, after: Place | None, limit: int) -> list[Place]:
    """Return the next people of an answer, at most `limit`; its order stays while the register does."""
    if wanted.words:
        return _by_words(wanted, after, limit)
    column, conditions = _driver(wanted)
    query = select(column).where(*conditions, *_scope(wanted, column), _is_there(column)).distinct()
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
    # In this order: each row goes through the conditions until one fails, so what most rows fail comes first.
    query = select(driver.word, driver.examiner_id).where(
        begins(driver.word, rarest), *(_has_word(driver, word) for word in others)
    )
    query = query.where(*_scope(wanted, driver.examiner_id))
    if wanted.state is not None:
        query = query.where(_stands(wanted.state, driver.examiner_id))
    query = query.where(_is_first(driver, rarest), _is_there(driver.examiner_id))
    if after is not None:
        query = query.where(tuple_(driver.word, driver.examiner_id) > tuple_(literal(after.word), after.examiner_id))
    rows = db.session.execute(query.order_by(driver.word, driver.examiner_id).limit(limit))
    return [Place(row[1], row[0]) for row in rows]


def _by_rarity(words: Sequence[str]) -> list[str]:
    """Return words, that which begins the fewest names first; counting ends as soon as one is rare enough."""
    if len(words) == 1:
        return list(words)
    for most in _BOUNDS:
        counts = {word: how_many(word, most) for word in words}
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


def _scope(wanted: Wanted, column: Column) -> list[ColumnElement[bool]]:
    if not wanted.scope:
        return []
    held = aliased(Qualification)
    has = select(literal(1)).where(held.examiner_id == column, held.scope_code == wanted.scope)
    return [has.offset(0).exists()]


def _stands(state: State, examiner_id: Column) -> ColumnElement[bool]:
    column, conditions = _DRIVERS[state]()
    return select(literal(1)).where(column == examiner_id, *conditions).offset(0).exists()


def _driver(wanted: Wanted) -> Driver:
    if wanted.state is not None:
        return _DRIVERS[wanted.state]()
    return aliased(Examiner).id, []


def _never_claimed() -> Driver:
    person = aliased(Examiner)
    claimed = exists().where(Account.examiner_id == person.id, Account.withdrawn_at.is_(None))
    return person.id, [~claimed, ~suspension_in_force(person.id)]


def _pending() -> Driver:
    account = aliased(Account)
    waits = [account.activated_at.is_(None), account.withdrawn_at.is_(None)]
    return account.examiner_id, [*waits, ~suspension_in_force(account.examiner_id)]


def _active() -> Driver:
    account = aliased(Account)
    return account.examiner_id, [account.activated_at.is_not(None), ~suspension_in_force(account.examiner_id)]


def _suspended() -> Driver:
    suspension = aliased(Suspension)
    return suspension.examiner_id, [suspension.lifted_at.is_(None)]


def _letter_unreached() -> Driver:
    """People whose newest letter did not reach them; a letter tells whom it concerns as `examiner:12`."""
    letter, later = aliased(OutgoingLetter), aliased(OutgoingLetter)
    kind = "examiner:"
    unreached = or_(
        letter.bounced_at.is_not(None), and_(letter.given_up_at.is_not(None), letter.withdrawn_at.is_(None))
    )
    newer = exists().where(later.about == letter.about, later.id > letter.id, later.withdrawn_at.is_(None))
    whom = cast(func.substr(letter.about, len(kind) + 1), Integer)
    return whom, [unreached, letter.about.startswith(kind), ~newer]


def _throttled() -> Driver:
    """People with a full counter, which knows only the digest of a PESEL or of a login number."""
    counter = aliased(ThrottleCounter)
    by_pesel = select(Examiner.id).where(Examiner.pesel_index == counter.whose)
    by_login = select(func.min(ExaminerMark.examiner_id)).where(ExaminerMark.digest == counter.whose)
    whom = func.coalesce(*(query.correlate(counter).scalar_subquery() for query in (by_pesel, by_login)))
    now = clock.now()
    full = or_(
        *(
            and_(
                counter.kind == limit.kind,
                counter.empty_at > ticks(now + limit.reach - limit.every),
                counter.empty_at <= ticks(now + 2 * limit.reach),
            )
            for limit in OF_ONE_PERSON
        )
    )
    return whom, [counter.whose.is_not(None), full]


def _all_numbers_removed() -> Driver:
    held, removal = aliased(Qualification), aliased(Removal)
    today = bindparam("day", clock.today(), type_=Date(), unique=True)
    removed = select(literal(1)).where(
        removal.qualification_id == held.id, removal.restored_on.is_(None), removal.removed_on <= today
    )
    return held.examiner_id, [removed.offset(0).exists(), ~holds_active_number(held.examiner_id)]


_DRIVERS: dict[State, Callable[[], Driver]] = {
    State.NEVER_CLAIMED: _never_claimed,
    State.PENDING: _pending,
    State.LETTER_UNREACHED: _letter_unreached,
    State.ACTIVE: _active,
    State.THROTTLED: _throttled,
    State.SUSPENDED: _suspended,
    State.ALL_NUMBERS_REMOVED: _all_numbers_removed,
}
