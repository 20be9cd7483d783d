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
