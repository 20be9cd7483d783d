"""Moving accounts of the old service: roles, the move and its report, letters to everybody, and nobody twice."""

import csv
import io
import json
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.accounts.staff.queries import find_by_email
from examportal.accounts.staff.rules import MAY, Permission, Role
from examportal.accounts.staff.service import members
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.legacy.moving import queries, service, work
from examportal.legacy.moving.models import MovedAccount
from examportal.legacy.moving.rules import PAGE_LIFETIME, Move, Outcome
from examportal.legacy.moving.service import OtherPlan
from tests.browser import Browser, Page
from tests.legacy.old_files import ROWS, START, Mover, csv_of, keep
from tests.letters import newest_link, posted
from tests.office.staff import Colleague
from tests.smtp import run_worker

TWICE = (
    "raz;Raz;dwoje@example.pl;administrator;;;;",
    "dwa;Dwa;dwoje@example.pl;administrator;;;;",
    "byl;Był;ewa.nowak@example.pl;administrator;;;;",
)
EVERY = (*ROWS, *TWICE)


@pytest.fixture
def mover(app: Flask) -> Mover:
    """Return an administrator."""
    return Mover(app)


@pytest.fixture
def shown(mover: Mover) -> Page:
    """Return the page of the move of a file with everything in it."""
    return mover.browser.get(f"{mover.bring(*EVERY).url}/przeniesienie")


def file_of(page: Page) -> int:
    return int(page.url.split("/")[3])


def id_of(mover: Mover) -> int:
    member = find_by_email(mover.email)
    assert member is not None
    return member.id


def told(moves: list[Move]) -> list[tuple[str, Outcome, Role | None]]:
    return [(one.candidate.account.login, one.outcome, one.role) for one in moves]


def invited() -> list[str]:
    return sorted(letter.recipient for letter in posted("staff_invitation"))


def test_who_moves_is_invited_in_the_role_of_the_rights(mover: Mover, shown: Page) -> None:
    assert "Przechodzi: 2" in shown.text
    assert "Adres kilku kont: 2" in shown.text
    assert "Ma już konto w portalu: 1" in shown.text
    saved = mover.browser.submit(shown, {"rola-0": "registrar"}, button="Zapisz role")
    again = mover.browser.follow(saved)
    assert "pracownik ewidencji" in again.text
    stale = mover.browser.follow(mover.browser.submit(shown, button="Przenieś 2 konta"))
    assert "Tymczasem coś się zmieniło" in stale.text
    before = told(service.plan(file_of(shown)))
    sent = posted("staff_invitation")
    mover.browser.submit(again, button="Przenieś 2 konta")
    run_worker(mover.app)
    assert {letter.recipient for letter in posted("staff_invitation")[len(sent) :]} == {
        "ewa@example.pl",
        "jan@example.pl",
    }
    jan, ewa = find_by_email("jan@example.pl"), find_by_email("ewa@example.pl")
    assert jan is not None
    assert (jan.role, jan.name) == (Role.REGISTRAR, "Jan Śliwa")
    assert ewa is not None
    assert ewa.role == Role.ADMINISTRATOR
    assert told(service.plan(file_of(shown))) == before
    done = mover.browser.get(shown.url)
    assert "Przeniesione konta: 2 z 2." in done.text
    assert "Przenieś" not in [button.text for button in done.tree.all("button")]


def test_the_report_after_the_move_is_the_report_before(mover: Mover, shown: Page) -> None:
    def taken() -> list[list[str]]:
        text = mover.browser.get(f"{shown.url}/wynik.csv").response.data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    before = taken()
    mover.browser.submit(shown, button="Przenieś 2 konta")
    work.move(file_of(shown))
    assert taken() == before
    assert ["jan", "Jan Śliwa", "jan@example.pl", "przechodzi", "pracownik pomocy"] in [row[:5] for row in before]
    assert mover.browser.get(f"{shown.url}/wynik.xlsx").response.data.startswith(b"PK")


def test_moving_again_moves_nobody_twice_from_whatever_file(mover: Mover, shown: Page) -> None:
    file_id = file_of(shown)
    mover.browser.submit(shown, button="Przenieś 2 konta")
    for _ in range(2):
        work.move(file_id)
    count = len(invited())
    other = keep(id_of(mover), *ROWS[:3])
    with transaction():
        assert service.order(other, service.digest_of(service.plan(other)), COMMAND) == 0
    work.move(other)
    assert len(invited()) == count
    assert db.session.query(MovedAccount).count() == 2


def test_a_worker_that_dies_in_the_middle_goes_on_where_it_was(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    file_id = keep(id_of(mover), *ROWS)
    with transaction():
        service.order(file_id, service.digest_of(service.plan(file_id)), COMMAND)
    before, invite = len(invited()), service.invite

    def killed(move_id: int) -> None:
        invite(move_id)
        if len(invited()) > before + 1:
            raise KeyboardInterrupt  # before the second commit

    monkeypatch.setattr(service, "invite", killed)
    with pytest.raises(KeyboardInterrupt):
        work.move(file_id)
    monkeypatch.undo()
    assert queries.count_waiting(file_id) == 1
    work.move(file_id)
    assert invited() == ["ewa.nowak@example.pl", "ewa@example.pl", "jan@example.pl"]
    assert queries.count_waiting(file_id) == 0


def test_whoever_has_joined_the_staff_meanwhile_is_not_invited_again(mover: Mover) -> None:
    file_id = keep(id_of(mover), *ROWS)
    with transaction():
        service.order(file_id, service.digest_of(service.plan(file_id)), COMMAND)
    with transaction():
        members.invite("jan@example.pl", "Jan", Role.AUDITOR, COMMAND)
    work.move(file_id)
    outcomes = {one.candidate.account.login: one.outcome for one in service.plan(file_id)}
    assert outcomes == {
        "ewa": Outcome.MOVES,
        "jan": Outcome.ALREADY_STAFF,
        "ala": Outcome.STAYS,
        "ola": Outcome.STAYS,
    }


def test_a_move_waits_when_whoever_ordered_it_may_invite_no_more(mover: Mover, shown: Page) -> None:
    file_id, other = file_of(shown), Colleague(Browser(mover.app), "iga@example.pl", "Iga Sowa").set_up()
    mover.browser.submit(shown, button="Przenieś 2 konta")
    ewa = find_by_email(mover.email)
    assert ewa is not None
    with transaction():
        members.change_role(ewa.id, Role.CLERK, COMMAND)
    work.move(file_id)
    assert queries.count_waiting(file_id) == 2
    waiting = other.browser.get(shown.url)
    other.browser.submit(waiting, button="Dokończ przenoszenie 2 kont")
    work.move(file_id)
    assert queries.count_waiting(file_id) == 0


def test_moving_takes_the_permission_to_invite(app: Flask) -> None:
    iga = Colleague(Browser(app), "iga@example.pl", "Iga Sowa", Role.CLERK).set_up()
    with transaction():
        members.change_permissions(iga.id, {Permission.MOVE_ACCOUNTS}, MAY[Role.CLERK], COMMAND)
    shown = iga.browser.get(f"{START}/{keep(iga.id, *ROWS)}/przeniesienie")
    assert "Kont do przeniesienia jest 2." in shown.text
    iga.browser.post(shown.url, {"csrf_token": shown.value("csrf_token")}, 403)


def test_everybody_is_told_by_a_page_of_their_own(mover: Mover, shown: Page) -> None:
    client = mover.browser
    client.submit(shown, button="Napisz do 4 osób, których konta nie przechodzą")
    client.submit(shown, button="Napisz do 2 osób, których konta przechodzą")
    work.tell(file_of(shown))
    links = {letter.recipient: letter for letter in posted("account_word")}
    assert len(posted("account_word")) == 6
    assert "Nie ma już do kogo napisać." in client.get(shown.url).text
    gone = client.follow(client.submit(shown, button="Napisz do 4 osób, których konta nie przechodzą"))
    assert "Tymczasem coś się zmieniło" in gone.text
    reader, read = Browser(mover.app), {}
    for recipient, letter in links.items():
        (path,) = links_of(letter.unseal()["text"])
        read[recipient] = (path, reader.get(path))
    assert read["jan@example.pl"][1].heading == "Twoje konto przechodzi do portalu"
    assert "Dostaniesz osobny list" in read["jan@example.pl"][1].text
    assert read["ewa.nowak@example.pl"][1].heading == "Masz już konto w portalu"
    assert "dwa konta" in read["dwoje@example.pl"][1].text
    stays = read["ala@example.pl"][1]
    assert stays.heading == "Twoje konto nie przechodzi do portalu"
    assert "pozwalało w dawnym serwisie tylko oglądać" in stays.text
    assert "„Umowy” w sekcji „Matury”: edycja" in stays.text
    client.submit(client.get(shown.url), button="Przenieś 2 konta")
    work.move(file_of(shown))
    assert "Link z tamtego listu działa 72 godziny" in reader.get(read["jan@example.pl"][0]).text
    with time_machine.travel(clock.now() + PAGE_LIFETIME):
        assert reader.get(read["jan@example.pl"][0], 410).heading == "Ten link stracił ważność"


def links_of(text: str) -> list[str]:
    return [f"/{word.split('/', 3)[3]}" for word in text.split() if "/dawne-konto/" in word]


def test_links_that_nobody_was_sent_are_slowed_down(app: Flask) -> None:
    client = Browser(app)
    for _ in range(30):
        assert client.get("/dawne-konto/x", 404).heading == "Nie znamy tego linku"
    assert client.get("/dawne-konto/x", 429).response.headers["Retry-After"]


def test_a_right_leads_to_a_role_until_it_leads_to_none(mover: Mover, shown: Page) -> None:
    mover.browser.submit(shown, {"rola-0": "auditor"}, button="Zapisz role")
    assert queries.roles_by_right() == {"Umowy": Role.AUDITOR}
    again = mover.browser.submit(shown, {"rola-0": ""}, button="Zapisz role")
    assert queries.roles_by_right() == {}
    assert again.status == 303
    mover.browser.post(f"{shown.url}/role", {"rola-0": "administrator", "csrf_token": shown.value("csrf_token")}, 422)
    mover.browser.post(f"{shown.url}/role", {"rola-0": "clerk"}, 422)
    mover.browser.post(shown.url, {}, 422)
    mover.browser.get(f"{START}/99/przeniesienie", 404)


def test_what_is_ordered_is_what_was_shown(mover: Mover) -> None:
    file_id = keep(id_of(mover), *ROWS)
    with pytest.raises(OtherPlan), transaction():
        service.order(file_id, "0" * 64, COMMAND)
    with pytest.raises(OtherPlan), transaction():
        service.order_letters(file_id, moving=True, people=-1, actor=COMMAND)


def test_the_command_moves_and_says_the_same_again(runner: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "konta.csv"
    path.write_bytes(csv_of(*EVERY[:-1]))
    check = json.loads(runner.invoke(args=["legacy", "check", str(path), "--json"]).stdout)
    first = json.loads(runner.invoke(args=["legacy", "move", str(path), "--json"]).stdout)
    second = json.loads(runner.invoke(args=["legacy", "move", str(path), "--json"]).stdout)
    assert {name: first[name] for name in check} == check
    assert (first["moved"], second["moved"]) == (2, 0)
    assert first["moves"] == second["moves"]
    assert first["move_totals"] == {
        "stays": 2, "address_missing": 0, "address_unusable": 0, "already_staff": 0, "address_twice": 2, "moves": 2,
    }  # fmt: skip
    assert invited() == ["ewa@example.pl", "jan@example.pl"]
    said = runner.invoke(args=["legacy", "move", str(path)])
    assert "Konta: 6. Przeniesione teraz: 0, wcześniej: 2." in said.output
    assert "dwa: adres kilku kont." in said.output
    path.write_bytes(b"login\nx\n")
    refused = runner.invoke(args=["legacy", "move", str(path), "--json"])
    assert (refused.exit_code, json.loads(refused.stdout)["moved"]) == (1, 0)


def test_whoever_is_invited_sets_password_and_second_step(mover: Mover, shown: Page) -> None:
    mover.browser.submit(shown, button="Przenieś 2 konta")
    work.move(file_of(shown))
    jan = Colleague(Browser(mover.app), "jan@example.pl", "Jan Śliwa")
    jan.set_password(newest_link("staff_invitation"))
    jan.add_app()
    assert jan.keep_codes().location == "/biuro/"
