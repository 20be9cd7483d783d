"""PESEL: every fault with its name, in its order, and nothing said that should stay hidden."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.core import pesel
from examportal.core.pesel import PeselError, PeselFault

TODAY = date(2026, 11, 21)


def read(raw: str) -> pesel.Pesel:
    return pesel.read(raw, today=TODAY, min_age=22)


@pytest.mark.parametrize(
    ("raw", "born"),
    [
        ("44051401359", date(1944, 5, 14)),
        (" 440 514-01359\u00a0", date(1944, 5, 14)),
        ("\ufeff44051401359\u200b", date(1944, 5, 14)),
        ("22222222222", date(2022, 2, 22)),
    ],
)
def test_a_pesel_is_read_with_its_birth_date(raw: str, born: date) -> None:
    found = pesel.read(raw, today=date(2050, 1, 1), min_age=22)
    assert (len(found.digits), found.birth_date) == (11, born)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("", PeselFault.MISSING),
        (" \u200b ", PeselFault.MISSING),
        ("4405140135", PeselFault.LENGTH),
        ("440514013590", PeselFault.LENGTH),
        ("4405140135x", PeselFault.LENGTH),
        ("٤٤٠٥١٤٠١٣٥٩", PeselFault.LENGTH),
        ("44051401358", PeselFault.CHECKSUM),
        ("00000000000", PeselFault.BIRTH_DATE),
        ("44133101357", PeselFault.BIRTH_DATE),
        ("14282004942", PeselFault.BIRTH_DATE),
        ("22222222222", PeselFault.BIRTH_DATE),
    ],
)
def test_a_fault_has_its_name(raw: str, fault: PeselFault) -> None:
    with pytest.raises(PeselError) as refused:
        read(raw)
    assert refused.value.fault is fault
    assert raw == "" or raw not in str(refused.value)


def test_the_youngest_examiner_is_22_today() -> None:
    born_22_years_ago_today = "04312100010"
    assert read(born_22_years_ago_today).birth_date == date(2004, 11, 21)
    with pytest.raises(PeselError):
        pesel.read(born_22_years_ago_today, today=date(2026, 11, 20), min_age=22)


def test_a_pesel_shows_five_digits_only() -> None:
    found = read("44051401359")
    assert (found.masked, repr(found)) == ("******01359", "Pesel(******01359)")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(raw: str) -> None:
    with contextlib.suppress(PeselError):
        assert len(read(raw).digits) == 11


def test_a_birth_of_another_century_is_sound_and_not_plausible() -> None:
    with pytest.raises(PeselError) as caught:
        pesel.read("44851401353", today=date(2026, 11, 21), min_age=22)
    assert caught.value.fault is PeselFault.BIRTH_DATE
