"""Second steps on the examiner's own pages: added, used up, removed, each told by letter."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts import own_steps
from examportal.accounts.rules import PROOF_LIFETIME, keys_of
from examportal.accounts.steps import passkeys
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.rules import (
    MOST_PASSKEYS,
    SET_UP_LIFETIME,
    NewKey,
    NothingOffered,
    Owner,
)
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.throttle.rules import FIRST_CODES, PASSKEY_ASKERS
from tests.accounts.active import account, active, sign_in, with_setting
from tests.accounts.steps.keys import CODES, NEW_APP, NEW_KEY, SECURITY, add_app, add_key, keep_codes, options_on
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser
from tests.letters import posted, text_of


@pytest.fixture
def anna(app: Flask) -> Browser:
    """Return the browser of Anna, who has just signed in."""
    browser = active(app)
    sign_in(browser)
    return browser


def owner() -> Owner:
    found = account()
    return keys_of(found.id, found.examiner_id)


def told() -> list[str]:
    return [text_of(letter) for letter in posted("account_notice")]


def test_an_app_is_added_by_its_code_and_recovery_codes_come_with_it(anna: Browser) -> None:
    phone = add_app(anna)
    assert steps.find_authenticator(owner()) is not None
    codes = keep_codes(anna)
    assert len(set(codes)) == 10
    page = anna.get(SECURITY)
    assert "Zostało: 10 z 10" in page.text
    assert "Dodana" in page.text
    assert phone.secret not in page.source
    assert ["drugi krok logowania" in text for text in told()] == [True, True]
    rows = db.session.query(JournalPayload).filter_by(subject=str(owner().actor)).order_by(JournalPayload.seq)
    events = [row.event for row in rows]
    assert events[-5:] == [
        *("authenticator_set", "recovery_codes_issued", "letter_posted", "recovery_codes_kept", "letter_posted"),
    ]


def test_the_picture_is_a_file_and_the_secret_is_shown_for_a_while(anna: Browser) -> None:
    page = anna.follow(anna.submit(SECURITY, button="Dodaj aplikację z kodami"))
    (image,) = page.tree.all("img")
    assert anna.get(image.attrs["src"]).response.mimetype == "image/svg+xml"
    with transaction():
        own_steps.offer_app(account().examiner_id)
    assert anna.get(NEW_APP).tree.all("code", id="klucz")[0].text == page.tree.all("code", id="klucz")[0].text
    me = owner()
    with transaction():
        offered = steps.find_offered_authenticator(me)
        assert offered is not None
        offered.offered_at -= SET_UP_LIFETIME
    assert "otwarta zbyt długo" in anna.follow(anna.get(NEW_APP, 303)).text


def test_wrong_codes_of_a_new_app_are_refused_and_throttled(anna: Browser) -> None:
    page = anna.follow(anna.submit(SECURITY, button="Dodaj aplikację z kodami"))
    for _ in range(FIRST_CODES.allowed):
        assert "nie pasuje" in anna.submit(page, {"code": "000000"}, 422).errors()["code"]
    assert int(anna.submit(page, {"code": "000000"}, 429).response.headers["Retry-After"]) > 0
    assert steps.find_authenticator(owner()) is None
    assert told() == []


def test_a_key_is_added_named_listed_and_removed(anna: Browser) -> None:
    assert add_key(anna, SoftKey(), "mój telefon").location == CODES
    keep_codes(anna)
    page = anna.get(SECURITY)
    assert "mój telefon: dodany" in page.text
    (link,) = [one.attrs["href"] for one in page.tree.all("a") if "Usuń klucz" in one.text]
    removal = anna.get(link)
    assert "jedyny taki drugi krok" in removal.text
    anna.submit(removal, button="Usuń klucz")
    assert not steps.has_app_or_passkey(owner())
    assert steps.codes_left(owner()) == 0
    anna.get(link, 404)
    rows = db.session.query(JournalPayload).filter_by(subject=str(owner().actor)).order_by(JournalPayload.seq)
    events = [row.event for row in rows]
    assert events[-3:] == ["passkey_removed", "recovery_codes_ended", "letter_posted"]


def test_while_another_step_is_left_the_recovery_codes_stay(anna: Browser) -> None:
    add_app(anna)
    keep_codes(anna)
    assert add_key(anna, SoftKey()).location == SECURITY
    removal = anna.get(f"{SECURITY}/aplikacja/usun")
    assert "Pozostałe sposoby" in removal.text
    anna.submit(removal, button="Usuń aplikację")
    assert steps.codes_left(owner()) == 10
    assert "zbyt długo" in anna.follow(anna.get(f"{SECURITY}/aplikacja/usun", 303)).text


def test_new_codes_replace_the_former_ones(anna: Browser) -> None:
    add_app(anna)
    first = keep_codes(anna)
    anna.submit(SECURITY, button="Przygotuj nowe kody zapasowe")
    assert set(keep_codes(anna)).isdisjoint(first)
    assert "zbyt długo" in anna.follow(anna.get(CODES, 303)).text


def test_without_a_step_there_are_no_codes_to_make(anna: Browser) -> None:
    with pytest.raises(NothingOffered), transaction():
        own_steps.issue_codes(account().examiner_id)
    assert "kody zapasowe" not in [button.text for button in anna.get(SECURITY).tree.all("button")]


def test_a_key_that_is_there_already_or_one_too_many_is_refused(anna: Browser) -> None:
    key = SoftKey()
    add_key(anna, key)
    twice = add_key(anna, key, status=422)
    assert "już dodany" in twice.errors()[""]
    assert twice.value("name") == "telefon"
    page = anna.follow(anna.submit(SECURITY, button="Dodaj klucz dostępu"))
    me = owner()
    with transaction():
        for number in range(MOST_PASSKEYS - 1):
            passkeys.add(me, NewKey(f"k{number}", b"", 0), f"klucz {number}")
    answers = {"name": "jeszcze jeden", "credential": SoftKey().make(options_on(page))}
    assert "ile można mieć" in anna.submit(page, answers, 422).errors()[""]
    page = anna.get(SECURITY)
    assert "Dodaj klucz dostępu" not in [button.text for button in page.tree.all("button")]
    assert "tylko pod adresem" not in page.text


def test_a_broken_answer_is_refused_and_its_challenge_is_used_up(anna: Browser) -> None:
    page = anna.follow(anna.submit(SECURITY, button="Dodaj klucz dostępu"))
    assert "name" in anna.submit(page, {"name": " "}, 422).errors()
    refused = anna.submit(page, {"name": "telefon", "credential": "x" * 70_000}, 422)
    assert "nie utworzyła klucza" in refused.errors()[""]
    assert options_on(refused) != options_on(page)
    assert told() == []
    with anna.flask.session_transaction() as cookie:
        del cookie["passkey_challenge"]
    assert "Spróbuj jeszcze raz" in anna.get(NEW_KEY).text


def test_challenges_are_throttled(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "examportal.accounts.steps.asking.PASSKEY_ASKERS", type(PASSKEY_ASKERS)("passkey_askers", 1, timedelta(hours=1))
    )
    anna.submit(SECURITY, button="Dodaj klucz dostępu")
    assert "Za dużo prób" in anna.follow(anna.submit(SECURITY, button="Dodaj klucz dostępu")).text


def test_where_browsers_know_no_passkeys_none_is_offered(
    app: Flask, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_setting(app, monkeypatch, base_url="http://127.0.0.1:8000")
    page = anna.get(SECURITY)
    assert "Dodaj klucz dostępu" not in [button.text for button in page.tree.all("button")]
    assert "tylko pod adresem, który zaczyna się od https://" in page.text


def test_every_change_asks_for_a_fresh_proof(anna: Browser) -> None:
    add_app(anna)
    page = anna.get(SECURITY)
    with time_machine.travel(clock.now() + PROOF_LIFETIME):
        for path in (
            NEW_APP,
            f"{NEW_APP[:-5]}/qr.svg",
            f"{NEW_APP[:-5]}/usun",
            CODES,
            NEW_KEY,
            f"{NEW_KEY[:-5]}/1/usun",
        ):
            assert anna.get(path, 303).location.startswith("/konto/potwierdz")
        for button in ("Przejdź na inną aplikację lub telefon", "Dodaj klucz dostępu", "Przygotuj nowe kody zapasowe"):
            assert anna.submit(page, status=422, button=button).heading == "Potwierdź, że to Ty"


@pytest.mark.parametrize("path", ["aplikacja", "klucze", "kody-zapasowe"])
def test_a_button_that_stood_too_long_changes_nothing(anna: Browser, path: str) -> None:
    assert anna.post(f"{SECURITY}/{path}", {"csrf_token": "x"}).location == SECURITY
    assert anna.get(NEW_APP, 303).location == SECURITY
