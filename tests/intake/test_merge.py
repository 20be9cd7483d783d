"""What a merge leaves in the register."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import Flask

from examportal.accounts.models import Account
from examportal.core import clock
from examportal.db import db, transaction
from examportal.intake import merging, planning, queries, service
from examportal.intake.planning import Plan
from examportal.intake.rules.records import Repair
from examportal.journal import queries as journal
from examportal.journal.rules import COMMAND
from examportal.register import queries as register
from examportal.register.models import Removal
from examportal.register.rules import PersonalData
from tests.intake.rows import PESELS, csv_of

NUMBERS = re.compile(r"[A-Z0-9-]{1,30}")
ROW = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;gg@example.pl;526 662 323"

pytestmark = pytest.mark.usefixtures("scopes")


def merge(*lines: str, skip_conflicts: bool = False, accepted: Sequence[Repair] = ()) -> Plan:
    file = service.open_file(csv_of(*lines), min_age=22, number_pattern=NUMBERS)
    plan, _ = merging.merge(file, COMMAND, accepted=frozenset(accepted), skip_conflicts=skip_conflicts)
    db.session.rollback()
    return plan


def totals(plan: Plan) -> dict[str, int]:
    return {verdict: count for verdict, count in plan.totals.items() if count}


def test_a_person_arrives_whole() -> None:
    merge(ROW)
    person = register.find_by_pesel(PESELS[0])
    assert person is not None
    assert (person.last_name, person.first_names) == ("Gęś", "Grzegorz")
    assert PersonalData.from_document(person.unseal()) == PersonalData(
        PESELS[0], date(1951, 2, 19), "gg@example.pl", "+48526662323"
    )
    (number,) = register.all_numbers(person.id)
    assert (number.registry_number, number.scope_code, number.entered_on) == ("1-1", "MBI", date(2022, 5, 8))
    assert number.active


def test_a_new_number_attaches_to_the_person_who_is_known() -> None:
    merge(ROW)
    before = register.find_by_number("1-1")
    plan = merge(f"{PESELS[0]};1-2;Gęś;Grzegorz;E8P;;;;")
    after = register.find_by_number("1-2")
    assert totals(plan) == {"new_number": 1}
    assert before is not None
    assert after is before
    assert [number.registry_number for number in register.all_numbers(before.id)] == ["1-1", "1-2"]


def test_corrections_are_sealed_under_the_same_row() -> None:
    merge(ROW)
    merge(f"{PESELS[0]};1-1;Gęś-Nowa;Grzegorz;E8P;09.05.2022;;nowy@example.pl;")
    db.session.expire_all()
    person = register.find_by_pesel(PESELS[0])
    assert person is not None
    personal = PersonalData.from_document(person.unseal())
    assert (person.last_name, personal.email, personal.phone) == ("Gęś-Nowa", "nowy@example.pl", "+48526662323")
    (number,) = register.all_numbers(person.id)
    assert (number.scope_code, number.entered_on) == ("E8P", date(2022, 5, 9))


def test_a_removal_is_a_row_with_ground_and_actor_and_its_day_can_be_corrected() -> None:
    merge(ROW)
    plan = merge(f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;;30.06.2025;;")
    assert totals(plan) == {"remove": 1}
    assert plan.consequences.people_losing_last_number == 1
    merge(f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;;01.07.2025;;")
    (removal,) = db.session.query(Removal).all()
    assert (removal.removed_on, removal.ground, removal.actor) == (date(2025, 7, 1), "register_file", "command")
    assert not register.has_active_number(removal.qualification.examiner_id)


def test_a_removal_of_tomorrow_leaves_the_number_in_force_today() -> None:
    merge(ROW)
    tomorrow = clock.today() + timedelta(days=1)
    plan = merge(f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;;{tomorrow:%d.%m.%Y};;")
    assert totals(plan) == {"remove": 1}
    assert plan.consequences.people_losing_last_number == 0


def test_conflicts_stop_everything_unless_left_out() -> None:
    rows = (ROW, f"{PESELS[1]};1-7;Żak;Ewa;MBI;;;;", f"{PESELS[2]};1-7;Łoś;Jan;MBI;;;;")
    with pytest.raises(service.ConflictsUndecided) as refused:
        merge(*rows)
    assert refused.value.plan.undecided == 2
    assert register.find_by_pesel(PESELS[0]) is None
    assert totals(merge(*rows, skip_conflicts=True)) == {"new_person": 1, "conflict": 2}
    assert register.find_by_number("1-7") is None


def test_the_number_of_another_person_stays_where_it_is() -> None:
    merge(ROW)
    plan = merge(f"{PESELS[1]};1-1;Żak;Ewa;MBI;;;;", skip_conflicts=True)
    assert totals(plan) == {"conflict": 1}
    assert register.find_by_pesel(PESELS[1]) is None


def test_a_repair_is_applied_only_with_consent() -> None:
    row = "1271586110;1-9;Gęś;Grzegorz;MBI;;;;"
    assert merge(row).waiting == 1
    assert register.find_by_number("1-9") is None
    assert merge(row, accepted=[Repair.ZERO_RESTORED]).waiting == 0
    assert register.find_by_pesel("01271586110") is not None
    assert totals(merge(row, accepted=[Repair.ZERO_RESTORED])) == {"unchanged": 1}


def test_numbers_that_come_to_an_existing_account_are_counted() -> None:
    merge(ROW, f"{PESELS[1]};1-7;Żak;Ewa;MBI;;;;")
    person = register.find_by_pesel(PESELS[0])
    assert person is not None
    now = clock.now()
    with transaction():
        db.session.add(
            Account(
                examiner_id=person.id, email="gg@example.pl", password_hash="-",
                password_set_at=now, registered_at=now, activated_at=now,
            )
        )  # fmt: skip
    plan = merge(f"{PESELS[0]};1-2;Gęś;Grzegorz;MBI;;;;", f"{PESELS[1]};1-8;Żak;Ewa;MBI;;;;")
    assert (plan.consequences.new_numbers, plan.consequences.numbers_on_existing_accounts) == (2, 1)


def test_every_merge_is_noted_with_its_totals() -> None:
    merge(ROW)
    merge(ROW)
    newest, oldest = queries.all_imports()
    assert newest.totals["unchanged"] == oldest.totals["new_person"] == 1
    assert newest.sha256 == oldest.sha256
    (entry,) = journal.entries_about(f"import:{newest.id}", 5)
    assert '"unchanged":1' in entry.details
    assert PESELS[0] not in str(entry.details)


def test_more_people_than_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "BATCH", 2)
    monkeypatch.setattr(merging, "PEOPLE", 2)
    rows = [f"{pesel};{number};Gęś;Grzegorz;MBI;;01.01.2025;;" for pesel in PESELS for number in (pesel, f"2-{pesel}")]
    assert totals(merge(*rows)) == {"new_person": 3, "new_number": 3}
    renamed = [row.replace("Gęś", "Łoś").replace("MBI", "E8P") for row in rows]
    assert totals(merge(*renamed)) == {"correct": 6}
    assert totals(merge(*renamed)) == {"unchanged": 6}


def test_two_merges_at_once_take_turns(app: Flask) -> None:
    barrier = Barrier(2)
    rows = [f"{pesel};1-{pesel};Gęś;Grzegorz;MBI;;;;" for pesel in PESELS]

    def run() -> dict[str, int]:
        with app.app_context():
            barrier.wait()
            return totals(merge(*rows))

    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(run), pool.submit(run)]
        assert sorted((future.result() for future in found), key=str) == [{"new_person": 3}, {"unchanged": 3}]
