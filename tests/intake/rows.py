"""Rows of register files for tests, and the yardstick they are measured by."""

import re
from datetime import date
from typing import Any

from examportal.intake.cells import Yardstick
from examportal.intake.columns import Field
from examportal.intake.rules.records import Entry, Reading, Repair
from examportal.register.rules import ByPesel, IdentityDocument

YARDSTICK = Yardstick(
    today=date(2026, 11, 21),
    min_age=22,
    number_pattern=re.compile(r"[A-Z0-9][A-Z0-9/.\-]{0,29}"),
    scopes={"MBI": True, "E8P": True, "SPP": False},
    voivodeships=("łódzkie",),
)
PESELS = ("51021976515", "52040880485", "53082240343")
WHO: tuple[ByPesel, ByPesel, IdentityDocument] = (
    ByPesel(PESELS[0], date(1951, 2, 19)),
    ByPesel(PESELS[1], date(1952, 4, 8)),
    IdentityDocument("paszport", "FE4600207", "UA", date(1979, 1, 10)),
)
"""Three people; the last has no PESEL."""
CELLS = {
    Field.PESEL: PESELS[0],
    Field.REGISTRY_NUMBER: "301658022",
    Field.LAST_NAME: "Gęś",
    Field.FIRST_NAMES: "Grzegorz",
    Field.SCOPE: "MBI",
}
DOCUMENT_CELLS = {
    Field.PESEL: "",
    Field.DOCUMENT_KIND: "paszport",
    Field.DOCUMENT_NUMBER: "FE4600207",
    Field.DOCUMENT_COUNTRY: "UA",
    Field.BIRTH_DATE: "1979-01-10",
}
"""What stands in the cells of somebody without PESEL."""
HEADERS = "PESEL;Numer ewidencyjny;Nazwisko;Imiona;Zakres;Data wpisu;Data skreślenia;E-mail;Telefon"


def reading(line: int, number: str = "1-1", *, repairs: tuple[Repair, ...] = (), **said: Any) -> Reading:
    """Return a readable row; what is not said is the same for everybody."""
    told = {"identity": WHO[0], "last_name": "Gęś", "first_names": "Grzegorz"}
    return Reading(line, Entry(**{**told, "registry_number": number, "scope_code": "MBI", **said}), repairs=repairs)


def csv_of(*lines: str, headers: str = HEADERS) -> bytes:
    """Return a file of rows."""
    return "\r\n".join([headers, *lines]).encode("utf-8-sig")
