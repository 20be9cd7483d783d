"""The office's page of letters: what it tells, pausing, and the words for answers."""

import pytest
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.config import ROOT
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.mail.bounces import service as bounces
from examportal.mail.bounces.models import BounceTally
from examportal.mail.bounces.reader import Kind, Notice
from examportal.mail.models import OutgoingLetter
from examportal.mail.pausing.queries import all_in_force
from examportal.mail.rules import LetterState
from examportal.mail.words import KINDS, kind_words
from examportal.office.letter_words import STATES, answer_words, provider_words
from tests.browser import Browser, Page
from tests.letters import settle_delivery
from tests.mail.conftest import activation, posted
from tests.office.staff import Colleague
from tests.people import Person, enter

PAGE, ADVICE, WORD = "/biuro/listy", "/biuro/listy/objasnienia", "/biuro/listy/objasnienia/zmiana"
PAUSE = {"provider": "wp.pl", "reason": "odrzuca wszystko"}


@pytest.fixture
def ola(client: Browser) -> Browser:
    """Return the browser of somebody who minds the letters."""
    Colleague(client, role=Role.REGISTRAR).set_up()
    return client


def refused(recipient: str, reply: str, about: str | None = None) -> OutgoingLetter:
    letter = posted(activation(recipient), about)
    with transaction():
        outcome = Outcome(Verdict.GIVE_UP, "recipient_refused", None, int(reply[:3]), reply[4:])
        settle_delivery(letter.id, outcome)
    return letter


def facts(page: Page) -> dict[str, str]:
    return {
        group.all("dt")[0].text: group.all("dd")[0].text
        for group in page.tree.all("div")
        if group.within("dl") and group.all("dt")
    }


def test_every_letter_and_every_state_has_words() -> None:
    folders = (ROOT / "templates" / "letters").iterdir()
    letters = {folder.name for folder in folders if not folder.name.startswith("_")}
    assert letters <= set(KINDS)
    assert set(STATES) == set(LetterState)
    assert (kind_words("what_was_once"), answer_words("5.1.1"), provider_words("")) == ("inny list", "5.1.1", "wszyscy")


def test_the_page_tells_what_waits_and_what_did_not_arrive(ola: Browser) -> None:
    examiner_id = enter(Person())
    letter = refused("anna.los@wp.pl", "550 5.1.1 No such user", f"examiner:{examiner_id}")
    refused("jan@wp.pl", "550 5.9.9 Odd answer")
    with transaction():
        db.session.add(BounceTally(day=clock.today(), finding="unknown", count=2))
    page = ola.get(PAGE)
    assert facts(page)["Czeka na pierwszą próbę"] == "1"  # the invitation of whoever looks
    for told in (letter.number, "odrzucony: nie ma takiej skrzynki", "550 5.1.1", "5.9.9: 1 list", "2 wiadomości"):
        assert told in page.text
    assert "anna.los" not in page.source
    assert page.tree.all("a", href=f"/biuro/osoby/{examiner_id}")


def test_a_letter_that_came_back_tells_what_it_came_back_with(ola: Browser) -> None:
    about = f"examiner:{enter(Person())}"
    known, unknown = (posted(activation(f"{name}@wp.pl"), about) for name in ("jan", "ewa"))
    with transaction():
        for letter in (known, unknown):
            settle_delivery(letter.id, Outcome(Verdict.DONE, "accepted", None, 250, "2.0.0 Queued", "mx.wp.pl"))
    with transaction():
        bounces.record([Notice(Kind.FAILED, known.message_id, "5.2.2", "550 5.2.2 mailbox full")])
        bounces.record([Notice(Kind.FAILED, unknown.message_id)])
    page = ola.get(PAGE)
    assert "wrócił: skrzynka pełna" in page.text
    assert "list wrócił bez kodu odpowiedzi: 1 list" in page.text
    card = ola.get(f"/biuro/osoby/{about.partition(':')[2]}").text
    assert "550 5.2.2 mailbox full" in card
    assert "250" not in page.text
    assert "Queued" not in card
    ola.submit(ola.get(f"{WORD}?odpowiedz=bounce"), {"label": "wrócił", "meaning": "Podaj inny adres."})
    assert "wszystkie odpowiedzi z ostatnich 30 dni" in ola.get(PAGE).text.lower()


def test_sending_is_paused_and_resumed(ola: Browser) -> None:
    posted(activation("jan@wp.pl"))
    answer = ola.submit(PAGE, PAUSE, button="Wstrzymaj wysyłanie")
    page = ola.follow(answer)
    assert "Wysyłanie do wp.pl jest wstrzymane" in page.text
    assert "Ewa Nowak" in page.text
    assert "odrzuca wszystko" in page.text
    again = ola.submit(PAGE, PAUSE, 422, button="Wstrzymaj wysyłanie")
    assert again.errors() == {"provider": "To wysyłanie jest już wstrzymane."}
    ola.submit(PAGE, PAUSE | {"provider": "all"}, button="Wstrzymaj wysyłanie")
    assert [one.provider for one in all_in_force()] == ["", "wp.pl"]
    answer = ola.submit(page, button="Wznów wysyłanie do wp.pl")
    assert "Wysyłanie wznowione" in ola.follow(answer).text
    answer = ola.submit(page, button="Wznów wysyłanie do wp.pl")
    assert "nie jest już wstrzymane" in ola.follow(answer).text
    db.session.rollback()
    assert [one.provider for one in all_in_force()] == [""]


def test_what_is_missing_is_asked_for(ola: Browser) -> None:
    page = ola.submit(PAGE, {"provider": "", "reason": ""}, 422, button="Wstrzymaj wysyłanie")
    assert set(page.errors()) == {"provider", "reason"}
    page = ola.submit(WORD, {"pattern": "x", "provider": "w p", "label": "", "meaning": ""}, 422)
    assert set(page.errors()) == {"pattern", "provider", "label", "meaning"}


@pytest.mark.parametrize("path", ["/biuro/listy/wznowienie/1", f"{ADVICE}/przywrocenie"])
def test_a_button_pressed_too_late_does_nothing(ola: Browser, path: str) -> None:
    answer = ola.post(path, {"csrf_token": "old"})
    assert "zbyt długo" in ola.follow(answer).text


def test_an_answer_is_worded_and_the_words_taken_back(ola: Browser) -> None:
    refused("jan@wp.pl", "550 5.9.9 Odd answer")
    (link,) = (one.attrs["href"] for one in ola.get(PAGE).tree.all("a") if one.text == "Objaśnij odpowiedź 5.9.9")
    form = ola.get(link)
    assert form.value("pattern") == "5.9.9"
    answer = ola.submit(form, {"provider": "WP.pl", "label": "dziwna", "meaning": "Zadzwoń do nas."})
    page = ola.follow(answer)
    assert "Zadzwoń do nas." in page.text
    assert "mają objaśnienie" in ola.get(PAGE).text
    button = "Usuń nasze objaśnienie: 5.9.9 (wp.pl)"
    answer = ola.submit(page, button=button)
    assert "Objaśnienie biura usunięte" in ola.follow(answer).text
    answer = ola.submit(page, button=button)
    assert "już nie było" in ola.follow(answer).text


def test_the_portals_own_words_are_where_one_begins(ola: Browser) -> None:
    assert ola.get(f"{WORD}?odpowiedz=5.2.2").value("label") == "skrzynka pełna"


def test_who_only_looks_has_no_buttons(app: Flask, client: Browser) -> None:
    Colleague(client, role=Role.CLERK).set_up()
    page = client.get(PAGE)
    assert "Wstrzymaj wysyłanie" not in page.text
    assert "Objaśnij" not in page.text
    client.get(ADVICE, 403)


def test_many_providers_and_failures_are_cut(ola: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MOST_PROVIDERS", "MOST_FAILURES"):
        monkeypatch.setattr(f"examportal.office.routes.letters.{name}", 1)
    refused("jan@wp.pl", "550 5.1.1 No")
    refused("jan@o2.pl", "550 5.1.1 No")
    page = ola.get(PAGE)
    assert "1 dostawca, pozostałych: 2" in page.text
    assert "Ostatnie 1, najnowsze na górze" in page.text
