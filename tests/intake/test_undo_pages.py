"""Taking an import back by the pages: planned by the worker, shown, confirmed, and done as it was shown."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from examportal.core import clock
from examportal.db import db, transaction
from examportal.intake import undoing
from examportal.intake.models import ImportFile
from examportal.intake.undos import pages, queries, service, work
from examportal.intake.undos.models import IntakeUndoRow
from examportal.intake.undos.rules import Step
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import COMMAND, Event
from examportal.journal.service import record
from examportal.register import queries as register
from examportal.register.changes import staging
from examportal.register.models import Examiner
from tests.browser import Page
from tests.intake.crowd import lines
from tests.intake.rows import PESELS, csv_of
from tests.intake.test_undo import merge as merge_file
from tests.intake.wizard import START, Clerk

ROW = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;;"
OTHER = f"{PESELS[1]};1-2;Żak;Ewa;MBI;08.05.2022;;;"
LOOK = "Pokaż, co da się wycofać"
AGAIN = "Sprawdź jeszcze raz"

pytestmark = pytest.mark.usefixtures("scopes")


class Died(BaseException):
    """A worker was killed."""


def die(*_arguments: object, **_named: object) -> None:
    raise Died


@pytest.fixture
def clerk(app: Flask) -> Clerk:
    return Clerk(app)


def merge(*rows: str) -> str:
    """Bring rows in; return where they can be taken back."""
    return f"{START}/importy/{merge_file(*rows)}/wycofanie"


def look(clerk: Clerk, path: str) -> Page:
    """Have the worker look what undoing would do."""
    clerk.browser.submit(path, button=LOOK)
    clerk.work()
    return clerk.browser.get(path)


def undo_button(page: Page) -> str:
    return next(button.text for button in page.tree.all("button") if button.text.startswith("Wycofaj"))


def confirm(clerk: Clerk, plan: Page) -> Page:
    """Confirm what is shown; return the page after the worker."""
    clerk.browser.submit(plan, button=undo_button(plan))
    clerk.work()
    return clerk.browser.get(plan.url)


def people() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Examiner)) or 0


def use(pesel: str) -> None:
    """Let somebody take the first step with what a file brought."""
    person = register.find_by_pesel(pesel)
    assert person is not None
    with transaction():
        record(Event.CLAIM, COMMAND, subject=f"examiner:{person.id}")


def import_of(path: str) -> int:
    return int(path.split("/")[-2])


def test_the_plan_of_an_undo_is_shown(clerk: Clerk) -> None:
    clerk.merge(clerk.plan(csv_of(ROW, OTHER)))
    path = f"{START}/importy/{db.session.scalars(select(ImportFile.id)).one()}/wycofanie"
    use(PESELS[1])
    start = clerk.browser.get(START)
    assert path in [link.attrs["href"] for link in start.tree.all("a")]
    sent = clerk.browser.submit(clerk.browser.get(path), button=LOOK)
    assert clerk.browser.follow(sent).heading == "Sprawdzamy, co da się wycofać"
    clerk.work()
    plan = clerk.browser.get(path)
    assert plan.heading == "Co zmieni wycofanie"
    assert "do wycofania: 2" in plan.text
    assert "zostaje: 2" in plan.text
    assert "Gęś Grzegorz" in plan.text
    assert "Osoba zniknie z ewidencji." in plan.text
    kept = clerk.browser.get(f"{path}?grupa=kept")
    assert "Żak Ewa" in kept.text
    assert "ma konto albo zaczęła je zakładać" in kept.text
    assert undo_button(plan) == "Wycofaj: 1 osoba, 1 numer"


def test_exactly_what_was_shown_is_done(clerk: Clerk) -> None:
    path = merge(ROW, OTHER)
    use(PESELS[1])
    plan = look(clerk, path)
    sent = clerk.browser.submit(plan, button=undo_button(plan))
    assert clerk.browser.follow(sent).heading == "Wycofujemy wczytany plik"
    assert people() == 2
    clerk.work()
    done = clerk.browser.get(path)
    assert done.heading == "Wczytany plik jest wycofany"
    assert "Ewa Nowak: 1 osoba, 1 numer." in done.text
    assert "wycofano: 2" in done.text
    assert "Osoby nie ma już w ewidencji." in done.text
    assert "nie ma jej w ewidencji" in done.text
    assert people() == 1
    assert "wycofano" in clerk.browser.get(START).text
    clerk.browser.submit(plan, button=undo_button(plan))
    late = clerk.browser.post(path, {"csrf_token": plan.value("csrf_token")})
    assert "na innym etapie" in clerk.browser.follow(late).text


def test_corrections_are_given_back(clerk: Clerk) -> None:
    merge(ROW)
    path = merge(f"{PESELS[0]};1-1;Gęś-Nowa;Grzegorz;E8P;08.05.2022;;;")
    plan = look(clerk, path)
    assert undo_button(plan) == "Wycofaj: 2 zmiany danych"
    assert "Wróci poprzedni zakres" in plan.text
    assert "Wróciły poprzednie dane osoby" in confirm(clerk, plan).text
    assert db.session.scalars(select(Examiner.last_name)).one() == "Gęś"


def test_what_was_used_meanwhile_is_shown_and_not_taken_back(clerk: Clerk) -> None:
    path = merge(ROW, OTHER)
    plan = look(clerk, path)
    clerk.browser.submit(plan, button=undo_button(plan))
    use(PESELS[1])
    clerk.work()
    again = clerk.browser.get(path)
    assert "ewidencja się zmieniła, więc niczego nie wycofaliśmy" in again.text
    assert undo_button(again) == "Wycofaj: 1 osoba, 1 numer"
    assert people() == 2
    old = clerk.browser.submit(plan, button=undo_button(plan))
    assert "Tymczasem powstał nowy plan" in clerk.browser.follow(old).text
    confirm(clerk, again)
    assert people() == 1


def test_nothing_left_to_take_back_is_said(clerk: Clerk) -> None:
    path = merge(ROW)
    use(PESELS[0])
    plan = look(clerk, path)
    assert "wszystko, co zmienił, ktoś później zmienił" in plan.text
    assert not [button for button in plan.tree.all("button") if button.text.startswith("Wycofaj:")]


def test_a_file_that_changed_nothing_has_an_empty_plan(clerk: Clerk) -> None:
    merge(ROW)
    with transaction():
        stage = staging.open_stage(COMMAND)
        changed_nothing = ImportFile(
            sha256="0" * 64, actor="command:x", totals={}, merged_at=clock.now(), change_set_id=stage.change_set_id
        )
        db.session.add(changed_nothing)
    path = f"{START}/importy/{changed_nothing.id}/wycofanie"
    assert "polecenie na serwerze" in clerk.browser.get(path).text
    assert "nic" in look(clerk, path).text


def test_findings_are_paged(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "FINDINGS_ON_A_PAGE", 4)
    monkeypatch.setattr(undoing, "BATCH", 2)
    path = merge(*lines(5))
    assert "strona 1 z 3" in look(clerk, path).text
    last = clerk.browser.get(f"{path}?strona=3")
    assert len(last.tree.all("tr")) == 3
    for nonsense in ("strona=4", "strona=x", "grupa=x&strona=-1"):
        assert "strona 1 z 3" in clerk.browser.get(f"{path}?{nonsense}").text
    clerk.browser.submit(last, button=AGAIN)
    too_soon = clerk.browser.submit(last, button=undo_button(last))
    assert "na innym etapie" in clerk.browser.follow(too_soon).text
    clerk.work()
    assert db.session.scalar(select(func.count()).select_from(IntakeUndoRow)) == 10


def test_an_undo_broken_off_is_done_once(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = merge(ROW, OTHER)
    plan = look(clerk, path)
    clerk.browser.submit(plan, button=undo_button(plan))

    with monkeypatch.context() as patch:
        patch.setattr(service, "note_undone", die)
        with pytest.raises(Died):
            work.work(import_of(path))
        db.session.rollback()
    assert people() == 2
    clerk.work()
    assert people() == 0
    assert work.work(import_of(path)).verdict is Verdict.DONE
    assert work.work(999_999).verdict is Verdict.DONE


def test_a_plan_broken_off_is_made_anew(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = merge(ROW)
    clerk.browser.submit(path, button=LOOK)

    with monkeypatch.context() as patch:
        patch.setattr(service, "keep_plan", die)
        with pytest.raises(Died):
            work.work(import_of(path))
        db.session.rollback()
    clerk.work()
    assert undo_button(clerk.browser.get(path)) == "Wycofaj: 1 osoba, 1 numer"
    assert db.session.scalar(select(func.count()).select_from(IntakeUndoRow)) == 2


def test_two_workers_with_one_undo_do_it_once(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = merge(ROW)
    plan = look(clerk, path)
    clerk.browser.submit(plan, button=undo_button(plan))
    undo, entered = undoing.undo, list[bool]()

    def while_another_works(*arguments: object, **named: object) -> object:
        if not entered:
            entered.append(True)
            work.work(import_of(path))
        return undo(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(undoing, "undo", while_another_works)
    assert work.work(import_of(path)).verdict is Verdict.DONE
    assert people() == 0


def test_an_undo_of_the_shell_is_told_on_the_page(clerk: Clerk) -> None:
    path = merge(ROW)
    plan = look(clerk, path)
    clerk.browser.submit(plan, button=AGAIN)
    undoing.undo(import_of(path), COMMAND)
    clerk.work()
    done = clerk.browser.get(path)
    assert "polecenie na serwerze." in done.text
    assert not done.tree.all("table")
    late = clerk.browser.submit(plan, button=undo_button(plan))
    assert clerk.browser.follow(late).heading == "Wczytany plik jest wycofany"


def test_an_order_that_is_old_by_now_is_not_followed(clerk: Clerk) -> None:
    path = merge(ROW)
    import_id = import_of(path)
    clerk.browser.submit(path, button=LOOK)
    with transaction():
        old = service.take_order(import_id, Step.PLANNING)
    assert old is not None
    with transaction():
        newer = service.take_order(import_id, Step.PLANNING)
        assert newer is not None
        service.keep_findings(old, 0, [], 1)
        service.keep_plan(old, "x", {}, undo_was_wanted=False)
        assert service.take_order(import_id, Step.UNDOING) is None
    with pytest.raises(service.NotNow), transaction():
        service.note_undone(newer)
    work.make_plan(999_999)
    work.undo_as_shown(import_id)
    undo = queries.find(import_id)
    assert undo is not None
    assert undo.planned_at is None
    assert pages.undo_page(undo, None, 1) is None


def test_a_fault_of_ours_is_said_and_can_be_tried_again(clerk: Clerk) -> None:
    path = merge(ROW)
    clerk.browser.submit(path, button=LOOK)
    with transaction():
        service.go_on(999_999, Outcome(Verdict.DONE))
        service.go_on(import_of(path), Outcome(Verdict.RETRY))
        service.go_on(import_of(path), Outcome(Verdict.DONE))
        service.go_on(import_of(path), Outcome(Verdict.GIVE_UP))
    assert "Coś po naszej stronie nie działa" in clerk.browser.get(path).text
    assert undo_button(look(clerk, path)) == "Wycofaj: 1 osoba, 1 numer"


def test_what_cannot_be_undone_and_what_nobody_asked_for(clerk: Clerk) -> None:
    clerk.browser.get(f"{START}/importy/1/wycofanie", 404)
    path = merge(ROW)
    token = {"csrf_token": clerk.browser.get(path).value("csrf_token")}
    moved = clerk.browser.post(f"{path}/potwierdzenie", token | {"plan": "x"})
    assert "na innym etapie" in clerk.browser.follow(moved).text
    assert clerk.browser.post(path, {}, 422).heading == "Wycofanie wczytanego pliku"
    clerk.browser.post(f"{path}/potwierdzenie", {}, 422)
    plan = look(clerk, path)
    clerk.browser.submit(plan, button=undo_button(plan))
    moved = clerk.browser.post(path, token)
    assert "na innym etapie" in clerk.browser.follow(moved).text
