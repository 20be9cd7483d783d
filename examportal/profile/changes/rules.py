"""What a change of the own data changes, and what it asks of the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from examportal.core.errors import Refusal
from examportal.core.regions import lies_outside
from examportal.profile.rules import ProfileData


class NothingChanged(Refusal):
    """What was written is what the profile says already."""


class ChangedMeanwhile(Refusal):
    """The profile was changed in another window since the form was opened. Nothing was changed now."""


class NoNameToCheck(Refusal):
    """The change did not ask for a document, or somebody has looked at it already."""


class Part(StrEnum):
    """A part of the profile that is reported as one."""

    NAMES = "names"
    BIRTH_PLACE = "birth_place"
    PHONE = "phone"
    HOME_ADDRESS = "home_address"
    MAILING_ADDRESS = "mailing_address"
    EMPLOYMENT = "employment"
    SUBJECTS = "subjects"


_FIELDS = {Part.NAMES: ("last_name", "first_names"), Part.EMPLOYMENT: ("employment", "workplace")}
"""The fields of a part; the others have one of the same name."""


@dataclass(frozen=True)
class Reported:
    """One reported change, opened; `note` is what the office wrote when it had looked at the document.

    `by_office`: its owner asked for it, and somebody of the office wrote it down.
    """

    id: int
    examiner_id: int
    made_at: datetime
    before: ProfileData
    after: ProfileData
    renames: bool
    checked_at: datetime | None = None
    note: str = ""
    by_office: bool = False

    @property
    def number(self) -> str:
        """The number of the confirmation."""
        return f"ZD-{self.id:06d}"

    @property
    def parts(self) -> list[Part]:
        """What was changed."""
        return parts_changed(self.before, self.after)

    @property
    def waits_for_check(self) -> bool:
        """Whether the office has yet to look at a document."""
        return self.renames and self.checked_at is None

    def to_document(self) -> dict[str, Any]:
        """Return the JSON document to seal."""
        told = {"before": self.before.to_document(), "after": self.after.to_document()}
        return told | {"note": self.note, "by_office": self.by_office}


def parts_changed(before: ProfileData, after: ProfileData) -> list[Part]:
    """Return the parts in which two profiles differ, in the order of the form."""
    return [
        part
        for part in Part
        if any(getattr(before, name) != getattr(after, name) for name in _FIELDS.get(part, (str(part),)))
    ]


def asks_for_document(before: ProfileData, after: ProfileData, registered: tuple[str, str]) -> bool:
    """Tell whether a new name is to be compared with a document; `registered`: surname and given names in the register.

    Whoever writes the name as the register has it needs no document, nor who only changes capital letters.
    """
    former, new = _spelt(before.last_name, before.first_names), _spelt(after.last_name, after.first_names)
    return new not in (former, _spelt(*registered))


def parts_outside(profile: ProfileData, own: Sequence[str]) -> list[Part]:
    """Return which addresses surely lie in none of the board's `own` voivodeships."""
    addresses = {Part.HOME_ADDRESS: profile.home_address, Part.MAILING_ADDRESS: profile.mailing_address}
    return [part for part, one in addresses.items() if one and lies_outside(one.postcode, one.country, own)]


def _spelt(*names: str) -> tuple[str, ...]:
    return tuple(" ".join(name.casefold().split()) for name in names)
