"""A person decides about rows in conflict, in the wizard: what each answer does, and that undoing takes it back."""

import pytest
from flask import Flask

from examportal.accounts.models import Account
from examportal.core import clock
from examportal.db import db, transaction
from examportal.intake import raw_rows, undoing
from examportal.intake.planning import Plan
from examportal.intake.rules.undoing import Group, Why
from examportal.intake.uploads.models import IntakeDecision
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND
from examportal.journal.service import verify
from examportal.register import queries as register
from examportal.register.entries.queries import get_record
from tests.browser import Page
from tests.intake.crowd import pesel
from tests.intake.rows import PESELS, csv_of
from tests.intake.wizard import Clerk

GES = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;;"
ZAK = f"{PESELS[1]};1-2;Żak;Ewa;MBI;08.05.2022;;;"
MINE = f"{PESELS[1]};1-1;Żak;Ewa;MBI;;;;"
STRANGER = f"{PESELS[0]};1-7;Sowa;Jan;MBI;;;;"
ANOTHER, TWO = "number_of_another_person", "pesel_of_two_people"

pytestmark = pytest.mark.usefixtures("scopes")


@pytest.fixture
def clerk(app: Flask) -> Clerk:
    return Clerk(app)


def decide(clerk: Clerk, plan: Page, **answers: str) -> Page:
    """Answer, and come to the plan with the answers; `row_2_reason` is what the fields are called."""
    page = clerk.browser.get(f"{plan.url}/decyzje")
    saved = clerk.browser.follow(clerk.browser.submit(page, answers, button="Zapisz odpowiedzi"))
    clerk.browser.submit(saved, button="Pokaż plan z odpowiedziami")
    clerk.work()
    return clerk.browser.get(plan.url)


def import_of(clerk: Clerk, merged: Page) -> int:
    assert merged.heading == "Plik wczytany"
    return int(merged.text.split("To import nr ")[1].split(".")[0])


def whose(registry_number: str) -> str | None:
    db.session.rollback()
    found = register.find_by_number(registry_number)
    return found.last_name if found else None


def open_account(pesel: str) -> None:
    person = register.find_by_pesel(pesel)
    assert person is not None
    now = clock.now()
    told = {"email": "gg@example.pl", "password_hash": "-", "password_set_at": now, "registered_at": now}
    with transaction():
        db.session.add(Account(examiner_id=person.id, activated_at=now, **told))


def events(name: str) -> list[JournalPayload]:
    db.session.rollback()
    return list(db.session.query(JournalPayload).filter_by(event=name))


def test_a_number_moves_to_the_person_of_the_file_and_back(clerk: Clerk) -> None:
    clerk.merge(clerk.plan(csv_of(GES, ZAK)))
    plan = clerk.plan(csv_of(MINE, ZAK))
    page = clerk.browser.get(f"{plan.url}/decyzje")
    assert "Wiersz 2: numer innej osoby" in page.text
    assert ["Nazwisko", "Żak", "Gęś"] in [
        [cell.text for cell in row.all("th") + row.all("td")] for row in page.tree.all("tr")
    ]
    assert not any(pesel in page.source for pesel in PESELS)
    decided = decide(clerk, plan, **{f"row_2_{ANOTHER}": "take"})
    assert "Do wczytania: 1 numer od innej osoby." in decided.text
    assert "Osoby, które tracą ostatni numer i nie będą mogły się zalogować: 1" in decided.text
    assert "numer przechodzi od osoby" in decided.text
    merged = clerk.merge(decided)
    assert whose("1-1") == "Żak"
    found = register.find_by_number("1-1")
    assert found is not None
    assert {str(number.entered_on) for number in register.all_numbers(found.id)} == {"2022-05-08"}
    (moved,) = events("number_moved")
    assert moved.actor.startswith("staff:")
    (decision,) = events("conflicts_decided")
    assert '"take":1' in decision.details.replace(" ", "")
    assert undoing.undo(import_of(clerk, merged), COMMAND).totals == {Group.TAKEN_BACK: 1}
    assert whose("1-1") == "Gęś"
    verify()


def test_a_number_moves_to_a_new_person_who_goes_again(clerk: Clerk) -> None:
    clerk.merge(clerk.plan(csv_of(GES)))
    merged = clerk.merge(decide(clerk, clerk.plan(csv_of(MINE)), **{f"row_2_{ANOTHER}": "take"}))
    assert whose("1-1") == "Żak"
    undoing.undo(import_of(clerk, merged), COMMAND)
    assert whose("1-1") == "Gęś"
    assert register.find_by_pesel(PESELS[1]) is None


def test_an_account_is_never_deprived(clerk: Clerk) -> None:
    clerk.merge(clerk.plan(csv_of(GES)))
    plan = decide(clerk, clerk.plan(csv_of(MINE)), **{f"row_2_{ANOTHER}": "take"})
    clerk.confirm(plan)
    open_account(PESELS[0])
    clerk.work()
    shown = clerk.browser.get(plan.url)
    assert "niczego nie wczytaliśmy" in shown.text
    page = clerk.browser.get(f"{plan.url}/decyzje")
    assert "Poprzednia odpowiedź już nie obowiązuje" in page.text
    assert "ma konto w portalu albo je zakłada" in page.text
    name = f"row_2_{ANOTHER}"
    assert [box.attrs["value"] for box in page.tree.all("input", name=name)] == ["keep", "leave_out", "later"]
    clerk.browser.submit(page, {name: "take"}, 422, button="Zapisz odpowiedzi")
    kept = decide(clerk, plan, **{name: "keep"})
    assert "zostaje jak w ewidencji: 1" in kept.text
    assert whose("1-1") == "Gęś"


def test_an_account_that_appears_at_the_last_moment_stops_the_merge(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk.merge(clerk.plan(csv_of(GES)))
    plan = decide(clerk, clerk.plan(csv_of(MINE)), **{f"row_2_{ANOTHER}": "take"})
    keep = raw_rows.keep

    def kept_while_somebody_signs_up(made: Plan, import_id: int, change_set_id: int) -> None:
        monkeypatch.undo()
        keep(made, import_id, change_set_id)
        open_account(PESELS[0])

    monkeypatch.setattr(raw_rows, "keep", kept_while_somebody_signs_up)
    shown = clerk.merge(plan)
    assert "niczego nie wczytaliśmy" in shown.text
    assert whose("1-1") == "Gęś"


def test_somebody_gets_quite_another_name(clerk: Clerk) -> None:
    clerk.merge(clerk.plan(csv_of(GES)))
    decided = decide(clerk, clerk.plan(csv_of(STRANGER)), **{f"row_2_{TWO}": "take"})
    merged = clerk.merge(decided)
    assert whose("1-1") == whose("1-7") == "Sowa"
    assert events("person_corrected")
    import_id = import_of(clerk, merged)
    assert undoing.undo(import_id, COMMAND).totals == {Group.TAKEN_BACK: 2}
    assert whose("1-1") == "Gęś"


def test_a_name_that_somebody_relies_on_stays_when_the_import_is_undone(clerk: Clerk) -> None:
    clerk.merge(clerk.plan(csv_of(GES)))
    merged = clerk.merge(decide(clerk, clerk.plan(csv_of(STRANGER)), **{f"row_2_{TWO}": "take"}))
    open_account(PESELS[0])
    undone = undoing.undo(import_of(clerk, merged), COMMAND)
    assert {finding.why for finding in undone.left} == {Why.USED_SINCE}
    assert whose("1-1") == "Sowa"


def test_a_removed_number_comes_back_and_goes_again(clerk: Clerk) -> None:
    removed = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;30.06.2025;;"
    clerk.merge(clerk.plan(csv_of(removed)))
    merged = clerk.merge(decide(clerk, clerk.plan(csv_of(GES)), row_2_number_removed_before="take"))
    person = register.find_by_number("1-1")
    assert person is not None
    (number,) = get_record(person.id).numbers
    assert number.removal is None
    assert [str(removal.restored_on) for removal in number.removals] == [str(clock.today())]
    assert events("number_restored")
    undoing.undo(import_of(clerk, merged), COMMAND)
    db.session.rollback()
    (again,) = get_record(person.id).numbers
    assert again.removal is not None
    assert str(again.removal.removed_on) == "2025-06-30"
    assert len(again.removals) == 1


def test_of_two_claims_one_is_right(clerk: Clerk) -> None:
    plan = clerk.plan(csv_of(GES, MINE))
    twice = "number_claimed_twice"
    page = clerk.browser.get(f"{plan.url}/decyzje")
    assert "W pliku, wiersz 3" in page.text
    both = decide(clerk, plan, **{f"row_2_{twice}": "take", f"row_3_{twice}": "take"})
    assert "do rozstrzygnięcia: 2" in both.text
    again = clerk.browser.get(f"{plan.url}/decyzje")
    assert "jako prawdziwy jest wskazany także inny wiersz" in again.text
    right = decide(clerk, plan, **{f"row_2_{twice}": "leave_out", f"row_3_{twice}": "take"})
    assert "pominięty decyzją: 1" in right.text
    assert "1-1" in clerk.browser.get(f"{plan.url}/do-poprawy.csv").text
    clerk.merge(right)
    assert whose("1-1") == "Żak"


def test_of_many_claims_three_are_shown_beside_each(clerk: Clerk) -> None:
    rows = [f"{pesel(who)};1-1;Kos;Jan;MBI;;;;" for who in range(6)]
    rows += [f"{pesel(0)};1-1;Kos;Jan;MBI;0{day}.05.2022;;;" for day in range(1, 5)]
    plan = clerk.plan(csv_of(*rows))
    page = clerk.browser.get(f"{plan.url}/decyzje")
    assert {len(table.all("tr")[0].all("th")) for table in page.tree.all("table")} == {5}
    assert "Wiersz 2: dwie osoby z jednym numerem" in page.text


def test_nothing_is_merged_before_the_plan_knows_the_answers(clerk: Clerk) -> None:
    plan = clerk.plan(csv_of(GES, MINE, f"{PESELS[2]};1-9;Kos;Jan;MBI;;;;"))
    confirm = clerk.browser.get(f"{plan.url}/potwierdzenie")
    page = clerk.browser.get(f"{plan.url}/decyzje")
    clerk.browser.submit(page, {"row_2_number_claimed_twice": "take"}, button="Zapisz odpowiedzi")
    assert "Są nowe odpowiedzi" in clerk.browser.get(f"{plan.url}/potwierdzenie").text
    late = clerk.browser.follow(clerk.browser.submit(confirm, {"skip_conflicts": True}))
    assert "Tymczasem powstał nowy plan" in late.text
    same = clerk.browser.get(f"{plan.url}/decyzje")
    assert same.value("row_2_number_claimed_twice") == "take"
    clerk.browser.submit(same, {"row_2_number_claimed_twice": "later"}, button="Zapisz odpowiedzi")
    assert db.session.query(IntakeDecision).count() == 0
    clerk.browser.submit(same, {"plan": "x"}, button="Zapisz odpowiedzi")
    button = clerk.browser.get(plan.url)
    clerk.browser.submit(button, button="Pokaż plan z odpowiedziami")
    late = clerk.browser.follow(clerk.browser.submit(button, button="Pokaż plan z odpowiedziami"))
    assert "na innym etapie" in late.text
    assert clerk.browser.get(f"{plan.url}/decyzje", 303).location == plan.url
    clerk.work()
    assert "do rozstrzygnięcia: 2" in clerk.browser.get(plan.url).text


def test_conflicts_come_ten_a_page(clerk: Clerk) -> None:
    rows = [f"{PESELS[0]};1-{number};Gęś;Grzegorz;{scope};;;;" for number in range(6) for scope in ("MBI", "E8P")]
    plan = clerk.plan(csv_of(*rows))
    first = clerk.browser.get(f"{plan.url}/decyzje")
    assert len(first.tree.all("fieldset")) == 10
    saved = clerk.browser.submit(first, {"row_2_same_number_twice": "take"}, button="Zapisz i pokaż następne")
    second = clerk.browser.follow(saved)
    assert "Strona 2 z 2" in second.text
    assert len(second.tree.all("fieldset")) == 2
    assert "nie ma niczego do rozstrzygnięcia" in clerk.browser.get(f"{clerk.plan(csv_of(GES)).url}/decyzje").text
