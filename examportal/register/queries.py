"""Every select on the register."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Date, Select, bindparam, exists, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

from examportal.core import clock, pesel
from examportal.db import among, ask, db, keyring
from examportal.register.entries.models import IdentityAlias
from examportal.register.models import Examiner, Qualification, Removal, Scope
from examportal.register.opening import opener
from examportal.register.rules import (
    Identity,
    KnownPerson,
    NumberEntry,
    PersonEntry,
    ScopeEntry,
    normalise_number,
)

NUMBERS_ASKED = 1000
"""Numbers looked up at a time."""
_FOR_CHANGE = select(Examiner).where(Examiner.id == bindparam("examiner_id")).with_for_update()


@dataclass(frozen=True)
class NumberInRegister:
    """One registry number as people see it: with its scope, dates and status."""

    registry_number: str
    scope_code: str
    scope_label: str
    entered_on: date | None
    removed_on: date | None

    @property
    def active(self) -> bool:
        """Whether the number opens the door today."""
        return self.removed_on is None or self.removed_on > clock.today()


def pesel_index(pesel: str) -> str:
    """Return the blind index under which the person with this PESEL (11 digits) is found."""
    return keyring().blind_index("pesel", pesel)


def identity_index(identity: Identity) -> str:
    """Return the blind index under which a person is found; those of PESELs and of documents never meet."""
    return keyring().blind_index(identity.kind_of_index, identity.key)


def identity_digester() -> Callable[[Identity], bytes]:
    """Return what `identity_index` writes down as text, for whoever asks it of every row of a file.

    Looking the keys up each time would be half of its cost.
    """
    blind_digest = keyring().blind_digest
    return lambda identity: blind_digest(identity.kind_of_index, identity.key)


def find_by_pesel(pesel: str) -> Examiner | None:
    """Find a person by the 11 digits of the PESEL."""
    return db.session.scalar(select(Examiner).where(Examiner.pesel_index == pesel_index(pesel)))


def find_by_number(registry_number: str) -> Examiner | None:
    """Find the person who holds a normalised registry number, removed or not."""
    return db.session.scalar(
        select(Examiner).join(Examiner.qualifications).where(Qualification.registry_number == registry_number)
    )


def find_by_login(login: str) -> Examiner | None:
    """Find a person by what opens the door: a normalised PESEL or a login number."""
    return db.session.scalar(select(Examiner).where(has_login(login)))


def find_by_login_or_number(typed: str) -> Examiner | None:
    """Find a person by what somebody typed: a PESEL, also a former one, a registry number, or a login number."""
    login = pesel.normalise(typed)
    return (
        find_by_pesel(login)
        or find_by_number(normalise_number(typed))
        or find_by_login(login)
        or find_by_former_identity(pesel_index(login))
    )


def find_by_former_identity(index: str) -> Examiner | None:
    """Find who had a PESEL or a document, given by its blind index, before a correction or in a joined record.

    Of several the last.
    """
    query = select(Examiner).join(IdentityAlias, IdentityAlias.examiner_id == Examiner.id)
    former = query.where(IdentityAlias.identity_index == index)
    return db.session.scalar(former.order_by(IdentityAlias.id.desc()).limit(1))


def aliases_of(examiner_id: int) -> Sequence[str]:
    """Return the blind indexes by which a person is found besides the present ones."""
    own = IdentityAlias.examiner_id == examiner_id
    return db.session.scalars(select(IdentityAlias.identity_index).where(own).order_by(IdentityAlias.id)).all()


def qualifications_of(examiner_id: int) -> Sequence[int]:
    """Return the ids of all numbers of a person."""
    own = Qualification.examiner_id == examiner_id
    return db.session.scalars(select(Qualification.id).where(own).order_by(Qualification.id)).all()


def has_login(login: str) -> ColumnElement[bool]:
    """Return the condition "this is the person's PESEL or login number", for other queries.

    The database looks both up for whatever was typed, so that a PESEL and a login number cost the same. One has eleven
    digits and the other fewer: no text is both.
    """
    return holds_login(literal(pesel_index(login)), literal(login))


def holds_login(index: ColumnElement[str], login: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition of `has_login` for a kept query; `index` stands for the login's `pesel_index`."""
    return or_(Examiner.pesel_index == index, Examiner.login_number == login)


def get_examiner(examiner_id: int) -> Examiner:
    """Return a person by id."""
    return db.session.get_one(Examiner, examiner_id)


def person_name(examiner_id: int) -> str:
    """Return how a letter names a person: as the register has it."""
    examiner = get_examiner(examiner_id)
    return f"{examiner.first_names} {examiner.last_name}"


def get_for_change(examiner_id: int) -> Examiner:
    """Return a person locked until the end of the transaction, so that two changes take turns."""
    return db.session.scalars(_FOR_CHANGE, {"examiner_id": examiner_id}).one()


def find_for_change(examiner_id: int) -> Examiner | None:
    """Find a person as `get_for_change` does."""
    return db.session.scalar(_FOR_CHANGE, {"examiner_id": examiner_id})


def all_numbers(examiner_id: int) -> Sequence[NumberInRegister]:
    """Return all numbers of a person, removed ones too, in the order of the numbers."""
    return [NumberInRegister(*row) for row in ask(_numbers_of(), {"examiner_id": examiner_id})]


def has_active_number(examiner_id: int) -> bool:
    """Tell whether at least one number of the person is in force today."""
    return bool(db.session.scalar(select(holds_active_number(examiner_id))))


def holds_active_number(
    examiner_id: ColumnElement[int] | InstrumentedAttribute[int] | int,
    registry_number: ColumnElement[str] | None = None,
) -> ColumnElement[bool]:
    """Return the condition "this person holds a number (or just this one) in force today", for other queries.

    The day is read when the query runs, so a query may be kept.
    """
    removed = exists().where(
        Removal.qualification_id == Qualification.id,
        Removal.restored_on.is_(None),
        Removal.removed_on <= bindparam("today", callable_=clock.today, type_=Date()),
    )
    held = exists().where(Qualification.examiner_id == examiner_id, ~removed)
    return held if registry_number is None else held.where(Qualification.registry_number == registry_number)


@cache
def _numbers_of() -> Select[str, str, str, date | None, date]:
    return (
        select(Qualification.registry_number, Scope.code, Scope.label, Qualification.entered_on, Removal.removed_on)
        .join(Qualification.scope)
        .outerjoin(Removal, _removed())
        .where(Qualification.examiner_id == bindparam("examiner_id"))
        .order_by(Qualification.registry_number)
    )


def scopes_by_code() -> dict[str, ScopeEntry]:
    """Return the dictionary of scopes."""
    rows = db.session.execute(select(Scope.code, Scope.label, Scope.exam, Scope.active).order_by(Scope.code))
    return {row[0]: ScopeEntry(*row) for row in rows}


def known_people(indexes: Sequence[str]) -> dict[str, KnownPerson]:
    """Return the people found under some blind indexes (see `identity_index`), with all their numbers.

    Ask for a few hundred at a time. Whoever has a PESEL and a document is found under both.
    """
    columns = (
        Examiner.id, Examiner.last_name, Examiner.first_names, Examiner.row_key, Examiner.sealed,
        Examiner.pesel_index, Examiner.document_index,
    )  # fmt: skip
    found = or_(among(Examiner.pesel_index, indexes), among(Examiner.document_index, indexes))
    people = db.session.execute(select(*columns).where(found).order_by(Examiner.id)).all()
    numbers = numbers_of_each([row[0] for row in people])
    wanted, opened = set(indexes), opener()
    known: dict[str, KnownPerson] = {}
    for examiner_id, last_name, first_names, row_key, sealed, *own in people:
        person = PersonEntry(last_name, first_names, opened(row_key, sealed))
        whole = KnownPerson(examiner_id, person, numbers.get(examiner_id, {}))
        for index in own:
            if index in wanted:
                known[index] = whole
    return known


def known_by_id(examiner_ids: Sequence[int]) -> dict[int, KnownPerson]:
    """Return those of some people who are in the register, with all their numbers; ask for a few hundred at a time."""
    columns = (Examiner.id, Examiner.last_name, Examiner.first_names, Examiner.row_key, Examiner.sealed)
    people = db.session.execute(select(*columns).where(Examiner.id.in_(examiner_ids))).all()
    numbers, opened = numbers_of_each(examiner_ids), opener()
    return {
        examiner_id: KnownPerson(
            examiner_id, PersonEntry(last_name, first_names, opened(row_key, sealed)), numbers.get(examiner_id, {})
        )
        for examiner_id, last_name, first_names, row_key, sealed in people
    }


def login_numbers(indexes: Sequence[str]) -> dict[str, str]:
    """Return the login numbers of the people found under some blind indexes of documents: index → login number."""
    query = select(Examiner.document_index, Examiner.login_number).where(among(Examiner.document_index, indexes))
    return {index: number for index, number in db.session.execute(query) if index and number}


def without_login(examiner_ids: Sequence[int]) -> Sequence[int]:
    """Return those of some people who have no login number yet, in the order of their ids."""
    lacking = Examiner.login_number.is_(None) & Examiner.id.in_(examiner_ids)
    return db.session.scalars(select(Examiner.id).where(lacking).order_by(Examiner.id)).all()


def taken_numbers(numbers: Sequence[str]) -> set[str]:
    """Return those of some numbers that are somebody's login number or registry number; asks in batches."""
    taken: set[str] = set()
    for start in range(0, len(numbers), NUMBERS_ASKED):
        batch = numbers[start : start + NUMBERS_ASKED]
        logins = select(Examiner.login_number).where(Examiner.login_number.in_(batch))
        registry = select(Qualification.registry_number).where(Qualification.registry_number.in_(batch))
        taken.update(number for number in db.session.scalars(union_all(logins, registry)) if number)
    return taken


def holders(registry_numbers: Sequence[str]) -> dict[str, int]:
    """Return who holds which of some normalised numbers: number → id of the person."""
    asked = among(Qualification.registry_number, registry_numbers)
    return dict(db.session.execute(select(Qualification.registry_number, Qualification.examiner_id).where(asked)).all())


def row_keys(examiner_ids: Sequence[int]) -> dict[int, str]:
    """Return the keys that the sealed documents of some people are bound to."""
    query = select(Examiner.id, Examiner.row_key).where(among(Examiner.id, examiner_ids))
    return dict(db.session.execute(query).all())


def qualification_ids(registry_numbers: Sequence[str]) -> dict[str, int]:
    """Return the ids of some normalised numbers."""
    asked = among(Qualification.registry_number, registry_numbers)
    return dict(db.session.execute(select(Qualification.registry_number, Qualification.id).where(asked)).all())


def removals_in_force(registry_numbers: Sequence[str]) -> dict[str, int]:
    """Return the removals in force of some normalised numbers: number → id of the removal."""
    asked = among(Qualification.registry_number, registry_numbers)
    query = select(Qualification.registry_number, Removal.id).join(Removal, _removed())
    return dict(db.session.execute(query.where(asked)).all())


def numbers_of_each(examiner_ids: Sequence[int]) -> dict[int, dict[str, NumberEntry]]:
    """Return all numbers of some people: id of the person → number → entry; ask for a thousand at a time."""
    rows = db.session.execute(
        select(
            Qualification.examiner_id,
            Qualification.registry_number,
            Qualification.scope_code,
            Qualification.entered_on,
            Removal.removed_on,
        )
        .outerjoin(Removal, _removed())
        .where(among(Qualification.examiner_id, examiner_ids))
        .order_by(Qualification.registry_number)
    )
    found: dict[int, dict[str, NumberEntry]] = {}
    for examiner_id, number, scope, entered_on, removed_on in rows:
        found.setdefault(examiner_id, {})[number] = NumberEntry(number, scope, entered_on, removed_on)
    return found


def _removed() -> ColumnElement[bool]:
    return (Removal.qualification_id == Qualification.id) & Removal.restored_on.is_(None)
