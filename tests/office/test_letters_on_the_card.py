"""What the card tells of letters: where each stands, since when, and what was answered."""

from datetime import timedelta

from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import transaction
from examportal.jobs import service as jobs
from examportal.jobs.rules import Outcome, Verdict
from examportal.mail.queries import DELIVER, get_record
from examportal.web.filters import moment
from tests.browser import Browser
from tests.letters import posted, settle_delivery
from tests.office.staff import Colleague
from tests.office.test_helping import waiting


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
