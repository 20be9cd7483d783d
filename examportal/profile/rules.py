"""A person's own data as frozen records, and what makes each of them usable."""

import difflib
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import phonenumbers

from examportal.core.countries import POLAND
from examportal.core.names import same_name
from examportal.core.text import squeeze

# Mail providers that Polish teachers use; a typo in one of these is the commonest reason for a letter that never came.
PROVIDERS = (
    "gmail.com", "wp.pl", "onet.pl", "o2.pl", "interia.pl", "op.pl", "poczta.onet.pl", "vp.pl", "tlen.pl",
    "poczta.fm", "gazeta.pl", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "interia.eu", "int.pl",
)  # fmt: skip
_POLISH_POSTCODE = re.compile(r"([0-9]{2})-?([0-9]{3})")
_FOREIGN_POSTCODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{1,11}")
_RSPO = re.compile(r"[0-9]{1,10}")
_CLOSE_ENOUGH = 0.84


class EmploymentKind(StrEnum):
    """Where an examiner works."""

    SCHOOL = "school"
    UNIVERSITY = "university"
    EMPLOYER = "employer"
    NONE = "none"


@dataclass(frozen=True)
class Address:
    """A postal address; villages have no street."""

    street: str
    building: str
    unit: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True)
class Workplace:
    """Where a person is employed; `rspo_number` is the school's number in the national list of schools (RSPO)."""

    name: str
    city: str
    street: str = ""
    building: str = ""
    postcode: str = ""
    rspo_number: str = ""


@dataclass(frozen=True)
class ProfileData:
    """Everything that the profile form asks about a person, apart from the keys.

    `mailing_address` None means: the same as home. `phone` is E.164.
    """

    first_names: str
    last_name: str
    birth_place: str
    phone: str
    home_address: Address
    mailing_address: Address | None
    employment: EmploymentKind
    workplace: Workplace | None
    subjects: str

    def is_named(self, last_name: str, first_names: str) -> bool:
        """Tell whether the person is written here by this name, as `core.names.same_name` compares."""
        return same_name(self.last_name, last_name) and same_name(self.first_names, first_names)

    def to_document(self) -> dict[str, Any]:
        """Return the JSON document to seal."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "ProfileData":
        """Return the record of an unsealed document."""
        mailing, workplace = document["mailing_address"], document["workplace"]
        return cls(
            **document
            | {
                "home_address": Address(**document["home_address"]),
                "mailing_address": Address(**mailing) if mailing else None,
                "employment": EmploymentKind(document["employment"]),
                "workplace": Workplace(**workplace) if workplace else None,
            }
        )


_GET_MESSAGES = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})


def read_phone(raw: str) -> str | None:
    """Return a phone number as E.164, None when nobody could be called there. Without a prefix it is Polish."""
    try:
        number = phonenumbers.parse(squeeze(raw), POLAND)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def gets_messages(number: str) -> bool:
    """Tell whether text messages may go to a number (E.164): to mobile phones, not where an answer costs extra."""
    return phonenumbers.number_type(phonenumbers.parse(number)) in _GET_MESSAGES


def show_phone(number: str) -> str:
    """Return an E.164 number grouped as it is read aloud."""
    parsed = phonenumbers.parse(number, POLAND)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def read_postcode(raw: str, country: str) -> str | None:
    """Return a postcode in its country's form (`NN-NNN` in Poland), None when it has another form."""
    if country == POLAND:
        polish = _POLISH_POSTCODE.fullmatch(squeeze(raw))
        return f"{polish[1]}-{polish[2]}" if polish else None
    return raw if _FOREIGN_POSTCODE.fullmatch(raw) else None


def read_rspo(raw: str) -> str | None:
    """Return a number of the list of schools: 1 to 10 digits."""
    digits = squeeze(raw)
    return digits if _RSPO.fullmatch(digits) else None


def is_name(text: str) -> bool:
    """Tell whether a text can be a name: it has letters, and beside them only spaces, hyphens, apostrophes, dots."""
    return any(c.isalpha() for c in text) and all(c.isalpha() or c in " -'’." for c in text)


def likely_address(email: str) -> str | None:
    """Return the address that was probably meant when the domain looks like a mistyped provider; it never blocks."""
    local, _, domain = email.lower().rpartition("@")
    if not local or domain in PROVIDERS:
        return None
    close = difflib.get_close_matches(domain, PROVIDERS, n=1, cutoff=_CLOSE_ENOUGH)
    return f"{local}@{close[0]}" if close else None
