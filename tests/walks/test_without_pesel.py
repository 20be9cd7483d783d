"""Somebody without PESEL walks from the office's file to the account, with the login number that the merge gave."""

import csv
from pathlib import Path

import pytest

from examportal.throttle.rules import PAIR
from tests.browser import Browser
from tests.people import ANSWERS, PASSWORD
from tests.walks.office import Office, Post, link, plain

HEADERS = (
    "PESEL;Numer ewidencyjny;Nazwisko;Imiona;Zakres;"
    "Rodzaj dokumentu;Seria i numer dokumentu;Kraj wydania;Data urodzenia"
)
OKSANA = ";1-20456;Melnyk;Oksana;MBI;paszport;FE4600207;Ukraina;10.01.1979"
ANNA = "44051401359;1-30001;Łoś;Anna;MBI;;;;"
NEW_PASSWORD = "Drugie hasło na 100%"
UNTOLD = ("FE4600207", "10.01.1979", "10 stycznia 1979", "paszport")


@pytest.fixture
def login(office: Office) -> str:
    """Return the login number that the merge printed for Oksana."""
    merged = office.merge(OKSANA, ANNA, OKSANA.replace("1-20456", "1-20457"), headers=HEADERS)
    assert [row["verdict"] for row in merged["rows"]] == ["new_person", "new_person", "new_number"]
    first, anna, second = (row.get("login_number") for row in merged["rows"])
    assert first == second
    assert anna is None
    assert len(first) == 6
    return str(first)


def test_from_the_file_to_the_account(client: Browser, office: Office, post: Post, login: str) -> None:
    form = client.follow(client.submit("/", {"login": f" {login[:3]} {login[3:]}", "password": "1-20457"}))
    assert form.url == "/rejestracja"
    assert f"logować się loginem {login} i własnym hasłem" in form.text
    assert not [word for word in UNTOLD if word in form.text]  # knowing the two numbers is no proof yet
    client.follow(client.submit(form, ANSWERS))
    letter = post.deliver("/aktywacja/")
    assert "PESEL" not in plain(letter)
    phone = Browser(client.app)
    active = phone.follow(phone.submit(link(letter), button="Aktywuj konto"))
    assert "Zaloguj się numerem PESEL albo loginem od komisji" in active.text
    answer = client.submit("/", {"login": login, "password": PASSWORD})
    assert answer.location == "/konto"
    account = client.follow(answer)
    for word in (login, "paszport (UA) ******207", "10 stycznia 1979", "1-20456", "1-20457"):
        assert word in account.text
    assert "FE4600207" not in account.text
    shown = office.show(login)
    assert (shown["account"], shown["person"]["login_number"], shown["person"]["pesel_masked"]) == (
        "active",
        login,
        None,
    )
    assert "Liczba wpisów" in office.says("journal", "verify")


def test_a_forgotten_password(client: Browser, post: Post, login: str) -> None:
    client.submit("/", {"login": login, "password": "1-20456"})
    client.submit("/rejestracja", ANSWERS)
    client.submit(link(post.deliver("/aktywacja/")), {})
    stranger = Browser(client.app)
    stranger.submit("/haslo", {"login": "100001" if login != "100001" else "100002"})
    stranger.submit("/haslo", {"login": login})
    path = link(post.deliver("/haslo/"))
    stranger.submit(path, {"new_password": NEW_PASSWORD, "repeat_password": NEW_PASSWORD})
    assert client.submit("/", {"login": login, "password": NEW_PASSWORD}).location == "/konto"
    Browser(client.app).submit("/", {"login": login, "password": PASSWORD}, 422)


def test_who_tries_too_often_waits(client: Browser, login: str) -> None:
    for _ in range(PAIR.allowed):
        refused = client.submit("/", {"login": login, "password": "9-9"}, 422)
    assert "login od komisji" in refused.text
    client.submit("/", {"login": login, "password": "9-9"}, 429)


def test_the_login_numbers_stand_in_the_report_and_on_the_screen(office: Office, login: str, tmp_path: Path) -> None:
    path, out = office.folder / "ewidencja.csv", tmp_path / "raport.csv"
    said = office.says("intake", "merge", str(path), "--report", str(out))
    assert f"Loginy osób bez numeru PESEL (1):\n  wiersz 2: {login}\n" in said
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[-3:] for row in rows[:2]] == [
        ["werdykt", "powód", "login"],
        ["bez zmian", "W ewidencji jest już to samo.", login],
    ]
    assert [row[-1] for row in rows[1:]] == [login, "", login]
