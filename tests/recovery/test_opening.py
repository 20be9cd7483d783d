"""Opening cases at the desk and by a stranger's word, finding out whom they are about, ending them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import NOBODY
from examportal.recovery import queries, service
from examportal.recovery.forgetting import forget_old
from examportal.recovery.models import RecoveryCase
from tests.accounts.owners import EMAIL, owner
from tests.onboarding.steps import ANNA
from tests.people import Person, enter
from tests.recovery.cases import SPOKEN, STRANGER, clerk, member, opened, proved

LIST = "/biuro/sprawy"


def rows() -> list[RecoveryCase]:
    db.session.rollback()
    return db.session.query(RecoveryCase).order_by(RecoveryCase.id).all()


def test_a_case_is_opened_on_the_phone_and_stands_in_the_list(app: Flask) -> None:
    examiner_id, desk = owner(), clerk(app).browser
    page = desk.follow(desk.submit(f"/biuro/osoby/{examiner_id}/sprawa", SPOKEN))
    (case,) = rows()
    assert page.heading == f"Sprawa {case.number}"
    assert "Stan: nowa" in page.text
    assert "nowa.anna@example.pl" in page.text
    listed = desk.get(LIST)
    assert case.number in listed.text
    assert "Łoś Anna Maria" in listed.text
    assert "nowa.anna" not in str(case.sealed)
    assert queries.told_in(case).known.emails == (EMAIL, ANNA.email)
    line = db.session.query(JournalPayload).filter_by(event="case_opened").one()
    assert (line.subject, case.number in line.details) == (f"examiner:{examiner_id}", True)


def test_the_address_is_asked_for_where_a_link_must_go(app: Flask) -> None:
    examiner_id, desk = owner(), clerk(app).browser
    page = desk.submit(f"/biuro/osoby/{examiner_id}/sprawa", SPOKEN | {"new_email": ""}, 422)
    assert page.errors() == {"new_email": "Wpisz adres, na który wyślemy link do nowego hasła."}
    desk.submit(f"/biuro/osoby/{examiner_id}/sprawa", SPOKEN | {"new_email": "", "kind": "second_step_lost"})
    assert queries.told_in(rows()[0]).steps_lost


def test_one_case_of_a_person_is_open_at_a_time(app: Flask) -> None:
    examiner_id, desk = owner(), clerk(app).browser
    first = desk.submit(f"/biuro/osoby/{examiner_id}/sprawa", SPOKEN).location
    second = desk.submit(f"/biuro/osoby/{examiner_id}/sprawa", SPOKEN)
    assert second.location == first
    assert "ma już otwartą sprawę" in desk.follow(second).text
    desk.submit(first, {"ending": "withdrawn", "answer": "Znalazła hasło."}, button="Zakończ sprawę")
    assert desk.submit(f"/biuro/osoby/{examiner_id}/sprawa", SPOKEN).location != first
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(RecoveryCase).values(state="new", ended_at=None))


def test_nobody_unknown_gets_a_case(app: Flask) -> None:
    desk = clerk(app).browser
    desk.get("/biuro/osoby/77/sprawa", 404)
    desk.get(f"{LIST}/77", 404)
    case_id = opened(owner())
    page = desk.get(f"{LIST}/{case_id}")
    for act in ("osoba", "zakonczenie"):
        fields = {"query": ANNA.pesel, "ending": "refused", "answer": "x"}
        token = page.form("Zakończ sprawę").all("input", name="csrf_token")[0].attrs["value"]
        desk.post(f"{LIST}/77/{act}", fields | {"csrf_token": token}, 404)
    assert [case.state for case in rows()] == ["new"]


@pytest.mark.parametrize("claimed", [ANNA.pesel, "1 - 20456", "0", ""])
def test_a_stranger_gets_a_number_whoever_is_meant(app: Flask, claimed: str) -> None:
    examiner_id = owner()
    with transaction():
        first = service.open_case(replace(STRANGER, claimed=claimed), NOBODY).number
        second = service.open_case(replace(STRANGER, claimed=claimed), NOBODY).number
    cases = rows()
    assert {case.number for case in cases} == {first, second}
    known = claimed in {ANNA.pesel, "1 - 20456"}
    assert [case.examiner_id for case in cases] == [examiner_id if known else None, None]


def test_the_office_says_whom_a_strangers_case_is_about(app: Flask) -> None:
    desk, jan = clerk(app).browser, enter(Person("50021330853", "Lis", "Jan", ("2-1",)))
    examiner_id = owner()
    with transaction():
        case_id = service.open_case(STRANGER, NOBODY).id
    where = f"{LIST}/{case_id}"
    assert "jeszcze nie wiadomo" in desk.get(LIST).text
    assert desk.submit(where, {}, 422, button="Wskaż osobę").errors() == {
        "query": "Wpisz PESEL, numer ewidencyjny albo login."
    }
    assert "nie ma nikogo z takim numerem" in desk.submit(where, {"query": "9-9"}, 422, button="Wskaż osobę").text
    page = desk.follow(desk.submit(where, {"query": "2-1"}, button="Wskaż osobę"))
    assert "nie ma czego odzyskiwać" in page.text
    assert rows()[0].examiner_id == jan
    desk.submit(where, {"query": ANNA.pesel}, button="Wskaż inną osobę")
    assert rows()[0].examiner_id == examiner_id
    assert queries.told_in(rows()[0]).known.emails == (EMAIL, ANNA.email)


def test_a_second_case_of_somebody_leads_to_the_first(app: Flask) -> None:
    desk, first = clerk(app).browser, opened(owner())
    with transaction():
        second = service.open_case(replace(STRANGER, claimed=ANNA.pesel), NOBODY).id
    answer = desk.submit(f"{LIST}/{second}", {"query": ANNA.pesel}, button="Wskaż osobę")
    assert answer.location == f"{LIST}/{first}"


def test_a_pesel_that_was_told_is_masked(app: Flask) -> None:
    owner()
    with transaction():
        case_id = service.open_case(replace(STRANGER, claimed="440-514-01358"), NOBODY).id
    page = clerk(app).browser.get(f"{LIST}/{case_id}")
    assert "******01358" in page.text
    assert "44051401358" not in page.source


def test_a_clerk_keeps_away_from_the_own_case(app: Flask) -> None:
    examiner_id, ewa = owner(email="olga@example.pl"), clerk(app)
    where = f"{LIST}/{opened(examiner_id)}"
    page = ewa.browser.get(where)
    assert "Zajmie się nią ktoś inny" in page.text
    assert not [button for button in page.tree.all("button") if button.text == "Zakończ sprawę"]


def test_a_case_ends_with_a_reason_and_stays_in_the_list_of_the_ended(app: Flask) -> None:
    desk, where = clerk(app).browser, f"{LIST}/{opened(owner())}"
    assert set(desk.submit(where, {}, 422, button="Zakończ sprawę").errors()) == {"ending", "answer"}
    late = desk.get(where)
    answers = {"ending": "refused", "answer": "Nie udało się dodzwonić."}
    page = desk.follow(desk.submit(late, answers, button="Zakończ sprawę"))
    assert "Stan: odmowa" in page.text
    assert "Nie udało się dodzwonić." in page.text
    assert (
        "Ktoś w tym czasie zmienił tę sprawę" in desk.follow(desk.submit(late, answers, button="Zakończ sprawę")).text
    )
    assert rows()[0].number in desk.get(f"{LIST}?zakonczone=1").text
    assert rows()[0].number not in desk.get(LIST).text


def test_what_needs_no_proof_is_closed_by_hand(app: Flask) -> None:
    desk = clerk(app).browser
    active, none = opened(owner()), opened(enter(Person("50021330853", "Lis", "Jan", ("2-1",))))
    answers = {"ending": "done", "answer": "Podaliśmy, jak zalogować się pierwszy raz."}
    for case_id, said in ((active, "Ręcznie kończy się sprawę, gdy"), (none, "Sprawa jest zakończona.")):
        page = desk.follow(desk.submit(f"{LIST}/{case_id}", answers, button="Zakończ sprawę"))
        assert said in page.text
    assert [case.state for case in rows()] == ["new", "done"]


def test_what_old_cases_told_is_forgotten(app: Flask) -> None:
    case_id, olga = opened(owner()), member("jan@example.pl")
    proved(case_id, olga)
    with transaction():
        service.withdraw(case_id, "x", olga)
    for days in (729, 731):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            for _ in range(2):
                with transaction():
                    forget_old()
    assert rows()[0].sealed is None
    assert [proof.sealed for proof in queries.proofs_of(case_id)] == [None]
    assert db.session.query(JournalPayload).filter_by(event="cases_forgotten").count() == 1
    assert "Stan: wycofana" in clerk(app).browser.get(f"{LIST}/{case_id}").text


def test_lists_have_pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.recovery.pages.AT_ONCE", 1)
    desk = clerk(app).browser
    for person in (ANNA, Person("50021330853", "Lis", "Jan", ("2-1",))):
        opened(enter(person))
    for where, button in ((LIST, "Następne sprawy"), (f"{LIST}?zakonczone=1", "Wcześniejsze sprawy")):
        first = desk.get(where)
        (link,) = (one.attrs["href"] for one in first.tree.all("a") if one.text == button)
        second = desk.get(link)
        numbers = [one.text for page in (first, second) for one in page.tree.all("a") if one.text.startswith("S-")]
        assert sorted(numbers) == sorted(case.number for case in rows())
        with transaction():
            db.session.execute(update(RecoveryCase).values(state="refused", ended_at=clock.now()))


def test_the_shell_lists_open_cases_and_names_nobody(app: Flask, runner: FlaskCliRunner) -> None:
    said = runner.invoke(args=["recovery", "list"])
    assert (said.exit_code, said.output) == (0, "Nie ma otwartych spraw.\n")
    number = queries.get_case(opened(owner())).number
    said = runner.invoke(args=["recovery", "list"])
    assert number in said.output
    assert "Łoś" not in said.output
    (told,) = json.loads(runner.invoke(args=["recovery", "list", "--json"]).stdout)
    assert (told["number"], told["state"], told["wait_until"]) == (number, "new", None)


def test_a_case_is_found_by_the_number_that_is_said(app: Flask) -> None:
    desk, case_id = clerk(app).browser, opened(owner())
    digits = queries.get_case(case_id).number.removeprefix("S").replace("-", "+")
    assert desk.get(f"{LIST}?numer={digits}", 303).location == f"{LIST}/{case_id}"
    for wrong in ("S-000", "S-000-000-000"):
        assert "Nie ma sprawy o takim numerze" in desk.get(f"{LIST}?numer={wrong}").text


def test_the_card_leads_to_the_case(app: Flask) -> None:
    examiner_id, desk = owner(), clerk(app).browser
    card = f"/biuro/osoby/{examiner_id}"
    assert f"{card}/sprawa" in [link.attrs.get("href") for link in desk.get(card).tree.all("a")]
    case_id = opened(examiner_id)
    assert f"{LIST}/{case_id}" in [link.attrs.get("href") for link in desk.get(card).tree.all("a")]
