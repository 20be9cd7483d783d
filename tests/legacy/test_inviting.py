"""Inviting an old service's examiners: preview, confirmation, letters at their pace, and nobody twice."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts.invitations.models import AccountInvitation
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.legacy.examiners import queries, service, work
from examportal.legacy.examiners.models import OldExaminerRow
from examportal.legacy.examiners.rules import Outcome, Step, step_of
from examportal.legacy.examiners.service import NotNow, OtherList
from examportal.register.entries.models import IdentityAlias
from examportal.register.queries import pesel_index
from tests.browser import Browser
from tests.legacy.examiners import ANNA, JAN, OLA, START, both, bring, file_of, listed, row_of
from tests.letters import posted, text_of
from tests.office.staff import Colleague
from tests.people import enter, remove_all
from tests.smtp import relay_of, run_worker


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return an administrator."""
    return Colleague(client).set_up()


def step_at(file_id: int) -> Step:
    return step_of(queries.facts(queries.get(file_id)))


def killed() -> None:
    """Stand for a process that ends before it commits."""
    raise KeyboardInterrupt


def recipients() -> list[str]:
    return sorted(letter.recipient for letter in posted("examiner_invitation"))


def test_a_file_is_looked_at_first_and_invites_when_it_is_confirmed(ewa: Colleague) -> None:
    rows = both()
    client = ewa.browser
    page = client.follow(bring(client, rows + b"\r\n123;a@wp.pl;1-1;\r\n53082240343;o@wp.pl;9-9;"))
    assert "Zaproszenie dostaną 2 osoby z 4 wierszy. Jeszcze nic nie wysłaliśmy." in page.text
    assert "zaproszenie: 2" in page.text
    assert "zaproszenie na adres inny niż w ewidencji: 1" in page.text
    assert "W ewidencji nie ma osoby z tym numerem PESEL." in page.text
    assert ANNA.pesel not in page.source
    only = client.get(f"{page.url}?wynik=pesel_length")
    assert "PESEL ma 11 cyfr, a w wierszu jest inaczej." in only.text
    assert "jan@wp.pl" not in only.text
    assert posted("examiner_invitation") == []
    done = client.follow(client.submit(page, button="Zaproś 2 osoby"))
    assert "Zaprosiliśmy 0 z 2 osób." in done.text
    with relay_of(client.app):
        run_worker(client.app)
    assert recipients() == ["anna@wp.pl", "jan@wp.pl"]
    assert "Serwery poczty przyjęły 2, nie przyjęły 0." in client.get(page.url).text
    assert "zakończone" in client.get(START).text


def test_the_list_is_taken_away_with_every_reason(ewa: Colleague) -> None:
    client = ewa.browser
    sent = bring(client, both() + b"\r\n;;;")
    taken = client.get(f"{sent.location}/lista.csv").response.data.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(taken), delimiter=";"))
    assert [line["Osoba w ewidencji"] for line in lines] == ["Łoś Anna Maria", "Łoś-Żuraw Jan"]
    assert lines[0]["PESEL"] == "******01359"
    assert client.get(f"{sent.location}/lista.xlsx").response.data.startswith(b"PK")


def test_bringing_it_again_invites_nobody_twice(app: Flask) -> None:
    rows = both()
    first, second = listed(rows, ordered=True), listed(rows, ordered=True)
    work.work(first)
    work.work(second)
    assert recipients() == ["anna@wp.pl", "jan@wp.pl"]
    assert queries.counts(second) == {Outcome.INVITED_BEFORE: 2}
    assert step_at(second) is Step.ENDED
    assert queries.counts(listed(rows)) == {Outcome.INVITED_BEFORE: 2}
    assert db.session.query(AccountInvitation).count() == 2


def test_whoever_has_lost_the_last_number_since_is_left_out(app: Flask) -> None:
    file_id = listed(both(), ordered=True)
    remove_all(JAN)
    work.work(file_id)
    assert recipients() == ["anna@wp.pl"]
    assert queries.counts(file_id) == {Outcome.INVITED: 1, Outcome.ALL_NUMBERS_REMOVED: 1}


def test_a_worker_that_dies_between_two_batches_writes_to_nobody_twice_and_forgets_nobody(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_POSTED_AT_A_TIME", 1)
    file_id = listed(both(), ordered=True)
    monkeypatch.setattr(db.session, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        work.work(file_id)
    monkeypatch.undo()
    monkeypatch.setattr(service, "_POSTED_AT_A_TIME", 1)
    assert recipients() == []
    with transaction():
        assert service.post_some(file_id)  # and once after it
    work.work(file_id)
    assert recipients() == ["anna@wp.pl", "jan@wp.pl"]
    assert step_at(file_id) is Step.ENDED


def test_a_provider_gets_its_letters_at_its_pace(app: Flask) -> None:
    told = app.extensions["settings"]
    app.extensions["settings"] = replace(told, provider_rate=1)
    file_id = listed(both(), ordered=True)
    with relay_of(app) as relay:
        run_worker(app)
        assert len(relay.messages) == 1
        with time_machine.travel(clock.now() + timedelta(minutes=1)):
            run_worker(app)
        assert len(relay.messages) == 2
    assert step_at(file_id) is Step.ENDED
    app.extensions["settings"] = told


def test_it_stops_by_itself_when_servers_refuse_and_goes_on_when_somebody_says_so(
    ewa: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("examportal.mail.pacing.rules.FEWEST_ANSWERS", 1)
    monkeypatch.setattr("examportal.mail.pacing.rules.IN_FLIGHT", 1)
    client = ewa.browser
    page = client.follow(bring(client, both()))
    client.submit(page, button="Zaproś 2 osoby")
    with relay_of(client.app) as relay:
        relay.manners["RCPT"] = "550 5.1.1 No such user"
        run_worker(client.app)
        with time_machine.travel(clock.now() + service.PAUSE):
            run_worker(client.app)
        stopped = client.get(page.url)
        assert "Zatrzymały się same, bo serwery poczty odrzuciły zbyt wiele listów. Bez listu została 1 osoba." in (
            stopped.text
        )
        relay.manners.clear()
        client.submit(stopped, button="Zaproś mimo to 1 osobę")
        run_worker(client.app)
    assert "Serwery poczty przyjęły 1, nie przyjęły 1." in client.get(page.url).text


def test_it_is_stopped_by_hand(ewa: Colleague) -> None:
    client = ewa.browser
    page = client.follow(bring(client, both()))
    sending = client.follow(client.submit(page, button="Zaproś 2 osoby"))
    stopped = client.follow(client.submit(sending, button="Zatrzymaj zaproszenia"))
    assert "Zatrzymał je pracownik. Bez listu zostały 2 osoby." in stopped.text
    run_worker(client.app)
    assert recipients() == []
    late = client.follow(client.submit(sending, button="Zatrzymaj zaproszenia"))
    assert "Tymczasem coś się zmieniło" in late.text


def test_what_is_confirmed_is_what_was_shown(app: Flask) -> None:
    file_id = listed(both())
    with pytest.raises(OtherList), transaction():
        service.order(file_id, "0" * 64, COMMAND)
    with pytest.raises(NotNow), transaction():
        service.go_on(file_id, COMMAND)
    nobody = listed(file_of("123;a@wp.pl;1-1;"))
    with pytest.raises(NotNow), transaction():
        service.order(nobody, queries.get(nobody).digest, COMMAND)
    for _ in range(2):  # pressed twice, it is once ordered
        with transaction():
            service.order(file_id, queries.get(file_id).digest, COMMAND)
    with transaction():
        assert service.post_some(file_id)
        assert not service.post_some(file_id)
        assert not service.post_some(nobody)
    service.settle(99, work.work(nobody))


def test_a_former_pesel_still_names_its_person(app: Flask) -> None:
    ola = enter(OLA)
    with transaction():
        db.session.add(IdentityAlias(examiner_id=ola, identity_index=pesel_index(ANNA.pesel), actor="command"))
    file_id = listed(file_of(f"{ANNA.pesel};ola@wp.pl;3-1;"))
    assert queries.counts(file_id) == {Outcome.INVITED: 1}


def test_the_letter_knows_the_person_and_no_pesel(app: Flask) -> None:
    file_id = listed(both(), ordered=True)
    work.work(file_id)
    letter = text_of(posted("examiner_invitation")[0])
    assert "Ten list jest dla osoby: Anna Maria Łoś." in letter
    assert ANNA.pesel not in letter


def test_rows_are_forgotten_after_three_months_and_the_counts_stay(ewa: Colleague) -> None:
    sent = bring(ewa.browser, both())
    with time_machine.travel(clock.now() + service.KEPT_FOR + timedelta(minutes=1)):
        work.forget_old(0)
        assert {row.sealed for row in db.session.query(OldExaminerRow)} == {None}
    page = ewa.browser.get(sent.location)
    assert "anna@wp.pl" not in page.text
    assert "zaproszenie: 2" in page.text


def test_files_that_cannot_be_taken_and_pages_that_are_not_there(ewa: Colleague) -> None:
    client = ewa.browser
    assert "W pliku brakuje kolumny „numer ewidencyjny”." in bring(client, b"PESEL;mail\n1;2\n", 422).text
    assert "To nie jest arkusz." in bring(client, b"%PDF-1.4", 422).text
    assert client.submit(START, {}, 422).errors()
    client.get(f"{START}/99", 404)
    client.get(f"{START}/99/lista.csv", 404)
    page = client.get(START)
    client.post(f"{START}/99/zaproszenia", {"csrf_token": page.value("csrf_token")}, 404)
    sent = bring(client, both())
    client.post(f"{sent.location}/zaproszenia", {}, 422)


def test_the_command_looks_and_with_move_it_invites(runner: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "stare.csv"
    path.write_bytes(both() + b"\r\n123;a@wp.pl;1-1;")
    said = runner.invoke(args=["legacy", "examiners", str(path)])
    assert said.exit_code == 0
    assert "Wiersze: 3. Zaproszenia: 2." in said.output
    assert "wiersz 4: PESEL nie ma 11 cyfr." in said.output
    told = json.loads(runner.invoke(args=["legacy", "examiners", str(path), "--json", "--move"]).stdout)
    assert (told["totals"], told["file_error"]) == ({"invited": 2, "pesel_length": 1}, None)
    assert step_at(told["file_id"]) is Step.SENDING
    work.work(told["file_id"])
    again = json.loads(runner.invoke(args=["legacy", "examiners", str(path), "--json", "--move"]).stdout)
    assert (again["totals"], again["file_id"]) == ({"invited_before": 2, "pesel_length": 1}, None)
    path.write_bytes(b"PESEL\n1\n")
    refused = runner.invoke(args=["legacy", "examiners", str(path), "--json"])
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["file_error"]["code"] == "column_missing"


def test_the_command_names_forty_rows_and_where_the_invitations_come_from(
    runner: FlaskCliRunner, tmp_path: Path, app: Flask
) -> None:
    path = tmp_path / "stare.csv"
    enter(ANNA)
    path.write_bytes(file_of(row_of(ANNA, "a@wp.pl"), *["123;;1-1;"] * 41))
    said = runner.invoke(args=["legacy", "examiners", str(path), "--move"])
    assert "… i dalsze: 1." in said.output
    assert "Zaproszenia z pliku nr" in said.output
