"""The staff's door: what opens it, what it tells whom, when it closes again."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.browsers import NOTHING
from examportal.accounts.staff import rules
from examportal.accounts.staff.models import StaffMember, StaffSession
from examportal.accounts.staff.rules import Step
from examportal.accounts.staff.service import members, sign_in
from examportal.accounts.steps import recovery
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND
from examportal.office.forms import REFUSED, WRONG_CODE
from examportal.throttle.rules import PAIR, STAFF_CODE
from tests.browser import Browser
from tests.entrance.test_alike import statements
from tests.entrance.test_sign_in import ANNA, activate
from tests.letters import posted, text_of
from tests.office.staff import Colleague, later
from tests.people import PASSWORD

STATES = ("unknown", "invited", "active", "suspended", "keys_taken_back")


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return an administrator, signed out."""
    ewa = Colleague(client).set_up()
    ewa.sign_out()
    return ewa


def told(event: str) -> list[tuple[str, str | None, str]]:
    db.session.rollback()
    rows = db.session.query(JournalPayload).filter_by(event=event).order_by(JournalPayload.seq)
    return [(row.actor, row.subject, row.result) for row in rows]


def test_password_and_code_open_the_desk(ewa: Colleague) -> None:
    assert ewa.knock().location == "/biuro/kod"
    assert ewa.browser.get("/biuro/", 303).location == "/biuro/logowanie"  # half a sign-in opens nothing
    assert ewa.sign_in().location == "/biuro/"
    assert ewa.browser.get("/biuro/logowanie", 303).location == "/biuro/"
    me = f"staff:{ewa.id}"
    assert told("sign_in") == [(me, me, "done")] * 2
    assert told("sign_out") == [(me, me, "done")]


def test_an_address_is_the_same_in_any_case(ewa: Colleague) -> None:
    assert ewa.knock(email=" EWA.Nowak@Example.PL ").location == "/biuro/kod"


def bring_into(state: str, ewa: Colleague) -> None:
    """Bring somebody into a state by the roads that lead there; from the shell, so that nobody else is needed."""
    if state == "invited":
        ewa.invite()
    if state in {"active", "suspended", "keys_taken_back"}:
        ewa.set_up()
        ewa.sign_out()
    if state == "suspended":
        Colleague(Browser(ewa.browser.app), "adam@example.pl", "Adam Lis").set_up()  # or she would be the last one
    with transaction():
        if state == "suspended":
            members.suspend(ewa.id, COMMAND)
        if state == "keys_taken_back":
            members.take_keys_back(ewa.id, COMMAND)


@pytest.mark.parametrize("state", STATES)
def test_whoever_may_not_come_in_gets_one_answer_after_one_hash(client: Browser, hashes: list[str], state: str) -> None:
    ewa = Colleague(client)
    bring_into(state, ewa)
    hashes.clear()
    answer = ewa.knock(422, password="to nie jest to hasło" if state == "active" else ewa.password)
    assert answer.errors() == {"": REFUSED}
    assert hashes == ["verify"]
    assert client.get("/biuro/kod", 303).location == "/biuro/logowanie"


@pytest.mark.parametrize("state", STATES[1:])
def test_a_wrong_password_asks_the_database_the_same_whoever_it_is_of(client: Browser, state: str) -> None:
    ewa = Colleague(client)
    bring_into(state, ewa)

    def seen(email: str) -> tuple[list[str], str]:
        stranger = Browser(client.app)
        token = stranger.get("/biuro/logowanie").value("csrf_token")
        with statements() as asked:
            page = stranger.post("/biuro/logowanie", {"email": email, "password": "x", "csrf_token": token}, 422)
        lines = [line for line in page.source.splitlines() if "csrf_token" not in line]
        return asked, "\n".join(lines).replace(email, "")

    assert seen(ewa.email) == seen("kto.to.jest@example.pl")


def test_a_refusal_leaves_a_trace_with_whom_it_concerned(ewa: Colleague) -> None:
    ewa.knock(422, password="nie to")
    ewa.knock(422, email="kto@example.pl")
    assert told("sign_in")[1:] == [("nobody", f"staff:{ewa.id}", "refused"), ("nobody", None, "refused")]


def test_wrong_passwords_are_throttled_apart_from_those_of_examiners(ewa: Colleague) -> None:
    for _ in range(PAIR.allowed):
        ewa.knock(422, password="nie to")
    page = ewa.knock(429)
    assert page.response.headers["Retry-After"]
    ewa.browser.submit("/", {"login": ewa.email, "password": "x"}, 422)  # the examiners' door counts on its own


def test_wrong_codes_are_throttled_and_a_right_one_clears(ewa: Colleague) -> None:
    ewa.knock()
    for _ in range(STAFF_CODE.allowed - 1):
        page = ewa.browser.submit("/biuro/kod", {"code": "000000"}, 422)
        assert page.errors() == {"code": WRONG_CODE}
    assert ewa.browser.submit("/biuro/kod", {"code": ewa.code()}).location == "/biuro/"
    ewa.sign_out()
    ewa.knock()
    for _ in range(STAFF_CODE.allowed):
        ewa.browser.submit("/biuro/kod", {"code": "000000"}, 422)
    ewa.browser.submit("/biuro/kod", {"code": "000000"}, 429)
    assert len(told("second_step")) == 2 * STAFF_CODE.allowed - 1


def test_a_code_works_once(ewa: Colleague) -> None:
    ewa.knock()
    code = ewa.code()
    assert ewa.browser.submit("/biuro/kod", {"code": code}).location == "/biuro/"
    ewa.sign_out()
    ewa.knock()
    assert ewa.browser.submit("/biuro/kod", {"code": code}, 422).errors() == {"code": WRONG_CODE}


def test_a_code_of_the_step_before_a_used_one_no_longer_works(ewa: Colleague) -> None:
    with later(timedelta(minutes=5)):
        ewa.knock()
        now, used = ewa.code(), ewa.code()
        assert ewa.browser.submit("/biuro/kod", {"code": used}).location == "/biuro/"
        ewa.sign_out()
        ewa.knock()
        ewa.browser.submit("/biuro/kod", {"code": now}, 422)


def test_a_code_may_be_typed_with_spaces(ewa: Colleague) -> None:
    ewa.knock()
    code = ewa.code()
    assert ewa.browser.submit("/biuro/kod", {"code": f" {code[:3]} {code[3:]}\u00a0"}).location == "/biuro/"


def test_a_recovery_code_works_once_tells_how_many_are_left_and_is_told_by_letter(ewa: Colleague) -> None:
    paper = ewa.recovery_codes
    ewa.knock()
    start = ewa.browser.follow(ewa.browser.submit("/biuro/kod", {"code": paper[0].lower().replace("-", " ")}))
    assert "Zostało: 9 z 10 kodów." in start.text
    assert "Niewykorzystane kody: 9." in text_of(posted("staff_recovery_code_used")[-1])
    ewa.sign_out()
    ewa.knock()
    ewa.browser.submit("/biuro/kod", {"code": paper[0]}, 422)
    for code in paper[1:8]:
        start = ewa.browser.follow(ewa.browser.submit("/biuro/kod", {"code": code}))
        ewa.sign_out()
        ewa.knock()
    assert "Zostało: 2 z 10 kodów. Czas na nowe" in start.text
    ewa.sign_in()
    assert "zostało 2 z 10" in ewa.browser.get("/biuro/konto").text


def test_half_a_sign_in_lasts_ten_minutes(ewa: Colleague) -> None:
    ewa.knock()
    with later(rules.HALF_LIFETIME - timedelta(seconds=5)):
        ewa.browser.get("/biuro/kod")
    with later(rules.HALF_LIFETIME + timedelta(seconds=5)):
        page = ewa.browser.follow(ewa.browser.get("/biuro/kod", 303))
    assert "Wpisz hasło jeszcze raz" in page.text


def test_a_half_sign_in_ends_where_another_begins(ewa: Colleague, app: Flask) -> None:
    ewa.knock()
    there = Colleague(Browser(app))
    there.knock()
    assert ewa.browser.get("/biuro/kod", 303).location == "/biuro/logowanie"
    there.browser.get("/biuro/kod")


def test_fifteen_minutes_without_a_click_sign_out_and_say_so(ewa: Colleague) -> None:
    ewa.sign_in()
    start, almost = clock.now(), rules.IDLE_LIMIT - timedelta(seconds=5)
    for clicks in (1, 2):
        with time_machine.travel(start + clicks * almost):
            ewa.browser.get("/biuro/")
    with time_machine.travel(start + 2 * almost + rules.IDLE_LIMIT + timedelta(seconds=5)):
        page = ewa.browser.follow(ewa.browser.get("/biuro/", 303))
    assert "przez 15 minut nic się nie działo" in page.text


def test_eight_hours_sign_out_however_busy_and_say_so(ewa: Colleague) -> None:
    ewa.sign_in()
    start, step = clock.now(), timedelta(minutes=10)
    for clicks in range(1, int(rules.ABSOLUTE_LIMIT / step)):
        with time_machine.travel(start + clicks * step):
            ewa.browser.get("/biuro/")
    with time_machine.travel(start + rules.ABSOLUTE_LIMIT + timedelta(seconds=5)):
        page = ewa.browser.follow(ewa.browser.get("/biuro/", 303))
    assert "minęło 8 godzin od zalogowania" in page.text


def test_a_suspension_ends_a_running_session_and_half_a_sign_in_at_once(ewa: Colleague, app: Flask) -> None:
    jan = Colleague(Browser(app), "jan@example.pl", "Jan Lis", rules.Role.CLERK).set_up()
    half = Colleague(Browser(app), jan.email)
    half.knock()
    with transaction():
        members.suspend(jan.id, COMMAND)
    assert jan.browser.get("/biuro/", 303).location == "/biuro/logowanie"
    assert half.browser.get("/biuro/kod", 303).location == "/biuro/logowanie"
    assert [row.ended_at is not None for row in db.session.query(StaffSession).filter_by(member_id=jan.id)] == [True]


def test_a_browser_holds_an_examiner_or_somebody_of_the_staff(client: Browser, ewa: Colleague) -> None:
    activate(client)
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    client.get("/konto")
    ewa.sign_in()
    client.get("/biuro/")
    assert client.get("/konto", 303).location == "/"
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    client.get("/konto")
    assert client.get("/biuro/", 303).location == "/biuro/logowanie"
    db.session.rollback()
    assert db.session.query(StaffSession).filter_by(ended_at=None).count() == 0
    assert len(told("sign_out")) == 3  # Ewa at first, Anna, Ewa again


def test_a_way_that_was_never_offered_is_refused(client: Browser, app: Flask) -> None:
    ewa = Colleague(client)
    ewa.set_password(ewa.invite())
    half = client.get("/biuro/aplikacja")
    with client.flask.session_transaction() as cookie:
        token = cookie["staff_half"]
    for act in (
        lambda: sign_in.finish_set_up(token, NOTHING),
        lambda: sign_in.confirm_first_authenticator("another", "000000"),
        lambda: recovery.keep(rules.keys_of(ewa.id)),
    ):
        with pytest.raises(Refusal), transaction():
            act()
    with transaction():
        assert sign_in.pass_code(token, "000000", NOTHING).step is Step.REFUSED
    with transaction():
        assert sign_in.pass_code(token, "AAAA-AAAA-AAAA", NOTHING).step is Step.REFUSED
    ewa.add_app()
    with pytest.raises(Refusal), transaction():
        sign_in.confirm_first_authenticator(token, "000000")
    assert client.submit(half, {"code": "000000"}).location == "/biuro/kody-zapasowe"


def test_signing_out_needs_the_token(ewa: Colleague) -> None:
    ewa.sign_in()
    ewa.browser.post("/biuro/wyloguj", {})
    assert ewa.browser.get("/biuro/").heading == "Biuro"


def test_a_password_changed_while_comparing_does_not_count(ewa: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    def verify(_stored: str | None, _password: str) -> bool:
        with transaction():
            db.session.query(StaffMember).one().password_hash = "another"
        return True

    monkeypatch.setattr("examportal.accounts.staff.service.sign_in.passwords.verify", verify)
    monkeypatch.setattr("examportal.accounts.staff.service.sign_in.passwords.needs_rehash", lambda _stored: False)
    assert ewa.knock(422).errors() == {"": REFUSED}
