"""Two records of one person: side by side, joined, found by everything they were found by, and parted again."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts.models import Account
from examportal.accounts.proofs.rules import Basis, GuardedAct
from examportal.accounts.proofs.service import prove_by_case
from examportal.accounts.queries import account_state
from examportal.accounts.rules import AccountState
from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND, Actor
from examportal.profile.unifying import service as unifying
from examportal.profile.unifying.models import Unification
from examportal.profile.unifying.rules import TooLate
from examportal.register import queries
from examportal.register.entries.queries import former_identities, get_record
from examportal.register.entries.service import Seen
from examportal.register.models import Examiner, Qualification
from tests.accounts.owners import owner
from tests.browser import Browser, Page
from tests.entrance.test_sign_in import activate
from tests.intake.test_documents import HEADERS as DOCUMENT_HEADERS
from tests.letters import newest_link
from tests.office.staff import Colleague
from tests.office.test_numbers import path
from tests.office.test_people import ANNA, JAN, OKSANA, search, told
from tests.people import ANSWERS, Person, enter, login_of
from tests.walks.office import Office

OLA = Person("52040880485", "Łoś", "Anna Maria", ("7-1", "7-2"), {"7-2": date(2024, 3, 1)})
BASIS = {"basis": "documents"}


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return somebody who keeps the register."""
    return Colleague(client, role=Role.REGISTRAR).set_up()


def join(ewa: Colleague, kept: int, joined: int, status: int = 303) -> Page:
    """Join two records on their page."""
    return ewa.browser.submit(f"{path(kept)}/polaczenie/{joined}", BASIS, status)


def part(ewa: Colleague, kept: int, status: int = 303) -> Page:
    """Part what was joined last."""
    db.session.rollback()
    newest = db.session.query(Unification.id).order_by(Unification.id.desc()).first()
    assert newest is not None
    return ewa.browser.submit(f"{path(kept)}/rozlaczenie/{newest.id}", {}, status)


def register() -> list[object]:
    """Return what the register has of everybody, opened."""
    db.session.rollback()
    people = db.session.query(Examiner).order_by(Examiner.id)
    columns = [
        (one.id, one.last_name, one.pesel_index, one.document_index, one.login_number, one.unified_into, one.unseal())
        for one in people
    ]
    numbers = db.session.query(Qualification.registry_number, Qualification.examiner_id).order_by(Qualification.id)
    return [*columns, *(tuple(row) for row in numbers), former_identities()]


def test_two_records_become_one_and_two_again(ewa: Colleague) -> None:
    anna, ola = enter(ANNA), enter(OLA)
    before = register()
    asked = ewa.browser.submit(f"{path(anna)}/polaczenie", {"query": "7-1"})
    page = ewa.browser.follow(asked)
    for shown in ("7-1, 7-2 (skreślony)", "1-20456, 1-20457, 7-1, 7-2 (skreślony)", "******80485", "Obie karty mają"):
        assert shown in page.text
    assert "Nazwiska lub imiona są różne" not in page.text
    card = ewa.browser.follow(ewa.browser.submit(page, BASIS))
    assert "Karty są połączone." in card.text
    assert card.url == path(anna)
    for typed in (OLA.pesel, ANNA.pesel, "7-2"):
        assert search(ewa.browser, typed, 303).location == path(anna)
    assert ewa.browser.get(path(ola), 303).location == path(anna)
    assert ewa.browser.get(f"{path(ola)}/dane", 404).status == 404
    assert "7-1" in ewa.browser.get(path(anna)).text
    assert search(ewa.browser, "łoś").text.count("******") == 1
    card = ewa.browser.follow(part(ewa, anna))
    assert "Karty są znowu osobne." in card.text
    assert register() == before
    assert [subject for _, subject, _ in told("records_unified")] == [f"examiner:{anna}", f"examiner:{ola}"]
    assert [subject for _, subject, _ in told("records_parted")] == [f"examiner:{anna}", f"examiner:{ola}"]
    assert OLA.pesel not in str(told("records_unified"))
    assert part(ewa, anna, 422).errors() == {"": "Te karty są już rozłączone."}


@pytest.mark.parametrize("kept_first", [True, False])
def test_a_record_without_pesel_and_one_with_it(ewa: Colleague, app: Flask, *, kept_first: bool) -> None:
    jan, oksana = enter(JAN), enter(OKSANA)
    login = login_of(oksana)
    before = register()
    kept, joined = (jan, oksana) if kept_first else (oksana, jan)
    join(ewa, kept, joined)
    whole = get_record(kept).person.personal
    assert whole.pesel == JAN.pesel
    for typed in (JAN.pesel, "2-1", "3-1", login):
        assert search(ewa.browser, typed, 303).location == path(kept)
    stranger = Browser(app)
    assert stranger.submit("/", {"login": JAN.pesel, "password": "3-1"}).location == "/rejestracja"
    db.session.rollback()
    part(ewa, kept)
    assert register() == before


def test_with_a_proof_the_record_with_the_account_stays(ewa: Colleague) -> None:
    anna, ola = owner(ANNA), enter(OLA)
    assert "gdy potwierdzi" in ewa.browser.get(f"{path(anna)}/polaczenie/{ola}").text
    (refused,) = join(ewa, anna, ola, 422).errors().values()
    assert "kodem autoryzującym" in refused
    now = clock.now()
    with transaction():
        prove_by_case(
            anna,
            "S-1",
            [GuardedAct.UNIFY],
            proposed_by=Actor("staff", 3),
            approved_by=Actor("staff", 4),
            basis=Basis.SECOND_CLERK,
            valid_from=now,
            valid_until=now + timedelta(hours=1),
        )
    assert "gdy potwierdzi" not in ewa.browser.get(f"{path(anna)}/polaczenie/{ola}").text
    (refused,) = join(ewa, ola, anna, 422).errors().values()
    assert "przepadło" in refused
    join(ewa, anna, ola)
    assert account_state(anna) is AccountState.ACTIVE
    part(ewa, anna)
    assert [subject for _, subject, _ in told("proof_used")] == [f"examiner:{anna}"] * 2


def test_files_find_the_record_that_stays(ewa: Colleague, runner: FlaskCliRunner, tmp_path: Path) -> None:
    jan, oksana, ola = enter(JAN), enter(OKSANA), enter(OLA)
    join(ewa, jan, oksana)
    join(ewa, jan, ola)
    head = f"PESEL;{DOCUMENT_HEADERS}"
    rows = [
        f"{OLA.pesel};9-1;Łoś-Żuraw;Jan;MBI;;;;",
        ";9-2;Łoś-Żuraw;Jan;MBI;paszport;FE 4600207;Ukraina;10.01.1979",
        f"{JAN.pesel};9-3;Łoś-Żuraw;Jan;MBI;;;;",
    ]
    merged = Office(runner, tmp_path).merge(*rows, headers=head)
    assert [(row["verdict"], row["warnings"]) for row in merged["rows"]] == [
        ("new_number", ["pesel_was_corrected"]),
        ("new_number", []),
        ("new_number", []),
    ]
    db.session.rollback()
    assert [number.registry_number for number in queries.all_numbers(jan)] == [
        *("2-1", "3-1", "7-1", "7-2", "9-1", "9-2", "9-3")
    ]
    assert merged["consequences"]["new_people"] == 0
    part(ewa, jan)
    db.session.rollback()
    assert [number.registry_number for number in queries.all_numbers(ola)] == ["7-1", "7-2"]


def test_undoing_an_import_leaves_joined_records_alone(ewa: Colleague, runner: FlaskCliRunner, tmp_path: Path) -> None:
    anna = enter(ANNA)
    office = Office(runner, tmp_path)
    merged = office.merge(f"{OLA.pesel};7-1;Łoś;Anna Maria;MBI;;;;")
    found = queries.find_by_pesel(OLA.pesel)
    assert found is not None
    join(ewa, anna, found.id)
    before = register()
    office.says("intake", "undo", str(merged["import_id"]))
    assert register() == before
    part(ewa, anna)
    assert [number.registry_number for number in queries.all_numbers(found.id)] == ["7-1"]


def test_a_name_or_an_address_finds_nobody_to_join(ewa: Colleague) -> None:
    anna = enter(Person(email="anna@example.pl"))
    enter(OLA)
    for typed in ("Łoś", "anna@example.pl", "5-555"):
        page = ewa.browser.submit(f"{path(anna)}/polaczenie", {"query": typed}, 422)
        assert "Nie ma w ewidencji takiego numeru" in page.errors()["query"]
    page = ewa.browser.submit(f"{path(anna)}/polaczenie", {"query": ANNA.pesel}, 422)
    assert "To jest ta sama karta" in page.errors()["query"]
    assert ewa.browser.get(f"{path(anna)}/polaczenie/{anna}", 404).status == 404
    assert ewa.browser.get(f"{path(anna)}/polaczenie/99999", 404).status == 404
    assert "Wybierz, skąd wiadomo" in ewa.browser.submit(f"{path(anna)}/polaczenie/{anna + 1}", {}, 422).text


@pytest.mark.parametrize("active_is_kept", [True, False])
def test_an_active_account_is_left_alone(ewa: Colleague, app: Flask, *, active_is_kept: bool) -> None:
    activate(Browser(app))
    anna, jan = queries.find_by_pesel(ANNA.pesel), enter(JAN)
    assert anna is not None
    pair = (anna.id, jan) if active_is_kept else (jan, anna.id)
    page = ewa.browser.get(f"{path(pair[0])}/polaczenie/{pair[1]}")
    assert "gdy potwierdzi, że to ona" in page.text
    assert "kodem autoryzującym" in join(ewa, *pair, status=422).errors()[""]
    assert db.session.query(Unification).count() == 0


def test_an_account_that_became_active_keeps_what_was_joined(ewa: Colleague, app: Flask) -> None:
    anna, ola = enter(ANNA), enter(OLA)
    join(ewa, anna, ola)
    newcomer = Browser(app)
    newcomer.submit("/", {"login": ANNA.pesel, "password": "7-1"})
    newcomer.submit("/rejestracja", ANSWERS)
    newcomer.submit(newest_link("activation"))
    assert "kodem autoryzującym" in part(ewa, anna, 422).errors()[""]


def test_a_registration_begun_on_the_joined_record_counts_no_more(ewa: Colleague, app: Flask) -> None:
    anna, ola = enter(ANNA), enter(OLA)
    newcomer = Browser(app)
    newcomer.submit("/", {"login": OLA.pesel, "password": "7-1"})
    newcomer.submit("/rejestracja", ANSWERS)
    link = newest_link("activation")
    assert "rozpoczęta rejestracja z drugiej karty przepadnie" in ewa.browser.get(f"{path(anna)}/polaczenie/{ola}").text
    join(ewa, anna, ola)
    assert newcomer.get(link, 410).status == 410
    assert newcomer.get("/rejestracja/poczta", 303).location == "/"
    db.session.rollback()
    assert account_state(anna) is AccountState.NONE
    assert db.session.query(Account).one().withdrawn_at is not None


def test_a_closed_way_in_is_cleared_up_first(ewa: Colleague, app: Flask) -> None:
    anna, ola = enter(Person(email="anna@example.pl")), enter(OLA)
    newcomer = Browser(app)
    newcomer.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    newcomer.submit(newest_link("claim_notice"))
    assert "to nie ja" in join(ewa, ola, anna, status=422).errors()[""]


def test_whoever_comes_second_sees_what_the_first_has_changed(ewa: Colleague) -> None:
    anna, ola = enter(ANNA), enter(OLA)
    page = ewa.browser.get(f"{path(anna)}/polaczenie/{ola}")
    ewa.browser.submit(f"{path(ola)}/dane", {"last_name": "Łosiowa"})
    again = ewa.browser.submit(page, BASIS, 422)
    assert "Ktoś w tym czasie zmienił dane" in again.errors()[""]
    assert "Łosiowa" in again.text
    assert ewa.browser.submit(again, BASIS).location == path(anna)


def test_what_was_joined_further_is_parted_from_the_end(ewa: Colleague) -> None:
    anna, ola, jan = enter(ANNA), enter(OLA), enter(JAN)
    before = register()
    join(ewa, anna, ola)
    first = db.session.query(Unification.id).scalar()
    opened = ewa.browser.get(f"{path(anna)}/rozlaczenie/{first}")
    join(ewa, jan, anna)
    for typed in (OLA.pesel, ANNA.pesel, "7-1"):
        assert search(ewa.browser, typed, 303).location == path(jan)
    assert ewa.browser.get(path(ola), 303).location == path(jan)
    assert ewa.browser.submit(opened, status=404).status == 404
    assert ewa.browser.get(f"{path(jan)}/rozlaczenie/{first}", 404).status == 404
    assert ewa.browser.get(f"{path(jan)}/rozlaczenie/{first + 9}", 404).status == 404
    part(ewa, jan)
    ewa.browser.submit(f"{path(anna)}/rozlaczenie/{first}")
    assert register() == before


def test_a_pesel_that_somebody_else_has_by_now_stands_in_the_way(ewa: Colleague) -> None:
    anna, ola, jan = enter(ANNA), enter(OLA), enter(JAN)
    join(ewa, anna, ola)
    page = ewa.browser.submit(f"{path(jan)}/pesel", {"pesel": OLA.pesel}, 422)
    ewa.browser.submit(page, {"is_another": True})
    assert "ma teraz w ewidencji inna osoba" in part(ewa, anna, 422).errors()[""]


def test_after_thirty_days_the_way_back_is_closed_and_forgotten(ewa: Colleague) -> None:
    anna, ola = enter(ANNA), enter(OLA)
    join(ewa, anna, ola)
    newest = db.session.query(Unification.id).scalar()
    with transaction():
        unifying.forget_old()
    assert db.session.get_one(Unification, newest).sealed is not None
    with time_machine.travel(clock.now() + timedelta(days=30)):
        with transaction():
            unifying.forget_old()
        assert db.session.get_one(Unification, newest).sealed is None
        assert get_record(anna).person.personal.pesel == ANNA.pesel
        assert queries.get_examiner(ola).unseal()["pesel"] is None
        with pytest.raises(TooLate), transaction():
            unifying.part(newest, Seen(anna, get_record(anna).stamp), COMMAND)
