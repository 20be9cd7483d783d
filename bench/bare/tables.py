"""What the bar keeps: people with their keys, numbers, letters."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from stdnum.pl import pesel as stdnum_pesel

from bench import crowd
from examportal.core import clock
from examportal.dev.people import InventedPerson
from examportal.profile.rules import ProfileData


class Base(DeclarativeBase):
    """The base of the bar's tables."""


db = SQLAlchemy(model_class=Base)


class Person(UserMixin, Base):  # type: ignore[misc] # Flask-Login ships no types
    """A person of the register, and the account in one."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    pesel: Mapped[str] = mapped_column(unique=True)
    first_names: Mapped[str]
    last_name: Mapped[str]
    birth_date: Mapped[date]
    email: Mapped[str | None]
    password_hash: Mapped[str | None]
    activated_at: Mapped[datetime | None]
    profile: Mapped[str | None]
    numbers: Mapped[list["Number"]] = relationship()
    document: ClassVar[None] = None  # the bar knows nobody without PESEL
    login_number: ClassVar[None] = None  # and gives none

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        return str(self.id)


class Number(Base):
    """A registry number."""

    __tablename__ = "number"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    registry_number: Mapped[str] = mapped_column(unique=True)
    scope_code: Mapped[str]
    scope_label: Mapped[str]
    entered_on: Mapped[date | None]
    removed_on: Mapped[date | None]

    @property
    def active(self) -> bool:
        """Whether it is in force."""
        return self.removed_on is None or self.removed_on > clock.today()


class Letter(Base):
    """A letter that waits for a mail server."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject: Mapped[str]
    text: Mapped[str]
    accepted_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


def enter(people: Sequence[InventedPerson]) -> list[Person]:
    """Put people into the register; the caller commits."""
    labels = {scope.code: scope.label for scope in crowd.scopes()}
    entered = [_entered(person, labels) for person in people]
    db.session.add_all(entered)
    return entered


def open_account(person: Person, written: ProfileData, password_hash: str) -> None:
    """Give somebody an active account; the caller commits."""
    person.email, person.password_hash, person.activated_at = f"{person.pesel}@example.pl", password_hash, clock.now()
    person.profile = json.dumps(written.to_document())


def _entered(person: InventedPerson, labels: Mapping[str, str]) -> Person:
    numbers = [
        Number(
            registry_number=number.registry_number,
            scope_code=number.scope,
            scope_label=labels[number.scope],
            entered_on=number.entered_on,
            removed_on=number.removed_on,
        )
        for number in person.numbers
    ]
    born = stdnum_pesel.get_birth_date(person.pesel)
    names = {"first_names": person.first_names, "last_name": person.last_name}
    return Person(pesel=person.pesel, birth_date=born, email=person.email or None, numbers=numbers, **names)
