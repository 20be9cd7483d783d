"""Activation letters sent again to many: who gets one, the trial, the rest, stopping by hand and by itself."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from examportal.accounts import service as accounts
from examportal.accounts.queries import get_account
from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.mail.pausing import service as pausing
from examportal.office.resends import queries, service
from examportal.office.resends.models import ResendRecipient
from examportal.office.resends.rules import Exclusion, Step, StopReason
from examportal.office.resends.service import NobodyChosen, NotNow
from examportal.office.resends.work import work
from examportal.onboarding import service as onboarding
from examportal.web.forms import NOT_AS_SHOWN
from tests.browser import Browser
from tests.office.rounds import confirm, order, pending, step_at
from tests.office.staff import Colleague, later
from tests.people import Person, enter
from tests.smtp import CatchingServer, relay_of, run_worker

OVERVIEW = "/biuro/listy/ponowne"


@pytest.fixture
def relay(app: Flask) -> Iterator[CatchingServer]:
    """Run the relay of the portal."""
    with relay_of(app) as server:
        yield server


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return somebody who helps."""
    return Colleague(client, role=Role.CLERK).set_up()


def arrived(relay: CatchingServer) -> int:
    """Return how many activation letters have arrived."""
    return sum("aktywuj" in message["Subject"] for message in relay.messages)


def test_a_trial_the_rest_and_a_file_with_the_result(ewa: Colleague, relay: CatchingServer) -> None:
    active = enter(Person(email=None))
    people = [*pending(21), *pending(2, "szkola.example.pl")]
    client = ewa.browser
    resend_id = order(ewa.id, [*people, active, 2_000_000])
    url = f"{OVERVIEW}/{resend_id}"
    page = client.get(url)
    assert "List dostaną 23 osoby." in page.text
    assert "nie ma jeszcze adresu: ta osoba nie wypełniła formularza" in page.text
    assert arrived(relay) == 0
    client.submit(page, button="Wyślij 20 listów na próbę")
    run_worker(client.app)
    page = client.get(url)
    assert "Serwery poczty przyjęły 20, nie przyjęły 0." in page.text
    client.submit(page, button="Wyślij ponownie do 3 osób")
    run_worker(client.app)
    assert (step_at(resend_id), arrived(relay)) == (Step.ENDED, 23)
    taken_away = client.get(f"{url}/wynik.csv").response.data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(taken_away), delimiter=";"))
    results = {(line[0], line[3]) for line in lines[1:]}
    assert ("Kowal0", "przyjęty przez serwer") in results
    assert ("", "bez listu: nie ma tej osoby w ewidencji") in results
    assert len(lines) == 26
    assert client.get(f"{url}/wynik.xlsx").response.data.startswith(b"PK")
    assert client.get(OVERVIEW).text.count("zakończona") == 1


def test_it_stops_by_itself_when_servers_refuse_and_goes_on_when_somebody_says_so(
    ewa: Colleague, relay: CatchingServer
) -> None:
    relay.manners["RCPT"] = "550 5.1.1 No such user"
    resend_id = order(ewa.id, pending(25))
    confirm("order_trial", resend_id)
    run_worker(ewa.browser.app)
    confirm("order_rest", resend_id)
    run_worker(ewa.browser.app)
    assert (step_at(resend_id), queries.get(resend_id).stop_reason) == (Step.STOPPED, StopReason.REFUSALS)
    page = ewa.browser.get(f"{OVERVIEW}/{resend_id}")
    assert "Zatrzymała się sama, bo serwery poczty odrzuciły zbyt wiele listów. Bez listu zostało 5 osób." in page.text
    relay.manners.clear()
    ewa.browser.submit(page, button="Wyślij mimo to do 5 osób")
    run_worker(ewa.browser.app)
    assert (step_at(resend_id), arrived(relay)) == (Step.ENDED, 5)


def test_a_round_is_stopped_by_hand_and_nothing_more_goes_out(ewa: Colleague, relay: CatchingServer) -> None:
    resend_id = order(ewa.id, pending(21))
    client, url = ewa.browser, f"{OVERVIEW}/{resend_id}"
    client.submit(url, button="Wyślij 20 listów na próbę")
    client.submit(url, button="Zatrzymaj wysyłkę")
    run_worker(client.app)
    assert (step_at(resend_id), arrived(relay)) == (Step.STOPPED, 0)
    assert "Zatrzymał ją pracownik." in client.get(url).text
    client.submit(url, button="Wyślij mimo to do 21 osób")
    assert step_at(resend_id) is Step.SENDING


def test_a_round_says_that_sending_is_paused(ewa: Colleague, relay: CatchingServer) -> None:
    resend_id = order(ewa.id, pending(2))
    page = f"{OVERVIEW}/{resend_id}"
    assert "teraz wstrzymane" not in ewa.browser.get(page).text
    with transaction():
        pausing.pause("interia.pl", "przerwa", COMMAND)
    assert "Wysyłanie do niektórych dostawców jest teraz wstrzymane" in ewa.browser.get(page).text
    with transaction():
        everything = pausing.pause("", "przerwa", COMMAND)
        paused = everything.id
    assert "Wysyłanie listów jest teraz wstrzymane" in ewa.browser.get(page).text
    confirm("order_trial", resend_id)
    run_worker(ewa.browser.app)
    assert arrived(relay) == 0
    assert "Wysyłanie listów jest teraz wstrzymane" in ewa.browser.get(page).text
    with transaction():
        pausing.resume(paused, COMMAND)
    run_worker(ewa.browser.app)
    assert arrived(relay) == 2
    assert "teraz wstrzymane" not in ewa.browser.get(page).text  # though one pause is left: nothing waits


def test_who_has_moved_on_since_the_list_was_made_gets_no_letter(ewa: Colleague, relay: CatchingServer) -> None:
    people = pending(3)
    resend_id = order(ewa.id, people)
    with transaction():
        accounts.activate(get_account(people[0]))
        onboarding.resend_for(people[1], staff_actor(ewa.id))
    confirm("order_trial", resend_id)
    run_worker(ewa.browser.app)
    assert queries.counts(resend_id).excluded == {Exclusion.ACTIVE: 1, Exclusion.WRITTEN_LATELY: 1}
    assert step_at(resend_id) is Step.ENDED
    assert arrived(relay) == 2


def test_a_round_begins_with_ticked_people_or_with_all_that_a_search_finds(ewa: Colleague) -> None:
    client, people = ewa.browser, [*pending(3), enter(Person())]
    chosen = client.get(f"/biuro/osoby/wybrane?osoba={people[1]}")
    started = client.submit(chosen, button="Przygotuj ponowne listy aktywacyjne do 1 osoby")
    found = client.get("/biuro/osoby?stan=czeka")
    all_of_them = client.submit(found, button="Przygotuj listy aktywacyjne do wszystkich, którzy pasują")
    run_worker(client.app)
    assert "List dostanie 1 osoba." in client.follow(started).text
    assert "List dostaną 3 osoby." in client.follow(all_of_them).text
    named = client.submit(
        client.submit("/biuro/osoby", {"query": "ewa kowal2"}, 200),
        button="Przygotuj listy aktywacyjne do wszystkich, którzy pasują",
    )
    run_worker(client.app)
    assert "List dostanie 1 osoba." in client.follow(named).text
    token = found.value("csrf_token")
    nobody = client.post(f"{OVERVIEW}/wybrane", {"csrf_token": token, "osoba": "x"}, 422)
    assert "Nikogo nie zaznaczono." in nobody.text
    unread = client.post(f"{OVERVIEW}/pasujace", {"csrf_token": token, "plik": "x", "query": "a" * 300}, 422)
    assert unread.errors() == {"": NOT_AS_SHOWN}


def test_a_second_round_leaves_out_whom_the_first_has_written_to(ewa: Colleague, relay: CatchingServer) -> None:
    people = pending(2)
    confirm("order_trial", order(ewa.id, people))
    run_worker(ewa.browser.app)
    assert queries.counts(order(ewa.id, people)).excluded == {Exclusion.WRITTEN_LATELY: 2}
    with later(timedelta(hours=25)):
        assert queries.counts(order(ewa.id, people)).included == 2


def test_work_that_is_done_twice_lists_nobody_twice(ewa: Colleague) -> None:
    people = pending(4)
    with transaction():
        resend = service.order({"people": people}, ewa.id, staff_actor(ewa.id))
        service.list_some(resend.id, people[:2])
    with transaction():
        service.list_some(resend.id, people[:2])
    work(resend.id)
    work(resend.id)
    assert db.session.query(ResendRecipient).filter_by(resend_id=resend.id).count() == 4
    assert queries.get(resend.id).sealed is None


def test_a_provider_gets_its_letters_at_its_pace(app: Flask, ewa: Colleague, relay: CatchingServer) -> None:
    told = app.extensions["settings"]
    app.extensions["settings"] = replace(told, provider_rate=1)
    resend_id = order(ewa.id, [*pending(2), *pending(1, "gmail.com")])
    confirm("order_trial", resend_id)
    run_worker(app)
    assert (step_at(resend_id), arrived(relay)) == (Step.ENDED, 2)
    with later(timedelta(minutes=1)):
        run_worker(app)
        assert arrived(relay) == 3
    app.extensions["settings"] = told


def test_numbers_that_are_no_longer_true_and_rounds_that_are_not_there(ewa: Colleague) -> None:
    resend_id = order(ewa.id, pending(2))
    for act, people in (("order_trial", 3), ("order_rest", 2), ("go_on", 2)):
        with pytest.raises(NotNow), transaction():
            getattr(service, act)(resend_id, people, staff_actor(ewa.id))
    with pytest.raises(NotNow), transaction():
        service.stop(resend_id, staff_actor(ewa.id))
    with pytest.raises(NobodyChosen), transaction():
        service.order({"people": []}, ewa.id, staff_actor(ewa.id))
    client = ewa.browser
    client.get(f"{OVERVIEW}/99", 404)
    client.get(f"{OVERVIEW}/99/wynik.csv", 404)
    page = client.get(f"{OVERVIEW}/{resend_id}")
    confirm("order_trial", resend_id)
    moved_on = client.follow(client.submit(page, button="Wyślij ponownie do 2 osób"))
    assert "Tymczasem coś się zmieniło, więc nic nie zrobiliśmy." in moved_on.text
    assert step_at(resend_id) is Step.TRIAL
