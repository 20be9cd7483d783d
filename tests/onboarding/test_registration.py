"""The profile form of a first sign-in: what it shows, what it refuses, what it saves."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.models import Account, Acknowledgement
from examportal.accounts.passwords import verify
from examportal.accounts.rules import PRIVACY_NOTICE_VERSION
from examportal.core import clock
from examportal.db import db
from examportal.journal.models import JournalPayload
from examportal.onboarding.models import ActivationLink, Claim
from examportal.onboarding.rules import CLAIM_LIFETIME
from examportal.profile.queries import get_profile
from tests.browser import Browser
from tests.letters import posted, text_of
from tests.people import ANSWERS, PASSWORD, Person, enter, remove_all

ANNA = Person()
MAILING = {
    "mailing_same": False,
    "mailing_building": "7",
    "mailing_postcode": "30-001",
    "mailing_city": "Kraków",
    "mailing_country": "PL",
}


def begin(client: Browser, person: Person = ANNA) -> int:
    examiner_id = enter(person)
    client.submit("/", {"login": person.pesel, "password": person.numbers[0]})
    return examiner_id


def test_the_form_shows_the_person_and_all_numbers(client: Browser) -> None:
    begin(client, Person(numbers=("1-20456", "1-20457", "1-30000"), removed={"1-30000": date(2024, 3, 1)}))
    page = client.get("/rejestracja")
    for shown in (
        "******01359",
        "14 maja 1944",
        "1-20456",
        "1-20457",
        "1-30000",
        "skreślony 1 marca 2024",
        "w jednym koncie",
    ):
        assert shown in page.text
    assert "44051401359" not in page.source
    assert page.value("first_names") == "Anna Maria"
    assert page.value("email") == ""


def test_a_single_number_is_spoken_of_as_one(client: Browser) -> None:
    begin(client, Person(numbers=("1-20456",)))
    assert "Ten numer będzie w Twoim koncie." in client.get("/rejestracja").text


def test_everything_missing_is_said_at_once(client: Browser) -> None:
    begin(client)
    empty = dict.fromkeys(ANSWERS, "") | {"privacy_notice": False, "home_country": "PL", "employment_kind": None}
    page = client.submit("/rejestracja", empty, 422)
    assert set(page.errors()) == {
        "email", "new_password", "repeat_password", "first_names", "last_name", "phone", "home_building",
        "home_postcode", "home_city", "employment_kind", "privacy_notice",
    }  # fmt: skip
    assert "Popraw formularz: 11 błędów" in page.text


@pytest.mark.parametrize(
    ("field", "answer", "said"),
    [
        ("email", "anna", "nazwa@domena.pl"),
        ("email", "anna@łódź@pl", "nazwa@domena.pl"),
        ("email", "a" * 300 + "@example.pl", "254"),
        ("new_password", "Krótkie1!", "12 znaków"),
        ("new_password", "bez wielkich 1", "wielkiej litery"),
        ("new_password", "Anna lubi rowery 1!", "nie zawiera Twojego imienia"),
        ("new_password", "Lodz.a.los.14051944", "nie zawiera Twojego imienia"),
        ("new_password", "Warszawa2026!", "łatwo odgadnąć"),
        ("new_password", "1qaz2wsx3edc", "wielkiej litery, znaku specjalnego. Takiego hasła używa wiele osób"),
        ("repeat_password", PASSWORD + "x", "różnią"),
        ("first_names", "4nna", "litery"),
        ("phone", "12", "9 cyfr"),
        ("home_building", "-", "numer domu"),
        ("home_postcode", "1234", "5 cyfr"),
        ("home_city", "123", "literami"),
        ("home_country", "XX", "Wybierz"),
        ("employment_kind", "pirate", "Wybierz"),
        ("workplace_name", "", "nazwę miejsca pracy"),
        ("workplace_city", "", "w której pracujesz"),
        ("workplace_postcode", "12", "5 cyfr"),
        ("rspo_number", "SP1", "z samych cyfr"),
        ("privacy_notice", False, "klauzulę"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(client: Browser, field: str, answer: str, said: str) -> None:
    begin(client)
    wrong = {field: answer}
    if field == "new_password":
        wrong["repeat_password"] = answer
    page = client.get("/rejestracja")
    page = client.submit(page, ANSWERS | wrong, 422)
    assert list(page.errors()) == [field]
    assert said in page.errors()[field]
    assert page.value("home_street") == "Polna"


def test_a_postcode_abroad_has_its_own_form(client: Browser) -> None:
    begin(client)
    page = client.submit("/rejestracja", ANSWERS | {"home_country": "GB", "home_postcode": "!"}, 422)
    assert "od 2 do 12" in page.errors()["home_postcode"]


def test_another_mailing_address_is_needed_only_when_said(client: Browser) -> None:
    begin(client)
    page = client.submit("/rejestracja", ANSWERS | {"mailing_same": False}, 422)
    assert set(page.errors()) == {"mailing_building", "mailing_postcode", "mailing_city"}
    client.submit(page, ANSWERS | MAILING)


def test_workplace_is_not_asked_of_the_retired(client: Browser) -> None:
    examiner_id = begin(client)
    none = {"employment_kind": "none", "workplace_name": "zostało", "workplace_city": "", "rspo_number": "zły"}
    client.submit("/rejestracja", ANSWERS | none)
    assert get_profile(examiner_id).workplace is None


def test_a_mistyped_provider_is_asked_about_and_never_blocks(client: Browser) -> None:
    begin(client)
    page = client.submit("/rejestracja", ANSWERS | {"email": "anna@gmial.com", "phone": ""}, 422)
    assert "anna@gmail.com" in page.text
    page = client.follow(client.submit(page, ANSWERS | {"email": "anna@gmial.com"}))
    assert "anna@gmial.com" in page.text
    assert "anna@gmail.com" in page.text


def test_saving_makes_everything_at_once(client: Browser) -> None:
    examiner_id = begin(client)
    answer = client.submit("/rejestracja", ANSWERS | MAILING)
    assert answer.location == "/rejestracja/poczta"
    account = db.session.query(Account).one()
    assert (account.examiner_id, account.email, account.activated_at) == (examiner_id, "anna.los@example.pl", None)
    assert verify(account.password_hash, PASSWORD)
    profile = get_profile(examiner_id)
    assert (profile.phone, profile.home_address.postcode) == ("+48601234567", "00-950")
    assert profile.mailing_address is not None
    assert profile.workplace is not None
    noted = db.session.query(Acknowledgement).one()
    assert (noted.document, noted.version) == ("privacy_notice", PRIVACY_NOTICE_VERSION)
    link = db.session.query(ActivationLink).one()
    assert link.expires_at - link.issued_at == timedelta(hours=72)
    assert [letter.recipient for letter in posted("activation")] == ["anna.los@example.pl"]
    events = [row.event for row in db.session.query(JournalPayload).order_by(JournalPayload.seq)]
    assert {"claim", "registration_saved", "notice_acknowledged", "letter_posted"} <= set(events)


def test_a_crash_while_saving_leaves_nothing(client: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(client)
    page = client.get("/rejestracja")

    def fail(*_args: object, **_facts: object) -> None:
        raise MemoryError

    monkeypatch.setattr("examportal.accounts.service.acknowledge", fail)
    client.submit(page, ANSWERS, 500)
    for table in (Account, Acknowledgement, ActivationLink):
        assert db.session.query(table).count() == 0
    assert posted("activation") == []


def test_the_letter_names_the_person_and_not_the_pesel(client: Browser) -> None:
    begin(client)
    client.submit("/rejestracja", ANSWERS)
    text = text_of(posted("activation")[0])
    link = db.session.query(ActivationLink).one()
    assert "Anna Maria Łoś" in text
    assert posted("activation")[0].number in text
    assert str(clock.in_warsaw(link.expires_at).year) in text
    assert "44051401359" not in text


def test_a_form_sent_twice_keeps_the_first(client: Browser, app: Flask) -> None:
    begin(client)
    second = Browser(app)
    second.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[1]})
    page = second.get("/rejestracja")
    client.submit("/rejestracja", ANSWERS)
    late = second.follow(second.submit(page, ANSWERS | {"email": "inny@example.pl"}))
    assert "był już wysłany" in late.text
    assert "a***@example.pl" in late.text
    assert "anna.los@example.pl" not in late.source
    assert db.session.query(Account).one().email == "anna.los@example.pl"


def test_after_saving_the_form_leads_to_the_waiting_page(client: Browser) -> None:
    begin(client)
    client.submit("/rejestracja", ANSWERS)
    assert client.get("/rejestracja", 303).location == "/rejestracja/poczta"


@pytest.mark.parametrize("path", ["/rejestracja", "/rejestracja/poczta"])
def test_without_a_claim_one_starts_at_the_door(client: Browser, path: str) -> None:
    assert client.get(path, 303).location == "/"


def test_a_claim_ends_after_its_time(client: Browser) -> None:
    begin(client)
    with time_machine.travel(clock.now() + CLAIM_LIFETIME + timedelta(seconds=1)):
        page = client.follow(client.get("/rejestracja", 303))
        assert "Zaloguj się jeszcze raz" in page.text


def test_a_claim_ends_when_the_last_number_is_removed(client: Browser) -> None:
    begin(client)
    page = client.get("/rejestracja")
    remove_all(ANNA)
    assert client.submit(page, ANSWERS).location == "/"
    assert db.session.query(Account).count() == 0


def test_the_claim_ends_between_reading_and_saving(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(client)
    page = client.get("/rejestracja")

    def slow(password: str) -> str:
        remove_all(ANNA)
        return password

    monkeypatch.setattr("examportal.onboarding.routes.hash_password", slow)
    assert client.submit(page, ANSWERS).location == "/"
    assert db.session.query(Account).count() == 0


def test_the_cookie_knows_nobody(client: Browser) -> None:
    begin(client)
    claim = db.session.query(Claim).one()
    with client.flask.session_transaction() as cookie:
        kept = dict(cookie)
    assert claim.token_digest not in str(kept)
    assert ANNA.pesel not in str(kept)
    assert ANNA.numbers[0] not in str(kept)
