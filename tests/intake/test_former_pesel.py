"""A file with a PESEL that was corrected means the person who had it, and says so."""

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.register import queries
from examportal.register.entries.queries import get_record
from examportal.register.entries.service import Seen, correct_pesel
from examportal.register.rules import ByPesel
from tests.people import Person, enter
from tests.walks.office import Office

ANNA = Person()
NOW = "52040880485"


@pytest.fixture
def office(runner: FlaskCliRunner, tmp_path: Path) -> Office:
    """Return an office in which the PESEL of Anna was corrected."""
    anna = enter(ANNA)
    record = get_record(anna)
    born = record.person.personal.birth_date
    assert born is not None
    with transaction():
        correct_pesel(Seen(anna, record.stamp), ByPesel(NOW, born), COMMAND)
    return Office(runner, tmp_path)


def test_it_makes_no_second_person(office: Office) -> None:
    rows = [f"{ANNA.pesel};1-20456;Łoś;Anna Maria;MBI;;;;", f"{NOW};1-30000;Łoś;Anna Maria;MBI;;;;"]
    told = office.merge(*rows, f"{ANNA.pesel};1-30001;Łoś;Anna Maria;MBI;;;;")
    assert [(row["verdict"], row["warnings"]) for row in told["rows"]] == [
        ("unchanged", ["pesel_was_corrected"]),
        ("new_number", []),
        ("new_number", ["pesel_was_corrected"]),
    ]
    assert "dawny PESEL" in told["rows"][0]["message"]
    assert told["consequences"]["new_people"] == 0
    found = queries.find_by_login_or_number(ANNA.pesel)
    assert found is not None
    assert found.pesel_index == queries.pesel_index(NOW)
    numbers = [number.registry_number for number in queries.all_numbers(found.id)]
    assert numbers == ["1-20456", "1-20457", "1-30000", "1-30001"]


def test_somebody_with_another_name_is_a_question(office: Office) -> None:
    path = office.folder / "plik.csv"
    head = "PESEL;Numer ewidencyjny;Nazwisko;Imiona;Zakres\n"
    path.write_text(f"{head}{ANNA.pesel};9-1;Kowalski;Jan;MBI\n", encoding="utf-8")
    said = office.says("intake", "check", str(path), "--json")
    assert "pesel_of_two_people" in said
    assert "pesel_was_corrected" in said
