"""Acts of the desk for one person: what happens, what is said, what a second click does, and who may."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask

from examportal.accounts.guarded import ProofNeeded
from examportal.accounts.models import Account, SignInSession
from examportal.accounts.rules import AccountState
from examportal.accounts.staff.rules import Role
from examportal.accounts.staff.service import members
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND, Actor
from examportal.journal.service import verify
from examportal.office.happenings import REASONS
from examportal.office.helping import rules, service
from examportal.office.helping.models import PersonNote
from examportal.office.helping.rules import Act, AddressReason, AlreadyDone, acts_for
from examportal.onboarding.models import ActivationLink
from examportal.onboarding.service import activate as follow_link
from tests.browser import Browser, Page
from tests.entrance.test_sign_in import activate, sign_in
from tests.letters import newest_link, posted
from tests.office.staff import Colleague
from tests.people import ANSWERS, Person, enter
from tests.storm.at_once import at_once

ANNA = Person()
STAFF = Actor("staff", 1)


@pytest.fixture
def olga(app: Flask) -> Colleague:
    """Return somebody who helps examiners."""
    return Colleague(Browser(app), "olga@example.pl", "Olga Zając", Role.CLERK).set_up()


def waiting(client: Browser) -> str:
    """Let somebody wait for the activation letter; return the address of the card."""
    anna = enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    return f"/biuro/osoby/{anna}"


def active(client: Browser) -> str:
    """Let somebody be signed in; return the address of the card."""
    activate(client)
    sign_in(client)
    return f"/biuro/osoby/{db.session.query(Account).one().examiner_id}"


def press(olga: Colleague, card: str, button: str) -> str:
    """Press a button of the card and return what is said then."""
    return notices(olga.browser.follow(olga.browser.submit(card, button=button)))


def notices(page: Page) -> str:
    return page.tree.all("main")[0].text


def told(event: str) -> list[tuple[str, str | None, str]]:
    db.session.rollback()
    rows = db.session.query(JournalPayload).filter_by(event=event).order_by(JournalPayload.seq)
    return [(row.actor, row.subject, row.details) for row in rows]


def test_a_letter_is_sent_again_once_a_minute(client: Browser, olga: Colleague) -> None:
    card = waiting(client)
    said = press(olga, card, "Wyślij list aktywacyjny jeszcze raz")
    assert "w drodze na adres a***@example.pl" in said
    assert "Link działa do" in said
    assert "Już zrobione" in press(olga, card, "Wyślij list aktywacyjny jeszcze raz")
    assert len(posted("activation")) == 2
    assert [one[0] for one in told("activation_letter_resent")] == [f"staff:{olga.id}"]
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        press(olga, card, "Wyślij list aktywacyjny jeszcze raz")
    assert len(posted("activation")) == 3


def test_a_mistyped_address_is_corrected_and_older_links_end(client: Browser, olga: Colleague) -> None:
    card = waiting(client)
    older = newest_link("activation")
    page = olga.browser.get(f"{card}/adres")
    assert ANSWERS["email"] not in page.source
    typed = {"email": "anna.nowa@example.pl", "reason": "typo"}
    said = notices(olga.browser.follow(olga.browser.submit(page, typed)))
    assert "w drodze na adres a***@example.pl" in said
    assert "Już zrobione" in notices(olga.browser.follow(olga.browser.submit(page, typed)))
    late = notices(olga.browser.follow(olga.browser.submit(page, typed | {"email": "inna@example.pl"})))
    assert "Ktoś w tym czasie zmienił adres" in late
    assert posted("address_replaced")[0].recipient == ANSWERS["email"]
    assert posted("activation")[-1].recipient == "anna.nowa@example.pl"
    client.get(older, 410)
    client.submit(newest_link("activation"), {})
    assert told("address_changed")[0][2] == '{"reason":"typo"}'
    refused = olga.browser.submit(f"{card}/adres", {"email": "x@example.pl", "reason": "typo"})
    assert "Ta osoba ma czynne konto" in notices(olga.browser.follow(refused))


def test_the_address_that_is_kept_already_changes_nothing(client: Browser, olga: Colleague) -> None:
    card = waiting(client)
    answer = olga.browser.submit(f"{card}/adres", {"email": ANSWERS["email"], "reason": "typo"})
    assert "Ten adres jest już zapisany" in notices(olga.browser.follow(answer))
    assert len(posted("activation")) == 1


def test_a_throttle_is_lifted_for_this_person_alone(client: Browser, olga: Colleague) -> None:
    card = active(client)
    stranger, other = Browser(client.app), Person("50021330853", "Kowalski", "Jan", ("2-1",))
    enter(other)
    for person in (ANNA, other):
        for _ in range(5):
            stranger.submit("/", {"login": person.pesel, "password": "nie to"}, 422)
        stranger.submit("/", {"login": person.pesel, "password": "nie to"}, 429)
    assert "Zdjęliśmy 1 wstrzymanie" in press(olga, card, "Pozwól próbować od razu")
    assert sign_in(stranger) == "/konto"
    Browser(client.app).submit("/", {"login": other.pesel, "password": other.numbers[0]}, 429)
    assert told("throttle_lifted")[0][2] == '{"count":1}'
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        token = olga.browser.get(card).value("csrf_token")
        answer = olga.browser.post(f"{card}/proby", {"csrf_token": token})
        assert "Nic nie wstrzymywało" in notices(olga.browser.follow(answer))


def test_an_active_account_is_signed_out_and_gets_a_link(client: Browser, olga: Colleague) -> None:
    card = active(client)
    assert "Zakończone sesje tej osoby: 1" in press(olga, card, "Wyloguj tę osobę wszędzie")
    client.get("/konto", 303)
    assert "Link do nowego hasła jest w drodze na adres a***@example.pl" in press(
        olga, card, "Wyślij link do nowego hasła"
    )
    assert "Już zrobione" in press(olga, card, "Wyślij link do nowego hasła")
    assert len(posted("password_reset")) == 1
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert "nie jest nigdzie zalogowana" in press(olga, card, "Wyloguj tę osobę wszędzie")


def test_suspending_and_restoring_say_why(client: Browser, olga: Colleague) -> None:
    card = active(client)
    asked = olga.browser.get(f"{card}/zawieszenie")
    for said in ("Konto zawieszone o", "Już zrobione"):
        assert said in notices(olga.browser.follow(olga.browser.submit(asked, {"reason": "stranger"})))
    assert db.session.query(SignInSession).filter_by(ended_at=None).count() == 0
    assert "podejrzenie, że z konta korzysta ktoś inny" in olga.browser.get(card).text
    back = olga.browser.get(f"{card}/przywrocenie")
    for said in ("Konto przywrócone o", "Już zrobione"):
        assert said in notices(olga.browser.follow(olga.browser.submit(back, {"reason": "settled"})))
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        late = olga.browser.submit(f"{card}/przywrocenie", {"reason": "settled"})
        assert "nie jest zawieszone" in notices(olga.browser.follow(late))
    assert told("suspension_lifted")[0][2] == '{"reason":"settled"}'


def test_a_promise_stands_on_the_start_page_until_it_is_kept(client: Browser, olga: Colleague) -> None:
    card = f"/biuro/osoby/{enter(ANNA)}"
    due = f"{clock.today() + timedelta(days=1):%d.%m.%Y}"
    for said in ("Obietnica zapisana", "Już zrobione"):
        typed = {"note": "Oddzwonić po obiedzie", "due_on": due}
        page = olga.browser.submit(card, typed, button="Zapisz notatkę")
        assert said in notices(olga.browser.follow(page))
    assert db.session.query(PersonNote).count() == 1
    assert "Łoś: Oddzwonić po obiedzie" in olga.browser.get("/biuro/").text
    shown = olga.browser.get(card)
    button = next(node.text for node in shown.tree.all("button") if node.text.startswith("Zrobione"))
    for said in ("Obietnica jest spełniona", "Już zrobione"):
        assert said in notices(olga.browser.follow(olga.browser.submit(shown, button=button)))
    assert "Nie ma otwartych obietnic" in olga.browser.get("/biuro/").text
    yesterday = f"{clock.today() - timedelta(days=1):%d.%m.%Y}"
    wrong = olga.browser.submit(card, {"note": "", "due_on": yesterday}, 422, button="Zapisz notatkę").errors()
    assert set(wrong) == {"note", "due_on"}
    olga.browser.submit(card, {"note": "x", "due_on": "kiedyś"}, 422, button="Zapisz notatkę")
    assert "Notatka zapisana" in notices(
        olga.browser.follow(olga.browser.submit(card, {"note": "Spokojna"}, button="Zapisz notatkę"))
    )
    token = shown.value("csrf_token")
    olga.browser.post(f"{card}/notatki/999/zrobione", {"csrf_token": token}, 404)


def test_contact_is_shown_once_and_for_a_reason(client: Browser, olga: Colleague) -> None:
    card = waiting(client)
    assert ANSWERS["email"] not in olga.browser.get(card).source
    assert "•••567" in olga.browser.get(card).text
    olga.browser.submit(card, {}, 422, button="Pokaż kontakt")
    page = olga.browser.submit(card, {"contact_reason": "caller"}, 200, button="Pokaż kontakt")
    assert ANSWERS["email"] in page.text
    assert "+48 601 234 567" in page.text
    assert told("contact_revealed") == [
        (f"staff:{olga.id}", card.replace("/biuro/osoby/", "examiner:"), '{"reason":"caller"}')
    ]
    token = page.value("csrf_token")
    olga.browser.post("/biuro/osoby/999/pokaz-kontakt", {"csrf_token": token, "contact_reason": "caller"}, 404)


def test_the_history_tells_who_did_what_and_why(client: Browser, olga: Colleague) -> None:
    card = waiting(client)
    olga.browser.submit(f"{card}/adres", {"email": "anna.nowa@example.pl", "reason": "typo"})
    page = olga.browser.get(f"{card}/historia")
    rows = [row.text for row in page.tree.all("tr")]
    assert any("zmiana adresu e-mail literówka w adresie" in row and "Olga Zając" in row for row in rows)
    (oldest, *_) = [row.attrs["data-label"] for row in page.tree.all("td")]
    assert oldest == "Kiedy"
    empty = olga.browser.get(f"{card}/historia?przed=1")
    assert "Dziennik nie ma jeszcze wpisów" in empty.text
    olga.browser.get("/biuro/osoby/999/historia", 404)


def test_who_may_look_may_not_act_and_a_role_counts_at_once(client: Browser, olga: Colleague, app: Flask) -> None:
    card = waiting(client)
    auditor = Colleague(Browser(app), "a@example.pl", "Adam Lis", Role.AUDITOR).set_up()
    assert "Wyślij list" not in auditor.browser.get(card).text
    page = olga.browser.get(card)
    db.session.rollback()
    with transaction():
        members.change_role(olga.id, Role.AUDITOR, COMMAND)
    olga.browser.post(f"{card}/list-aktywacyjny", {"csrf_token": page.value("csrf_token")}, 403)
    assert len(posted("activation")) == 1


def test_acts_that_make_no_sense_are_refused_in_words(client: Browser, olga: Colleague) -> None:
    card = f"/biuro/osoby/{enter(ANNA)}"
    token = olga.browser.get(card).value("csrf_token")
    for path, said in (
        ("list-aktywacyjny", "Nie ma konta, które czeka"),
        ("nowe-haslo", "nie ma jeszcze konta"),
        ("sesje", "nie ma jeszcze konta"),
    ):
        answer = olga.browser.post(f"{card}/{path}", {"csrf_token": token})
        assert said in notices(olga.browser.follow(answer))
    assert "zbyt długo" in notices(olga.browser.follow(olga.browser.post(f"{card}/sesje", {})))
    olga.browser.post("/biuro/osoby/999/sesje", {"csrf_token": token}, 404)


@pytest.mark.parametrize("suspended", [True, False])
@pytest.mark.parametrize("state", [AccountState.NONE, AccountState.PENDING, AccountState.ACTIVE])
def test_acts_fit_the_state(state: AccountState, *, suspended: bool) -> None:
    acts = acts_for(state, suspended=suspended, throttled=True)
    assert (Act.RESTORE in acts) == suspended
    assert (Act.RESEND_ACTIVATION in acts) == (state is AccountState.PENDING and not suspended)
    assert (Act.LIFT_THROTTLE in acts) != suspended


def test_every_reason_has_words() -> None:
    kinds = (rules.AddressReason, rules.SuspensionReason, rules.RestorationReason)
    assert {str(reason) for kind in kinds for reason in kind} <= set(REASONS)


def outcomes(app: Flask, *deeds: Callable[[], object]) -> list[str]:
    """Do things at once, each in a transaction of its own; return what became of each."""

    def done(deed: Callable[[], object]) -> str:
        try:
            with app.app_context(), transaction():
                deed()
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"

    db.session.rollback()
    return sorted(at_once([partial(done, deed) for deed in deeds]))


def test_two_clerks_at_once_do_it_once(client: Browser, app: Flask) -> None:
    waiting(client)
    anna = db.session.query(Account).one().examiner_id
    resend = partial(service.resend_activation, anna, STAFF)
    assert outcomes(app, resend, resend, resend) == ["AlreadyDone", "AlreadyDone", "done"]
    assert len(posted("activation")) == 2
    seen = service.address_stamp(ANSWERS["email"])
    both = [
        partial(service.correct_address, anna, seen, f"{name}@example.pl", AddressReason.TYPO, STAFF) for name in "ab"
    ]
    assert outcomes(app, *both) == ["AddressChangedMeanwhile", "done"]
    verify()


def test_a_person_who_activates_while_a_clerk_corrects_the_address(client: Browser, app: Flask) -> None:
    waiting(client)
    anna = db.session.query(Account).one().examiner_id
    token = newest_link("activation").rpartition("/")[2]
    seen = service.address_stamp(ANSWERS["email"])
    correct = partial(service.correct_address, anna, seen, "nowa@example.pl", AddressReason.TYPO, STAFF)
    ended = outcomes(app, partial(follow_link, token), correct)
    account = db.session.query(Account).one()
    if account.activated_at is None:
        assert (ended, account.email) == (["LinkReplaced", "done"], "nowa@example.pl")
        assert db.session.query(ActivationLink).count() == 2
    else:
        assert (ended, account.email) == ([ProofNeeded.__name__, "done"], ANSWERS["email"])
    assert AlreadyDone.__name__ not in ended
    verify()
