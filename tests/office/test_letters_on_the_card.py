"""What the card tells of letters: where each stands, since when, and what was answered."""

from datetime import timedelta

from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import transaction
from examportal.jobs import service as jobs
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import COMMAND
from examportal.mail.pausing import service as pausing
from examportal.mail.queries import DELIVER, get_record
from examportal.web.filters import moment
from tests.browser import Browser
from tests.letters import posted, settle_delivery
from tests.office.staff import Colleague
from tests.office.test_helping import notices, press, waiting


def test_nothing_is_on_its_way_while_sending_is_paused(client: Browser, app: Flask) -> None:
    card = waiting(client)
    olga = Colleague(Browser(app), "olga@example.pl", "Olga Zając", Role.CLERK).set_up()
    with transaction():
        pausing.pause("example.pl", "przerwa", COMMAND)
    for button in ("Wyślij list aktywacyjny jeszcze raz", "Wyślij link do nowego hasła"):
        said = press(olga, card, button)
        assert "czeka na wysłanie na adres a***@example.pl" in said
        assert "wysyłanie listów jest teraz wstrzymane" in said
    typed = {"email": "anna@wp.pl", "reason": "typo"}
    corrected = notices(olga.browser.follow(olga.browser.submit(f"{card}/adres", typed)))
    assert "List aktywacyjny jest w drodze na adres a***@wp.pl" in corrected


def test_the_card_tells_where_a_letter_stands_and_since_when(client: Browser, app: Flask) -> None:
    card = waiting(client)
    olga = Colleague(Browser(app), "olga@example.pl", "Olga Zając", Role.CLERK).set_up()
    letter = posted("activation")[-1].id
    with transaction():
        jobs.hold_due(DELIVER, [letter], "pause:1")
    assert "czeka na wysłanie; wysyłanie jest wstrzymane" in olga.browser.get(card).text
    with transaction():
        jobs.let_go_of(DELIVER, [letter])
    later = Outcome(Verdict.RETRY, "recipient_refused", timedelta(minutes=5), 451, "4.7.1 Later", "mx.wp.pl")
    with transaction():
        (ours,) = [one for one in jobs.claim(9) if (one.kind, one.ref) == (DELIVER, letter)]
        jobs.settle(ours, later)
        settle_delivery(letter, later)
    soon = get_record(letter).facts.due_at
    assert soon
    assert f"odłożony, spróbujemy znowu: {moment(soon)} 451 4.7.1 Later" in olga.browser.get(card).text
    with transaction():
        settle_delivery(letter, Outcome(Verdict.GIVE_UP, "recipient_refused", None, 550, "5.1.1 No", "mx.wp.pl"))
    ended = get_record(letter).ended_badly_at
    assert f"odrzucony, {moment(ended)} 550 5.1.1 No" in olga.browser.get(card).text
