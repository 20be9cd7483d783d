"""Passkeys: what is accepted, once, from the right browser, for the right purpose; and what never is."""

import dataclasses
import itertools
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from examportal.accounts.steps import ending, passkeys, queries, rules
from examportal.accounts.steps.models import PasskeyChallenge
from examportal.accounts.steps.rules import KeyTaken, KeyUnknown, Kind, Owner, TooManyKeys, Use
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from tests.accounts.active import with_setting
from tests.accounts.steps.owners import OWNERS, a_member, an_account
from tests.accounts.steps.softkey import SoftKey

both = pytest.mark.parametrize("make", OWNERS)


def asked(purpose: str) -> str:
    with transaction():
        return passkeys.ask(purpose)


def taken(token: str, purpose: str) -> bytes | None:
    with transaction():
        return passkeys.take(token, purpose)


def added(owner: Owner, key: SoftKey, name: str = "telefon") -> SoftKey:
    token = asked(rules.adding(owner))
    options = passkeys.options_to_add(owner, "anna@example.pl", token)
    assert options is not None
    made = passkeys.made_by(key.make(options), taken(token, rules.adding(owner)))
    assert made is not None
    with transaction():
        passkeys.add(owner, made, name)
    return key


def shown(owner: Owner, key: SoftKey, **instead: Any) -> passkeys.Shown | None:
    token = asked(rules.second_step(owner))
    options = passkeys.options_to_show(owner, token)
    assert options is not None
    return passkeys.shown_by(key.show(options, **instead), taken(token, rules.second_step(owner)), verified=False)


def alone(kind: Kind, key: SoftKey, **instead: Any) -> passkeys.Shown | None:
    token = asked(rules.whole_sign_in(kind))
    options = passkeys.options_to_sign_in(kind, token)
    assert options is not None
    return passkeys.shown_by(key.show(options, **instead), taken(token, rules.whole_sign_in(kind)), verified=True)


def accepted(owner: Owner, what: passkeys.Shown | None) -> Use:
    with transaction():
        return passkeys.accept(owner, what)


@both
def test_a_key_that_was_added_is_accepted_and_says_when(app: Flask, make: Callable[[], Owner]) -> None:
    owner = make()
    key = added(owner, SoftKey())
    assert queries.has_app_or_passkey(owner)
    assert accepted(owner, shown(owner, key)) is Use.ACCEPTED
    assert accepted(owner, alone(owner.kind, key)) is Use.ACCEPTED
    (row,) = queries.all_passkeys(owner)
    assert row.last_used_at is not None
    assert row.sign_count == 3
    assert row.unseal() == {"name": "telefon", "transports": ["internal"]}


def test_the_browser_is_told_which_keys_there_are(app: Flask) -> None:
    owner = an_account()
    key = added(owner, SoftKey())
    token = asked(rules.adding(owner))
    to_add = json.loads(passkeys.options_to_add(owner, "anna@example.pl", token) or "")
    to_show = json.loads(passkeys.options_to_show(owner, asked(rules.second_step(owner))) or "")
    assert [one["id"] for one in to_add["excludeCredentials"]] == [one["id"] for one in to_show["allowCredentials"]]
    assert to_show["allowCredentials"][0]["transports"] == ["internal"]
    assert to_add["attestation"] == "none"
    assert (to_add["rp"]["id"], to_add["user"]["name"]) == ("localhost", "anna@example.pl")
    assert key.handle == passkeys.handle_of(owner)
    assert (
        json.loads(passkeys.options_to_sign_in(Kind.ACCOUNT, asked("sign_in:account_id")) or "")["allowCredentials"]
        == []
    )


@pytest.mark.parametrize(
    ("lie", "instead"),
    [
        ({"origin": "http://localhost:8000"}, {}),
        ({"origin": "https://portal.example.pl"}, {}),
        ({}, {"rp": "example.pl"}),
        ({}, {"challenge": "AAAA"}),
        ({}, {"handle": b"somebody else"}),
    ],
)
def test_an_answer_that_was_made_for_something_else_is_refused(
    app: Flask, lie: dict[str, Any], instead: dict[str, Any]
) -> None:
    owner = an_account()
    key = added(owner, SoftKey())
    liar = dataclasses.replace(key, **lie)
    assert shown(owner, liar, **instead) is None
    assert alone(Kind.ACCOUNT, liar, **instead) is None
    assert accepted(owner, None) is Use.REFUSED


def test_a_signature_of_another_key_is_refused(app: Flask) -> None:
    owner = an_account()
    key = added(owner, SoftKey())
    assert shown(owner, SoftKey(id=key.id, handle=key.handle)) is None
    assert shown(owner, SoftKey()) is None


def test_the_whole_sign_in_needs_pin_or_finger_and_the_owners_handle(app: Flask) -> None:
    owner = an_account()
    key = added(owner, SoftKey())
    key.verifies = False
    assert alone(Kind.ACCOUNT, key) is None
    assert accepted(owner, shown(owner, key, handle=None)) is Use.ACCEPTED
    key.verifies = True
    assert alone(Kind.ACCOUNT, key, handle=None) is None


def test_a_key_of_another_owner_is_refused(app: Flask) -> None:
    anna, ewa = an_account(), a_member()
    key = added(anna, SoftKey())
    assert accepted(ewa, shown(ewa, key)) is Use.REFUSED
    told = db.session.query(JournalPayload).filter_by(event="second_step").one()
    assert (told.subject, told.result) == (str(ewa.actor), "refused")


def test_a_counter_that_goes_back_is_refused_and_one_that_never_counts_is_not(app: Flask) -> None:
    owner = an_account()
    key = added(owner, SoftKey(count=20))
    copy = dataclasses.replace(key, count=5)
    assert accepted(owner, shown(owner, key)) is Use.ACCEPTED
    assert accepted(owner, shown(owner, copy)) is Use.COPIED
    assert accepted(owner, shown(owner, key)) is Use.ACCEPTED
    quiet = added(owner, SoftKey(counts=False))
    assert [accepted(owner, shown(owner, quiet)) for _ in range(2)] == [Use.ACCEPTED] * 2


def test_one_answer_is_heard_once(app: Flask) -> None:
    owner = an_account()
    key = added(owner, SoftKey(counts=False))
    purpose = rules.second_step(owner)
    token = asked(purpose)
    answer = key.show(passkeys.options_to_show(owner, token) or "")
    assert passkeys.shown_by(answer, taken(token, purpose), verified=False) is not None
    assert taken(token, purpose) is None
    assert passkeys.options_to_show(owner, token) is None
    assert passkeys.shown_by(answer, taken(asked(purpose), purpose), verified=False) is None


@pytest.mark.parametrize("other", ["add:account_id:1", "second_step:member_id:1", "sign_in:account_id"])
def test_a_challenge_is_good_for_its_purpose_only(app: Flask, other: str) -> None:
    token = asked("second_step:account_id:1")
    assert taken(token, other) is None
    assert taken("another browser", "second_step:account_id:1") is None
    assert taken(token, "second_step:account_id:1") is not None


def test_a_challenge_runs_out_and_no_clock_revives_it(app: Flask) -> None:
    token = asked("sign_in:account_id")
    with time_machine.travel(clock.now() + rules.CHALLENGE_LIFETIME + timedelta(seconds=1)):
        assert taken(token, "sign_in:account_id") is None
        assert passkeys.options_to_sign_in(Kind.ACCOUNT, token) is None
        with transaction():
            passkeys.forget_challenges()
    assert db.session.query(PasskeyChallenge).count() == 0
    assert taken(token, "sign_in:account_id") is None


def test_a_key_is_kept_once_and_not_without_end(app: Flask) -> None:
    anna, ewa = an_account(), a_member()
    key = added(anna, SoftKey())
    with pytest.raises(KeyTaken):
        added(ewa, SoftKey(id=key.id))
    for _ in range(rules.MOST_PASSKEYS - 1):
        added(anna, SoftKey())
    with pytest.raises(TooManyKeys):
        added(anna, SoftKey())


def test_a_removed_key_is_refused_and_its_name_is_gone(app: Flask) -> None:
    owner = an_account()
    key = added(owner, SoftKey())
    before = shown(owner, key)
    (row,) = queries.all_passkeys(owner)
    with transaction():
        passkeys.remove(owner, row.id)
    assert row.sealed is None
    assert accepted(owner, before) is Use.REFUSED
    assert shown(owner, key) is None
    assert not queries.has_app_or_passkey(owner)
    with pytest.raises(KeyUnknown), transaction():
        passkeys.remove(owner, row.id)


def test_keys_taken_back_end(app: Flask) -> None:
    owner = a_member()
    key = added(owner, SoftKey())
    with transaction():
        ending.end_all(owner)
    assert shown(owner, key) is None


RUBBISH = (
    "",
    "null",
    "[]",
    "{}",
    '{"id": 5}',
    '{"id": "\\u0000"}',
    '{"id": "żółć"}',
    "[" * 5000,
    '{"id": "AA", "rawId": 3}',
)
PARTS = ("rawId", "response", "type", "clientDataJSON", "authenticatorData", "signature", "userHandle")


def test_rubbish_and_broken_answers_are_refused_calmly(app: Flask) -> None:
    owner = an_account()
    key = added(owner, SoftKey())
    for rubbish in RUBBISH:
        assert passkeys.made_by(rubbish, b"challenge") is None
        assert passkeys.shown_by(rubbish, b"challenge", verified=False) is None
    token = asked(rules.second_step(owner))
    good, challenge = key.show(passkeys.options_to_show(owner, token) or ""), taken(token, rules.second_step(owner))
    for part, value in itertools.product(PARTS, ("", "!", "AAAA", 7, {"transports": 3})):
        answer = json.loads(good)
        (answer if part in answer else answer["response"])[part] = value
        assert passkeys.shown_by(json.dumps(answer), challenge, verified=False) is None, (part, value)
    assert passkeys.shown_by(good, challenge, verified=False) is not None


def test_an_id_of_no_length_or_beyond_the_standards_is_no_key(app: Flask) -> None:
    owner = an_account()
    for length in (0, 1024):
        token = asked(rules.adding(owner))
        answer = SoftKey(id=bytes(length)).make(passkeys.options_to_add(owner, "a", token) or "")
        assert passkeys.made_by(answer, taken(token, rules.adding(owner))) is None


def test_where_browsers_know_no_passkeys_nothing_is_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = an_account()
    token, alone_token = asked(rules.adding(owner)), asked(rules.whole_sign_in(Kind.ACCOUNT))
    with_setting(app, monkeypatch, base_url="http://127.0.0.1:8000")
    assert passkeys.party() is None
    assert passkeys.options_to_add(owner, "a", token) is None
    assert passkeys.options_to_show(owner, asked(rules.second_step(owner))) is None
    assert passkeys.options_to_sign_in(Kind.ACCOUNT, alone_token) is None
    assert passkeys.made_by("{}", b"challenge") is None
