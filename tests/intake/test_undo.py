"""Undoing an import: what nobody has changed or used since is really taken out, the rest stays and says why."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts.models import Account
from examportal.core import clock
from examportal.db import db, transaction
from examportal.intake import merging, service, undoing
from examportal.intake.rules.undoing import Finding, Group, Why
from examportal.journal.rules import COMMAND, Event
from examportal.journal.service import record, verify
from examportal.register import queries as register
from examportal.register import service as register_service
from examportal.register.changes.applying import RegisterChanged
from examportal.register.rules import NumberEntry
from tests.intake.rows import PESELS, csv_of
from tests.intake.test_crashes import changed, file_of, staged

ROW = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;gg@example.pl;526 662 323"
SECOND = f"{PESELS[0]};1-2;Gęś;Grzegorz;MBI;;;;"
OTHER = f"{PESELS[1]};1-7;Żak;Ewa;MBI;;;;"

pytestmark = pytest.mark.usefixtures("scopes")


def merge(*rows: str) -> int:
    return merging.merge(file_of(*rows), COMMAND)[1]


def undo(import_id: int) -> dict[Group, int]:
    return dict(undoing.undo(import_id, COMMAND).totals)


def verdicts(*rows: str) -> list[tuple[str, str | None]]:
    db.session.rollback()
    plan = service.plan(file_of(*rows))
    return [(str(judgement.verdict), judgement.reason) for judgement, _ in plan.judgements()]


def id_of(pesel: str) -> int:
    db.session.rollback()
    person = register.find_by_pesel(pesel)
    assert person is not None
    return person.id


def open_account(examiner_id: int) -> None:
    now = clock.now()
    with transaction():
        account = Account(
            examiner_id=examiner_id, email="gg@example.pl", password_hash="-", password_set_at=now, registered_at=now
        )
        db.session.add(account)


def test_the_same_file_has_the_same_plan_again(app: Flask) -> None:
    rows = (ROW, SECOND, OTHER, "złe;1-9;Kos;Jan;MBI;;;;")
    before = verdicts(*rows)
    import_id = merge(*rows)
    assert undo(import_id) == {Group.TAKEN_BACK: 5}
    assert changed() == (0, 0, 1)
    assert verdicts(*rows) == before
    merge(*rows)
    assert changed() == (2, 3, 2)
    verify()


def test_corrections_and_removals_are_taken_back(app: Flask) -> None:
    merge(ROW, SECOND)
    before = verdicts(ROW, SECOND)
    rows = (
        f"{PESELS[0]};1-1;Gęś-Nowa;Grzegorz;E8P;09.05.2022;;nowy@example.pl;",
        f"{PESELS[0]};1-2;Gęś-Nowa;Grzegorz;MBI;;30.06.2025;;",
    )
    planned = verdicts(*rows)
    assert undo(merge(*rows)) == {Group.TAKEN_BACK: 3}
    assert verdicts(ROW, SECOND) == before
    assert verdicts(*rows) == planned


def test_what_a_newer_import_changed_is_kept(app: Flask) -> None:
    merge(ROW)
    older = merge(f"{PESELS[0]};1-1;Gęś-Nowa;Grzegorz;E8P;09.05.2022;;nowy@example.pl;")
    merge(f"{PESELS[0]};1-1;Gęś-Nowa;Grzegorz;MBI;;;nowszy@example.pl;")
    found = undoing.undo(older, COMMAND)
    assert found.totals == {Group.TAKEN_BACK: 2, Group.KEPT: 2}
    assert found.left == [
        Finding(Group.KEPT, None, Why.CHANGED_SINCE), Finding(Group.KEPT, "1-1", Why.CHANGED_SINCE),
    ]  # fmt: skip
    assert verdicts(f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;nowszy@example.pl;") == [("unchanged", None)]


def test_the_newer_import_first_and_then_the_older(app: Flask) -> None:
    first = merge(ROW)
    second = merge(f"{PESELS[0]};1-1;Gęś-Nowa;Grzegorz;MBI;;;;", SECOND.replace("Gęś", "Gęś-Nowa"))
    assert undo(second) == {Group.TAKEN_BACK: 2}
    assert undo(first) == {Group.TAKEN_BACK: 2}
    assert changed() == (0, 0, 2)


@pytest.mark.parametrize(
    ("since", "why"),
    [
        (lambda _: merge(SECOND), Why.MORE_NUMBERS_SINCE),
        (lambda _: merge(ROW.replace("Gęś", "Gęś-Nowa")), Why.CHANGED_SINCE),
        (open_account, Why.USED_SINCE),
    ],
)
def test_a_person_who_was_used_or_changed_stays_whole(app: Flask, since: Callable[[int], object], why: Why) -> None:
    import_id = merge(ROW)
    since(id_of(PESELS[0]))
    found = undoing.undo(import_id, COMMAND)
    assert found.left == [Finding(Group.KEPT, "1-1", why), Finding(Group.KEPT, None, why)]
    assert register.find_by_pesel(PESELS[0]) is not None


def test_a_number_of_a_known_person_goes_unless_they_took_their_first_steps(app: Flask) -> None:
    merge(ROW)
    examiner_id = id_of(PESELS[0])
    assert undo(merge(SECOND)) == {Group.TAKEN_BACK: 1}
    again = merge(SECOND)
    with transaction():
        record(Event.CLAIM, COMMAND, subject=f"examiner:{examiner_id}")
    assert undo(again) == {Group.KEPT: 1}


def test_what_somebody_changed_by_hand_stays(app: Flask) -> None:
    merge(ROW)
    import_id = merge(SECOND)
    with transaction():
        register_service.correct_numbers([NumberEntry("1-2", "E8P")])
    assert undo(import_id) == {Group.KEPT: 1}


def test_what_is_not_there_any_more_cannot_be_taken_back(app: Flask) -> None:
    first = merge(ROW)
    second = merge(f"{PESELS[0]};1-1;Gęś;Grzegorz;E8P;;;;", SECOND)
    third = merge(f"{PESELS[0]};1-2;Gęś;Grzegorz;E8P;;;;")
    assert undo(second) == {Group.TAKEN_BACK: 1, Group.KEPT: 1}
    assert undo(third) == {Group.TAKEN_BACK: 1}
    assert undo(first) == {Group.KEPT: 2}


def test_who_is_used_between_plan_and_undo_stays(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = merge(ROW)
    examiner_id = id_of(PESELS[0])
    finish = service.finish_undo

    def overtaken(*arguments: object) -> None:
        monkeypatch.setattr(service, "finish_undo", finish)
        db.session.rollback()
        db.session.info.pop("at_the_door")
        open_account(examiner_id)
        raise RegisterChanged

    monkeypatch.setattr(service, "finish_undo", overtaken)
    assert undo(import_id) == {Group.KEPT: 2}
    assert staged()[0] == 2


def test_an_undo_is_not_made_twice(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "plik.csv"
    file.write_bytes(csv_of(ROW, OTHER))
    merged = json.loads(runner.invoke(args=["intake", "merge", str(file), "--json"]).stdout)["import_id"]
    open_account(id_of(PESELS[1]))
    planned = runner.invoke(args=["intake", "undo", str(merged), "--plan"])
    assert planned.exit_code == 0
    assert "Do wycofania: 2, zostaje: 2, nie da się wycofać: 0. Niczego jeszcze nie zmieniono." in planned.output
    done = json.loads(runner.invoke(args=["intake", "undo", str(merged), "--json"]).stdout)
    assert (done["undone"], done["totals"]) == (True, {"taken_back": 2, "kept": 2, "cannot": 0})
    assert done["rows"][0] == {
        "group": "kept", "registry_number": "1-7", "reason": "used_since",
        "message": "numer 1-7: zostaje, bo ta osoba już z tego skorzystała (ma konto albo zaczęła je zakładać).",
    }  # fmt: skip
    again = runner.invoke(args=["intake", "undo", str(merged)])
    assert again.exit_code == 1
    assert "został już wycofany" in again.stderr
    unknown = runner.invoke(args=["intake", "undo", "999999"])
    assert (unknown.exit_code, "Nie ma importu" in unknown.stderr) == (1, True)
    (listed,) = json.loads(runner.invoke(args=["intake", "list", "--json"]).stdout)["imports"]
    assert listed["undone_at"] is not None
    assert "wycofano" in runner.invoke(args=["intake", "list"]).output
