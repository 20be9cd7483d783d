"""The accounts of a file on the desk: the list, the matrix, two administrators at once, what is handed out."""

import io
import json

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from examportal.accounts.staff.rules import Role
from examportal.db import db
from examportal.journal.models import JournalPayload
from examportal.legacy import wording
from examportal.legacy.models import OldFile, StagedAccount
from examportal.legacy.staging import service
from tests.browser import Browser, Page
from tests.legacy.old_files import GIVE_BACK, ROWS, SAVE, START, Mover, csv_of
from tests.office.staff import Colleague
from tests.walks.canaries import columns, search

MATURY, ZAWODOWE = "edycja-0-0", "edycja-0-1"


@pytest.fixture
def mover(app: Flask) -> Mover:
    return Mover(app)


def verdicts(page: Page) -> dict[str, str]:
    """Return login → verdict of the accounts in a list."""
    lines = [row for table in page.tree.all("table")[:1] for row in table.all("tr")[1:]]
    return {row.all("th")[0].text: row.all("span")[0].text for row in lines}


def verdict(page: Page) -> str:
    (box,) = (node for node in page.tree.all("section") if node.attrs.get("id") == "werdykt")
    return box.all("strong")[0].text


def staged(login: str) -> StagedAccount:
    found = db.session.scalars(select(StagedAccount).where(StagedAccount.login == login)).one()
    db.session.refresh(found)
    return found


def journal(event: str) -> list[dict[str, object]]:
    query = select(JournalPayload).where(JournalPayload.event == event).order_by(JournalPayload.seq)
    return [json.loads(entry.details) | {"by": entry.actor} for entry in db.session.scalars(query)]


def test_a_file_shows_who_moves_and_why_not(mover: Mover) -> None:
    page = mover.bring(*ROWS)
    assert verdicts(page) == {"ala": "NIE", "ewa": "TAK", "jan": "TAK", "ola": "NIE"}
    assert "Sekcje, w których uprawnienia muszą być takie same: Matury, Zawodowe." in page.text
    assert "wszystkie: 4" in page.text
    assert "nie może edytować. Żeby przeszło, potrzebuje edycji przy jednym z nich" in page.text
    assert "Jest edycja bez podglądu." in page.text
    assert verdicts(mover.browser.get(f"{page.url}?powod=NIE")) == {"ala": "NIE", "ola": "NIE"}
    assert verdicts(mover.browser.get(f"{page.url}?powod=view_only&strona=7")) == {"ala": "NIE"}
    assert len(verdicts(mover.browser.get(f"{page.url}?powod=different_rights"))) == 4
    listed = mover.browser.get(START)
    assert "konta.csv (nr" in listed.text
    assert "Ewa Nowak" in listed.text


def test_accounts_are_found_by_login_name_and_address(mover: Mover) -> None:
    page = mover.bring(*ROWS)
    for typed, found in (
        ("śliwa", {"jan"}),
        ("EWA@ex", {"ewa"}),
        ("ala zak", {"ala"}),
        ("l", {"ala", "ewa", "jan", "ola"}),
    ):
        assert set(verdicts(mover.browser.submit(page, {"query": typed}, 200, button="Szukaj"))) == found
    assert "nie ma takiego konta" in mover.browser.submit(page, {"query": "Nowak"}, 200, button="Szukaj").text
    assert mover.browser.submit(page, {"query": ""}, 422, button="Szukaj").errors()


def test_long_lists_come_in_pages(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.legacy.staging.pages.ACCOUNTS_ON_A_PAGE", 2)
    monkeypatch.setattr("examportal.legacy.staging.queries._AT_A_TIME", 2)
    monkeypatch.setattr("examportal.legacy.staging.pages.ERRORS_SHOWN", 1)
    page = mover.bring(*ROWS)
    assert list(verdicts(page)) == ["ala", "ewa"]
    assert "strona 1 z 2" in page.text
    assert "poniżej pierwsze 1" in page.text
    assert list(verdicts(mover.browser.get(f"{page.url}?strona=2"))) == ["jan", "ola"]
    found = mover.browser.submit(page, {"query": "a"}, 200, button="Szukaj")
    assert "Znalezione: 4, poniżej pierwsze 2" in found.text
    assert len(mover.browser.get(f"{page.url}/werdykty.csv").source.splitlines()) == 9


def test_ticking_the_missing_boxes_moves_an_account(mover: Mover) -> None:
    page = mover.open(mover.bring(*ROWS), "ala")
    assert verdict(page) == "NIE"
    assert "„Umowy” w sekcji „Zawodowe”: edycja" in page.text
    tried = mover.browser.post(page.url, tick(page, MATURY, ZAWODOWE) | {"act": "sprawdz"}, 200)
    assert (verdict(tried), "Tak będzie po zapisaniu." in tried.text) == ("TAK", True)
    assert staged("ala").changed_by is None
    saved = mover.browser.follow(mover.browser.submit(page, {MATURY: True, ZAWODOWE: True}, button=SAVE))
    assert (verdict(saved), "Tak będzie" in saved.text) == ("TAK", False)
    assert "Zmienione w portalu: Ewa Nowak, " in saved.text
    (told,) = journal("old_rights_changed")
    assert told["changes"] == "Umowy @ Matury: view → edit; Umowy @ Zawodowe: view → edit"
    assert str(told["by"]).startswith("staff:")
    assert staged("ala").rights_in_file == {"Matury": {"Umowy": "view"}, "Zawodowe": {"Umowy": "view"}}
    assert "Uprawnienia zmienione w portalu: 1 konto." in mover.browser.get(page.url.rsplit("/", 2)[0]).text
    # Saving the same again is no change.
    mover.browser.submit(saved, {}, button=SAVE)
    assert len(journal("old_rights_changed")) == 1


def test_the_rights_of_the_file_come_back(mover: Mover) -> None:
    page = mover.open(mover.bring(*ROWS), "jan")
    assert GIVE_BACK not in page.text
    saved = mover.browser.follow(mover.browser.submit(page, {ZAWODOWE: None, "podglad-0-1": None}, button=SAVE))
    assert verdict(saved) == "NIE"
    back = mover.browser.follow(mover.browser.submit(saved, button=GIVE_BACK))
    assert (verdict(back), "Zmienione w portalu" in back.text, GIVE_BACK in back.text) == ("TAK", False, False)
    assert journal("old_rights_given_back")[0]["changes"] == "Umowy @ Zawodowe: none → edit"
    late = mover.browser.follow(mover.browser.submit(saved, button=GIVE_BACK))
    assert "Ktoś w międzyczasie zmienił" in late.text
    # What nobody has changed has nothing to come back.
    mover.browser.post(f"{page.url}/z-pliku", {"csrf_token": page.value("csrf_token"), "seen": "2"})
    assert len(journal("old_rights_given_back")) == 1


def test_faulty_rows_stop_counting_when_somebody_has_looked(mover: Mover) -> None:
    page = mover.open(mover.bring(*ROWS), "ola")
    assert "Wiersz 7: Jest edycja bez podglądu." in page.text
    boxes = dict.fromkeys((MATURY, ZAWODOWE, "podglad-0-0", "podglad-0-1"), True)
    saved = mover.browser.follow(mover.browser.submit(page, boxes, button=SAVE))
    assert verdict(saved) == "NIE"
    saved = mover.browser.follow(mover.browser.submit(saved, {"settled": True}, button=SAVE))
    assert (verdict(saved), journal("old_rights_changed")[-1]["settled"]) == ("TAK", True)
    assert "settled" not in saved.source
    back = mover.browser.follow(mover.browser.submit(saved, button=GIVE_BACK))
    assert (verdict(back), staged("ola").is_faulty) == ("NIE", True)


def test_of_many_faulty_rows_some_are_shown(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ERRORS_OF_ACCOUNT", 1)
    page = mover.open(mover.bring(*ROWS[5:6] * 3, "ola;;;użytkownik;Zawodowe;Umowy;nie;nie"), "ola")
    assert page.text.count("Jest edycja bez podglądu.") == 1
    assert staged("ola").rights_in_file == {}


def test_edit_without_view_is_refused_and_stays_ticked(mover: Mover) -> None:
    page = mover.open(mover.bring(*ROWS), "ola")
    refused = mover.browser.submit(page, {MATURY: True}, 422, button=SAVE)
    assert "Zaznacz też podgląd: „Umowy” w sekcji „Matury”." in refused.errors()[""]
    assert refused.value(MATURY) == "1"
    late = mover.browser.post(page.url, tick(page, MATURY) | {"csrf_token": "nie ten"}, 422)
    assert late.value(MATURY) == "1"
    mover.browser.post(f"{page.url}/z-pliku", {"csrf_token": "nie ten"}, 422)
    assert journal("old_rights_changed") == []


def test_of_two_administrators_the_later_one_sees_what_changed(mover: Mover) -> None:
    page = mover.open(mover.bring(*ROWS), "ala")
    other = Mover(mover.app, "adam@example.pl")
    other.browser.submit(page.url, {MATURY: True, ZAWODOWE: True}, button=SAVE)
    for typed in ("0", "", "x", "9" * 12):
        late = mover.browser.post(page.url, tick(page, MATURY) | {"seen": typed}, 422)
        assert "różni się od zapisanego: „Umowy” w sekcji „Zawodowe”: podgląd i edycja → podgląd." in late.errors()[""]
    assert len(journal("old_rights_changed")) == 1
    same = mover.browser.post(page.url, tick(page, MATURY, ZAWODOWE), 422)
    assert "Zaznaczone jest to samo" in same.errors()[""]
    mover.browser.submit(late, {}, button=SAVE)
    assert len(journal("old_rights_changed")) == 2


def test_rights_in_sections_that_do_not_count_stay(mover: Mover) -> None:
    page = mover.bring(*ROWS, sections=("Matury",))
    assert "które według ustawień portalu się nie liczą: Zawodowe." in page.text
    account = mover.open(page, "ala")
    assert "Zawodowe" not in account.text
    saved = mover.browser.follow(mover.browser.submit(account, {MATURY: True}, button=SAVE))
    assert verdict(saved) == "TAK"
    assert staged("ala").rights == {"Matury": {"Umowy": "edit"}, "Zawodowe": {"Umowy": "view"}}


def test_the_same_file_is_staged_once(mover: Mover) -> None:
    first = mover.send(csv_of(*ROWS))
    assert mover.send(csv_of(*ROWS), "inna-nazwa.csv").location == first.location
    assert "Ten sam plik jest już przyjęty" in mover.browser.follow(first).text
    assert len(db.session.scalars(select(OldFile)).all()) == 1
    assert len(journal("old_file_brought")) == 1


def test_files_that_are_none_are_refused(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    assert mover.send(b"", status=422).errors()["file"] == "Plik jest pusty."
    assert "brakuje kolumn" in mover.send(b"login;rola\nu1;administrator\n", status=422).errors()["file"]
    monkeypatch.setattr(service, "MOST_COLUMNS", 1)
    assert "nie jest wykaz kont" in mover.send(csv_of(*ROWS), status=422).errors()["file"]
    monkeypatch.setattr(service, "MOST_ACCOUNTS", 3)
    assert mover.send(csv_of(*ROWS), status=422).errors()["file"] == wording.TOO_MANY_ACCOUNTS
    assert mover.browser.submit(START, {}, 422).errors()["file"] == "Wybierz plik z kontami."
    monkeypatch.setattr("examportal.legacy.routes.files.MAX_BYTES", -64 * 1024)
    assert "Plik ma ponad 64 MB" in mover.send(csv_of(*ROWS), status=413).errors()["file"]


def test_a_file_without_accounts_has_a_page(mover: Mover) -> None:
    page = mover.bring("ewa;;;administrator;;;;")
    account = mover.open(page, "ewa")
    assert "nie ma żadnego uprawnienia w sekcjach" in account.text
    empty = mover.bring()
    assert "Nie ma tu żadnego konta." in empty.text
    assert mover.browser.get(f"{empty.url}/werdykty.csv").source.count("\n") == 1


def test_what_is_handed_out_computes_nothing(mover: Mover) -> None:
    page = mover.bring(*ROWS, "zły;=1+1;;użytkownik;Matury;@umowy;tak;tak")
    told = mover.browser.get(f"{page.url}/werdykty.csv").source
    assert "zły;'=1+1;;użytkownik;NIE;uprawnienia tylko w jednej sekcji;" in told
    assert "\r\n7;ola;Jest edycja bez podglądu.\r\n8;;Brakuje loginu.\r\n" in told
    book = mover.browser.get(f"{page.url}/werdykty.xlsx").response.get_data()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[1][:6] == ["ala", "Ala Żak", "ala@example.pl", "użytkownik", "NIE", "sam podgląd"]
    assert rows[1][7] == "„Umowy” w sekcji „Matury”: edycja; „Umowy” w sekcji „Zawodowe”: edycja"
    assert [row[1] for row in rows if row[0] == "zły"] == ["=1+1"]


def test_names_and_addresses_are_sealed(mover: Mover) -> None:
    mover.bring(*ROWS)
    account = staged("ala")
    assert search(("Ala Żak", "ala@example.pl", "Śliwa", "konta.csv"), columns(db.session.connection())) == []
    assert service.account_of(account).name == "Ala Żak"
    assert account.unseal()["email"] == "ala@example.pl"


def test_only_those_who_move_accounts_come_in(app: Flask, mover: Mover) -> None:
    page = mover.bring(*ROWS)
    account = mover.open(page, "ala")
    registrar = Browser(app)
    Colleague(registrar, "rita@example.pl", "Rita Lis", Role.REGISTRAR).set_up()
    for path in (START, page.url, account.url, f"{page.url}/werdykty.csv"):
        assert registrar.get(path, 403).status == 403
    for path in (f"{START}/999", f"{page.url}/konta/999", f"{START}/999/werdykty.xlsx"):
        assert mover.browser.get(path, 404).status == 404


def tick(page: Page, *names: str) -> dict[str, str]:
    """Return what a browser sends from the matrix of an account that only looks, with these boxes ticked as well."""
    sent = {"podglad-0-0": "1", "podglad-0-1": "1", "seen": page.value("seen")}
    return sent | {"csrf_token": page.value("csrf_token")} | dict.fromkeys(names, "1")
