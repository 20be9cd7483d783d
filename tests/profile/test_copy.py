"""The copy of everything about oneself: complete, without secrets, for nobody else."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal import holdings
from examportal.accounts import queries as keys
from examportal.accounts.addresses import service as addresses
from examportal.accounts.service import acknowledge
from examportal.core import clock
from examportal.core.copies import OPENED, PARTY, PERSON, TECHNICAL, Part
from examportal.db import Base, db, sealed_columns, transaction
from examportal.journal.models import JournalPayload
from examportal.profile.copies.rules import facts_of, without_number
from examportal.profile.copying import PROFILE_WORDS
from tests.accounts.owners import DATA, EMAIL, owner, sign_in
from tests.browser import Browser
from tests.onboarding.steps import ANNA

OTHER = replace(ANNA, pesel="50021330853", last_name="Żuraw", numbers=("2-1",), email=None)
LINKS = {"examiner", "account", "qualification", "outgoing_letter", "halfway_sign_in", "recovery_set"}
NAMING = {"examiner_id", "account_id", "email", "recipient", "subject", "about", "registry_number", "last_name"}
PARTS = {part.table: part for part in holdings.PARTS}


def holds_people(name: str) -> bool:
    """Tell whether a table may hold something about a person: by a link, a name of a column, or something sealed."""
    table = Base.metadata.tables[name]
    linked = any(link.column.table.name in LINKS for link in table.foreign_keys)
    is_sealed = any(one.table is table for one in sealed_columns())
    return linked or is_sealed or bool(NAMING & {column.name for column in table.columns})


def test_every_table_about_people_is_in_the_copy_or_left_out_for_a_reason() -> None:
    tables = {name for name in Base.metadata.tables if holds_people(name)}
    tables -= {"letter_text", "terms_version"}  # texts of the office, for everybody
    assert tables == {*PARTS, *holdings.LEFT_OUT} & tables
    assert not PARTS.keys() & holdings.LEFT_OUT.keys()
    assert {*PARTS, *holdings.LEFT_OUT} <= Base.metadata.tables.keys()


@pytest.mark.parametrize("part", holdings.PARTS, ids=lambda part: part.table)
def test_every_column_is_told_or_kept_back_on_purpose(part: Part) -> None:
    columns = {column.name for column in Base.metadata.tables[part.table].columns}
    assert columns - TECHNICAL == {*part.told} | part.kept_back
    assert not {*part.told} & (part.kept_back | TECHNICAL)
    assert OPENED not in columns
    assert part.document is None or "sealed" in columns
    before = list(PARTS)[: list(PARTS).index(part.table)]
    assert part.whose in {PERSON, PARTY, *before}


def test_what_is_sealed_is_told_unless_it_opens_something() -> None:
    sealed = {one.table.name for one in sealed_columns()} & PARTS.keys()
    untold = {name for name in sealed if PARTS[name].document is None}
    assert untold == {"authenticator", "recovery_set", "outgoing_letter", "text_message", "unification"}


def test_a_profile_has_words_for_everything_in_it() -> None:
    rows = facts_of(PARTS["profile"], {OPENED: DATA.to_document()})
    assert {words for words, _ in rows} <= set(PROFILE_WORDS.values())
    told = dict(facts_of(PARTS["examiner"], {"login_number": None, OPENED: {"document": ["paszport", "GK7"]}}))
    assert told == {"dokument tożsamości": "paszport, GK7"}
    assert [without_number(one) for one in ("staff:3", "staff:3 i", 4)] == ["staff", "staff:3 i", 4]


def test_the_copy_tells_everything_of_oneself_and_nothing_else(app: Flask, client: Browser) -> None:
    examiner_id, other_id = owner(), owner(OTHER, "ktos.inny@example.pl")
    for who, email in ((examiner_id, "anna.nowa@example.pl"), (other_id, "inna.nowa@example.pl")):
        with transaction():
            addresses.ask(who, email)
    with transaction():
        acknowledge(keys.get_account(examiner_id), "privacy_notice", "2026-11-21")
    anna = sign_in(client, examiner_id)
    page = anna.get("/konto/kopia")
    for detail in (ANNA.pesel, "+48601234567", "Polna", EMAIL, "anna.nowa@example.pl", "1-20456", "12A"):
        assert detail in page.source
    for words in ("14 maja 1944", "Polska", "nie pracuję (na przykład emerytura)", "aktywacja konta", "wykonano"):
        assert words in page.text
    for code in ("1944-05-14", "activation", "done", "{", "privacy_notice", "email_change_asked", "account_notice"):
        assert code not in page.text
    answer = anna.get("/konto/kopia.json")
    assert answer.response.headers["Content-Disposition"] == 'attachment; filename="kopia-danych.json"'
    assert answer.response.headers["Cache-Control"] == "no-store"
    held = json.loads(answer.response.get_data())["held"]
    assert list(held) == list(PARTS)
    assert held["examiner"][0][OPENED]["pesel"] == ANNA.pesel
    assert [one["registry_number"] for one in held["qualification"]] == ["1-20456", "1-20457"]
    assert held["acknowledgement"][0]["document"] == "privacy_notice"
    assert held["profile"][0][OPENED] == json.loads(json.dumps(DATA.to_document()))
    assert {one["recipient"] for one in held["outgoing_letter"]} == {EMAIL, "anna.nowa@example.pl"}
    assert "copy_taken" in {one["event"] for one in held["journal_payload"]}
    for text in (page.source, answer.response.get_data(as_text=True)):
        assert "Żuraw" not in text
        assert "inna.nowa" not in text
        assert "ktos.inny" not in text
        assert keys.get_account(examiner_id).password_hash not in text


def test_reading_and_taking_it_are_kept_in_the_journal(client: Browser) -> None:
    examiner_id = owner()
    anna = sign_in(client, examiner_id)
    anna.get("/konto/kopia")
    anna.get("/konto/kopia.json")
    taken = db.session.query(JournalPayload).filter_by(event="copy_taken").order_by(JournalPayload.seq)
    assert [(one.actor, json.loads(one.details)["format"]) for one in taken] == [
        (f"examiner:{examiner_id}", "page"),
        (f"examiner:{examiner_id}", "json"),
    ]


def test_only_who_has_just_shown_the_password_gets_it(client: Browser) -> None:
    anna = sign_in(client, owner())
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        for path in ("/konto/kopia", "/konto/kopia.json"):
            assert anna.get(path, 303).location.startswith("/konto/potwierdz")
            assert Browser(anna.app).get(path, 303).location == "/"
