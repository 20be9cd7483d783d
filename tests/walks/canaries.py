"""A person whose every detail is unmistakable, and the search for them in whatever was written.

What is searched for: the detail as it was typed and as programs write it down (other case, JSON, URLs, base64), and
for a PESEL or a phone number also its plain hashes, which anybody can reverse by trying all numbers.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection

from examportal.db import Base

PESEL = "53102712377"
DOCUMENT_NUMBER = "KNR7735199"
NUMBERS = ("KANAREK-7781", "KANAREK-7782")
STRANGE_NUMBER = "OBCY-KANAREK-9"
PASSWORD = "Kanarek śpiewa 1953!"
NEW_PASSWORD = "Kanarek milczy 2026!"
WRONG_PASSWORD = "Kanarek się myli 7?"
EMAIL = "kanarkowa.poczta@example.pl"
FIRST_NAMES, LAST_NAME = "Kanaria Żółcia", "Świergotek"
ANSWERS: dict[str, Any] = {
    "email": EMAIL,
    "new_password": PASSWORD,
    "repeat_password": PASSWORD,
    "first_names": FIRST_NAMES,
    "last_name": LAST_NAME,
    "birth_place": "Kanarkowo Dolne",
    "phone": "601 987 351",
    "home_street": "Trelowa",
    "home_building": "77Q",
    "home_postcode": "77351",
    "home_city": "Ćwierkowice",
    "mailing_same": False,
    "mailing_street": "Gniazdowa",
    "mailing_building": "78Q",
    "mailing_postcode": "77352",
    "mailing_city": "Piórkowice",
    "employment_kind": "school",
    "workplace_name": "Szkoła Śpiewu Ptaków",
    "workplace_city": "Klatkowo",
    "rspo_number": "7735177",
    "subjects": "śpiew kanarkowy",
    "privacy_notice": True,
}
SURE = 10  # characters of base64 that do not come about by chance
NUMERIC = (PESEL, "601987351", "+48601987351")
SEALED = (
    *(DOCUMENT_NUMBER, "1953-10-29", "29.10.1953"),
    *(*NUMERIC, "601 987 351", "1953-10-27", "27.10.1953", "27 października 1953", "53102712370"),
    *("Kanarkowo", "Trelowa", "77-351", "Ćwierkowice", "Gniazdowa", "77-352", "Piórkowice"),
    *("Śpiewu Ptaków", "Klatkowo", "7735177", "śpiew kanarkowy"),
    *(PASSWORD, NEW_PASSWORD, WRONG_PASSWORD),
)
"""What stands nowhere in clear, the database included."""

IN_COLUMNS = {
    "kanarkowa.poczta": {
        "account.email", "outgoing_letter.recipient", "activation_link.email", "password_reset.email",
        "account_invitation.email",
        "objection.email", "email_change.email", "email_change.former",
    },
    "swiergotek": {"name_word.word", "name_word.names"},
    "Kanaria": {"name_word.word", "name_word.names", "examiner.first_names", "staged_person.first_names"},
    "Świergotek": {"examiner.last_name", "staged_person.last_name"},
    "KANAREK-778": {"qualification.registry_number", "staged_number.registry_number"},
    STRANGE_NUMBER: set(),
}  # fmt: skip
"""What the database may hold, and in which columns; nothing else may hold it."""

PERSONAL = (*SEALED, *IN_COLUMNS)


@dataclass(frozen=True)
class Found:
    """A detail that was found, and where."""

    detail: str
    place: str


def search(details: Iterable[str], places: Iterable[tuple[str, str | bytes]]) -> list[Found]:
    """Return each detail that stands in a text or in raw bytes, in any of its forms."""
    forms = {detail: set(forms_of(detail)) for detail in details}
    found = []
    for place, written in places:
        haystack = (written.encode("utf-8", "replace") if isinstance(written, str) else written).lower()
        found += [Found(detail, place) for detail, needles in forms.items() if any(n in haystack for n in needles)]
    return found


def forms_of(detail: str) -> Iterator[bytes]:
    """Return the lower-case bytes by which a detail is recognised."""
    plain = detail.encode()
    for text in (detail, detail.upper(), detail.lower()):
        yield text.encode().lower()
        yield json.dumps(text)[1:-1].encode().lower()
        yield quote(text).encode().lower()
        yield ascii(text)[1:-1].encode().lower()
    yield detail.lower().encode()
    for start in range(3):  # base64 shows a text in three ways, by where it begins
        encoded = base64.b64encode(b"\0" * start + plain)[4 if start else 0 : -4].lower()
        if len(encoded) >= SURE:
            yield encoded
    if detail in NUMERIC:
        for name in ("md5", "sha1", "sha256", "sha512"):
            yield hashlib.new(name, plain).hexdigest().encode()


def columns(connection: Connection) -> Iterator[tuple[str, str]]:
    """Return everything in every column of every table as (table.column, text)."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            query = f'SELECT CAST("{column.name}" AS TEXT) FROM "{table.name}"'  # noqa: S608 - our own names
            for (value,) in connection.exec_driver_sql(query):
                if value is not None:
                    yield f"{table.name}.{column.name}", str(value)
