"""What two records become, and what parting them gives back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from examportal.profile.unifying.rules import (
    UNDO_TIME,
    AlreadyParted,
    Doubt,
    TooLate,
    check_parting,
    doubts,
    parted,
    united,
)
from examportal.register.rules import IdentityDocument, PersonalData, PersonEntry

BORN = date(1944, 5, 14)
PASSPORT = IdentityDocument("paszport", "FE4600207", "UA", BORN)
BY_PESEL = PersonEntry("Łoś", "Anna Maria", PersonalData("44051401359", BORN, "a@example.pl"))
BY_PASSPORT = PersonEntry("Los", "Maria Anna", PersonalData(None, BORN, "b@example.pl", "+48601234567", PASSPORT))
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_the_kept_record_counts_and_gets_what_it_lacks() -> None:
    whole = united(BY_PESEL, BY_PASSPORT)
    assert (whole.last_name, whole.first_names) == ("Łoś", "Anna Maria")
    assert whole.personal == PersonalData("44051401359", BORN, "a@example.pl", "+48601234567", PASSPORT)


def test_a_pesel_brings_its_birth_date() -> None:
    other = BY_PASSPORT._replace(personal=BY_PASSPORT.personal._replace(document=None, birth_date=date(1944, 5, 4)))
    assert united(other, BY_PESEL).personal.birth_date == BORN
    assert united(other, BY_PESEL).personal.pesel == "44051401359"


def test_a_document_beside_another_birth_date_stays_away() -> None:
    late = PASSPORT._replace(birth_date=date(1945, 5, 14))
    other = BY_PASSPORT._replace(personal=BY_PASSPORT.personal._replace(birth_date=late.birth_date, document=late))
    assert united(BY_PESEL, other).personal.document is None
    assert doubts(BY_PESEL, other) == [Doubt.BIRTH_DATES]


def test_what_should_make_a_clerk_look_twice() -> None:
    assert doubts(BY_PESEL, BY_PASSPORT) == []
    other = PersonEntry("Łoś-Żuraw", "Anna", PersonalData("50021330853", date(1950, 2, 13)))
    assert doubts(BY_PESEL, other) == [Doubt.NAMES, Doubt.BIRTH_DATES, Doubt.PESELS]
    assert doubts(BY_PESEL, PersonEntry("Łoś", "Maria Anna", PersonalData())) == []


@pytest.mark.parametrize(("kept", "joined"), [(BY_PESEL, BY_PASSPORT), (BY_PASSPORT, BY_PESEL), (BY_PESEL, BY_PESEL)])
def test_parted_at_once_all_is_as_it_was(kept: PersonEntry, joined: PersonEntry) -> None:
    whole = united(kept, joined)
    assert parted(kept.personal.to_document(), whole.personal.to_document(), whole) == kept


def test_what_was_corrected_since_stays() -> None:
    whole = united(BY_PASSPORT, BY_PESEL)
    personal = whole.personal._replace(pesel="52040880485", birth_date=date(1952, 4, 8), email="c@example.pl")
    now = PersonEntry("Nowa", "Anna", personal._replace(document=None))
    after = parted(BY_PASSPORT.personal.to_document(), whole.personal.to_document(), now)
    assert after == PersonEntry(
        "Nowa", "Anna", PersonalData("52040880485", date(1952, 4, 8), "c@example.pl", "+48601234567")
    )


def test_records_are_parted_once_and_within_thirty_days() -> None:
    check_parting(NOW, None, NOW + UNDO_TIME - timedelta(seconds=1))
    with pytest.raises(TooLate):
        check_parting(NOW, None, NOW + UNDO_TIME)
    with pytest.raises(AlreadyParted):
        check_parting(NOW, NOW, NOW)
