"""Two clerks at once: one of them wins, the other is told, and nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask

from examportal.accounts import guarded
from examportal.core.errors import Refusal
from examportal.db import release, transaction
from examportal.journal.rules import COMMAND
from examportal.register import queries
from examportal.register.entries import service
from examportal.register.entries.queries import PersonUnknown, get_record
from examportal.register.entries.service import ChangedMeanwhile, NumberTaken, NumberUnknown, PersonKnown, Seen
from examportal.register.rules import ByPesel, NumberEntry
from tests.house.source import portal_modules
from tests.people import Person, enter

ANNA = Person()
JAN = Person("50021330853", "Żuk", "Jan", ("2-1",))
NEW = "52040880485"


def seen(examiner_id: int) -> Seen:
    """Return what a clerk sees now."""
    return Seen(examiner_id, get_record(examiner_id).stamp)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[type[Refusal] | None]:
    """Do some acts at the same moment, each in a transaction of its own; return how each was refused."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> type[Refusal] | None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act()
            except Refusal as refusal:
                return type(refusal)
            return None

    release()  # what this thread has read must not be what it sees afterwards
    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(one, acts))


def test_of_two_who_change_one_person_the_second_is_told(app: Flask) -> None:
    anna = enter(ANNA)
    before = seen(anna)
    acts = [
        lambda name=name: service.correct_person(before, (name, "Anna"), (None, None), COMMAND)
        for name in ("Pierwsza", "Druga")
    ]
    assert sorted(map(str, at_once(app, *acts))) == sorted(map(str, (None, ChangedMeanwhile)))
    assert get_record(anna).person.last_name in {"Pierwsza", "Druga"}


def test_of_two_who_give_one_number_to_two_people_one_is_told_whose_it_is(app: Flask) -> None:
    number = NumberEntry("9-9", "MBI")
    people = [seen(enter(ANNA)), seen(enter(JAN))]
    acts = [lambda who=who: service.add_number(who, number, COMMAND) for who in people]
    assert sorted(map(str, at_once(app, *acts))) == sorted(map(str, (None, NumberTaken)))
    assert queries.find_by_number("9-9") is not None


def test_of_two_who_give_one_pesel_to_two_people_one_is_told_whose_it_is(app: Flask) -> None:
    born = get_record(enter(JAN)).person.personal.birth_date
    assert born is not None
    jan = queries.find_by_pesel(JAN.pesel)
    assert jan is not None
    people = [seen(enter(ANNA)), seen(jan.id)]
    acts = [lambda who=who: guarded.correct_pesel(who, ByPesel(NEW, born), COMMAND) for who in people]
    assert sorted(map(str, at_once(app, *acts))) == sorted(map(str, (None, PersonKnown)))
    assert queries.find_by_pesel(NEW) is not None


def test_who_is_not_there_is_not_changed(app: Flask) -> None:
    with pytest.raises(PersonUnknown), transaction():
        service.add_number(Seen(999, ""), NumberEntry("9-9", "MBI"), COMMAND)
    anna = enter(ANNA)
    with pytest.raises(NumberUnknown), transaction():
        service.restore_number(seen(anna), 999, date(2024, 1, 1), COMMAND)


def test_only_the_choke_point_corrects_a_pesel() -> None:
    callers = {
        module.name for module in portal_modules() for name, _ in module.calls if name == "entries.correct_pesel"
    }
    assert callers == {"examportal/accounts/guarded.py"}
    importers = {module.name for module in portal_modules() if "import correct_pesel" in module.text}
    assert importers == set()
