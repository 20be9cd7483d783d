"""The wizard: a file becomes a plan, the plan is confirmed, and exactly that plan is applied."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.browser import Page
from tests.intake.rows import PESELS, csv_of
from tests.intake.wizard import START, Clerk

GOOD = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;;"
OTHER = f"{PESELS[1]};1-2;Żak;Ewa;MBI;08.05.2022;;;"
BAD = "123;1-3;Sowa;Jan;MBI;;;;"
TWICE = f"{PESELS[2]};1-1;Sowa;Jan;MBI;;;;"

pytestmark = pytest.mark.usefixtures("scopes")


@pytest.fixture
def clerk(app: Flask) -> Clerk:
    return Clerk(app)


def headings(page: Page) -> list[str]:
    nav = next(nav for nav in page.tree.all("nav") if "headings" in nav.classes)
    return [link.text for link in nav.all("a")]


def test_a_file_is_planned_confirmed_and_merged(clerk: Clerk, runner: FlaskCliRunner) -> None:
    plan = clerk.plan(csv_of(GOOD, "", BAD))
    assert plan.heading == "Co zmieni ten plik"
    assert headings(plan) == ["wszystkie: 2", "błędny wiersz: 1", "nowa osoba: 1"]
    assert "PESEL musi mieć dokładnie 11 cyfr." in plan.text
    assert PESELS[0] not in plan.source
    confirm = clerk.browser.get(f"{plan.url}/potwierdzenie")
    assert [button.text for button in confirm.tree.all("button")][-1] == "Wczytaj: 1 nowa osoba, 1 nowy numer"
    merged = clerk.merge(plan)
    assert merged.heading == "Plik wczytany"
    assert "błędny wiersz: 1" in merged.text
    assert "Gęś" in runner.invoke(args=["register", "show", "1-1"]).output
    start = clerk.browser.get(START)
    assert "nowa osoba: 1, błędny wiersz: 1" in start.text
    assert "Ewa Nowak" in start.text


def test_rows_are_filtered_and_paged(clerk: Clerk) -> None:
    plan = clerk.plan(csv_of(GOOD, *[BAD] * 60))
    wrong = clerk.browser.get(f"{plan.url}?werdykt=invalid&strona=2")
    assert "strona 2 z 2" in wrong.text
    lines = [row.all("th")[0].text for row in wrong.tree.all("tr")[1:]]
    assert lines == [str(line) for line in range(53, 63)]
    for nonsense in ("werdykt=x&strona=99999999999999999999", "strona=-1", "strona=x"):
        assert "strona 1 z 2" in clerk.browser.get(f"{plan.url}?{nonsense}").text


def test_conflicts_are_left_out_only_when_somebody_says_so(clerk: Clerk) -> None:
    plan = clerk.plan(csv_of(GOOD, TWICE, OTHER))
    page = clerk.browser.get(f"{plan.url}/potwierdzenie")
    refused = clerk.browser.submit(page, {}, 422)
    assert "Zaznacz, że te wiersze mają zostać pominięte" in refused.errors()["skip_conflicts"]
    merged = clerk.merge(plan, skip_conflicts=True)
    assert "do rozstrzygnięcia: 2" in merged.text


def test_a_repair_waits_for_consent(clerk: Clerk, samples: Path) -> None:
    plan = clerk.plan_sample(samples / "06_excel_damage.xlsx")
    assert any("czeka na zgodę" in heading for heading in headings(plan))
    sent = clerk.browser.submit(
        plan, {"naprawa": ["zero_restored", "scientific_expanded"]}, button="Zapisz i pokaż nowy plan"
    )
    assert clerk.browser.follow(sent).heading == "Sprawdzamy plik"
    clerk.work()
    again = clerk.browser.get(plan.url)
    assert not any("czeka na zgodę" in heading for heading in headings(again))
    assert len([box for box in again.tree.all("input", name="naprawa") if "checked" in box.attrs]) > 0


def test_the_same_file_again_is_said_to_be_known(clerk: Clerk) -> None:
    clerk.merge(clerk.plan(csv_of(GOOD)))
    again = clerk.plan(csv_of(GOOD))
    assert "Ten sam plik już wczytano" in again.text
    assert "nie ma niczego, co można by teraz wczytać" in again.text
    assert "nie ma niczego" in clerk.browser.get(f"{again.url}/potwierdzenie").text


def test_a_sample_shows_how_the_file_is_read_and_what_is_not_taken(clerk: Clerk) -> None:
    headers = "PESEL;Numer ewidencyjny;Nazwisko;Imiona;Zakres;Uwagi"
    rows = [f"{PESELS[0]};1-{number};Kowal;Jan;MBI;{PESELS[1]}" for number in range(30)]
    page = clerk.look("\r\n".join([headers, *rows, GOOD]).encode("cp1250"))
    assert page.heading == "Jak odczytać ten plik"
    assert "Windows-1250" in page.text
    assert "Z tych kolumn nic nie wczytamy: Uwagi" in page.text
    assert "Gęś" in page.text
    assert PESELS[0] not in page.source
    assert PESELS[1] not in page.source


def test_a_sample_hides_who_people_are_however_it_is_written(clerk: Clerk) -> None:
    spaced = [f"{pesel[:6]} {pesel[6:]}" for pesel in PESELS]
    row = f"{spaced[0]};123456789;Kowal;{spaced[1]};MBI;'{spaced[2]}"
    page = clerk.look(f"PESEL;Nr ewid.;Nazwisko;Imiona;Zakres;Uwagi\r\n{row}".encode())
    assert not any(pesel in page.source for pesel in spaced)
    assert "123456789" in page.text


def test_columns_are_mapped_by_hand_and_remembered(clerk: Clerk) -> None:
    content = b"Kto;Numerek;Nazwisko;Imiona;Zakres;Puste\r\n" + GOOD.encode()
    page = clerk.look(content)
    assert "Nie wiemy, w której kolumnie jest: Numer ewidencyjny, PESEL." in page.text
    refused = clerk.browser.submit(page, {"column_0": "pesel"}, 422, button="Pokaż, co się zmieni")
    assert refused.errors()[""] == "Wskaż jeszcze, gdzie jest: „Numer ewidencyjny”."
    twice = {"column_0": "pesel", "column_1": "pesel", "column_5": "registry_number"}
    refused = clerk.browser.submit(refused, twice, 422, button="Pokaż, co się zmieni")
    assert "jest już we wcześniejszej kolumnie" in refused.errors()["column_1"]
    good = {"column_0": "pesel", "column_1": "registry_number", "column_5": ""}
    sent = clerk.browser.submit(refused, good, button="Pokaż, co się zmieni")
    clerk.work()
    assert "nowa osoba: 1" in clerk.browser.follow(sent).text
    again = clerk.look(content.replace(b"Grzegorz", "Gaweł".encode()))
    assert "był już wczytywany, więc kolumny są dopasowane tak jak wtedy" in again.text
    assert again.value("column_1") == "registry_number"
    other = {"column_5": "phone"}
    clerk.browser.submit(again, other, button="Pokaż, co się zmieni")
    assert clerk.look(content + b" ").value("column_5") == "phone"


def test_encoding_and_delimiter_are_overruled(clerk: Clerk) -> None:
    page = clerk.look(csv_of(GOOD))
    answers = {"encoding": "windows-1250", "delimiter": "|"}
    sent = clerk.browser.submit(page, answers, button="Odczytaj plik jeszcze raz")
    clerk.work()
    other = clerk.browser.get(f"{sent.location}/kolumny")
    assert "kolumny rozdziela kreska" in other.text
    back = clerk.browser.submit(other, {"encoding": "", "delimiter": ""}, button="Odczytaj plik jeszcze raz")
    late = clerk.browser.submit(other, {"encoding": "", "delimiter": ""}, button="Odczytaj plik jeszcze raz")
    assert "na innym etapie" in clerk.browser.follow(late).text
    assert clerk.browser.get(f"{sent.location}/kolumny", 303).location == sent.location
    clerk.work()
    assert "UTF-8" in clerk.browser.get(f"{back.location}/kolumny").text
    clerk.browser.submit(other, {"encoding": "x"}, 422, button="Odczytaj plik jeszcze raz")


def test_an_unreadable_text_can_be_read_in_another_way(clerk: Clerk) -> None:
    page = clerk.plan(csv_of(GOOD)[3:].replace("ę".encode(), b"\x81\x83\x98"))
    assert "w jakim kodowaniu" in page.text
    columns = clerk.browser.get(f"{page.url}/kolumny")
    sent = clerk.browser.submit(columns, {"encoding": "ibm852"}, button="Odczytaj plik jeszcze raz")
    clerk.work()
    assert "IBM852" in clerk.browser.get(f"{sent.location}/kolumny").text


def test_one_of_several_sheets_is_chosen(clerk: Clerk, samples: Path) -> None:
    page = clerk.look((samples / "12_title_rows.xlsx").read_bytes(), "12.xlsx")
    names = [option.attrs["value"] for option in page.tree.all("select", name="sheet")[0].all("option")]
    assert page.value("sheet") in names
    sent = clerk.browser.submit(page, {"sheet": names[-1]}, button="Odczytaj plik jeszcze raz")
    clerk.work()
    assert clerk.browser.get(f"{sent.location}", clerk.browser.flask.get(sent.location).status_code)
