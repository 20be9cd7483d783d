"""Is everything in place: the records of the sender from a real DNS server, the relay, the keys, the worker."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from socket import AF_INET, SOCK_DGRAM, socket
from threading import Thread
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.core import clock
from examportal.core.sealed import DataKey, Keyring
from examportal.db import transaction
from examportal.jobs.service import beat
from examportal.office.doctor.rules import Record, read_dkim, read_dmarc, read_spf
from tests.mail.conftest import posted
from tests.people import Person, enter
from tests.sms.smsapi import gateway_of
from tests.smtp import relay_of

GOOD = {
    "oke.example.pl": "v=spf1 mx -all",
    "wzor._domainkey.oke.example.pl": "v=DKIM1; k=rsa; p=MIIBIjANBg",
    "_dmarc.example.pl": "v=DMARC1; p=reject",
}


class Names:
    """A DNS server on the loopback that knows some TXT records; of `silent` names it says that it failed."""

    def __init__(self) -> None:
        self.records: dict[str, str] = dict(GOOD)
        self.silent: set[str] = set()
        self._socket = socket(AF_INET, SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        """Answer nobody any more."""
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                asked, who = self._socket.recvfrom(4096)
            except OSError:
                return
            query = dns.message.from_wire(asked)
            name = query.question[0].name
            answer = dns.message.make_response(query)
            plain = name.to_text(omit_final_dot=True)
            if plain in self.records:
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", f'"{self.records[plain]}"'))
            elif plain in self.silent:
                answer.set_rcode(dns.rcode.REFUSED)
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self._socket.sendto(answer.to_wire(), who)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    """Run a DNS server and have it asked."""
    server = Names()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
    yield server
    server.stop()


def findings(runner: FlaskCliRunner, status: int) -> Mapping[str, tuple[str, str]]:
    """Run the command and return each part's level and sentence."""
    result = runner.invoke(args=["doctor", "--json"])
    assert result.exit_code == status, result.output
    document: dict[str, Any] = json.loads(result.output)
    assert document["ok"] == (status == 0)
    return {one["part"]: (one["level"], one["sentence"]) for one in document["findings"]}


@pytest.fixture
def healthy(app: Flask, names: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    """Have everything in place but the schema: no migration has made the tests' tables."""
    told = app.extensions["settings"]
    with transaction():
        beat()
    with relay_of(app):
        secure = replace(
            app.extensions["settings"], base_url="https://portal.example.pl", dkim_selector="wzor", sms_url=""
        )
        monkeypatch.setitem(app.extensions, "settings", secure)
        yield names
        app.extensions["settings"] = told


def test_all_is_well_but_the_schema(healthy: Names, runner: FlaskCliRunner) -> None:
    found = findings(runner, 1)
    assert {part for part, (level, _) in found.items() if level != "ok"} == {"migrations"}
    assert "flask db upgrade" in found["migrations"][1]
    assert "[źle]    migrations: " in runner.invoke(args=["doctor"]).output


def test_each_fault_has_its_sentence(healthy: Names, app: Flask, runner: FlaskCliRunner) -> None:
    healthy.records = {"oke.example.pl": "v=spf1 +all"}
    healthy.silent = {"_dmarc.oke.example.pl"}
    enter(Person())
    posted()
    told = app.extensions["settings"]
    app.extensions["settings"] = replace(
        told,
        base_url="http://portal.example.pl",
        env="production",
        smtp_url="smtp://127.0.0.1:1",
        sms_url="smsapi+http://tajny-zeton@127.0.0.1:1",
    )
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        found = findings(runner, 1)
    app.extensions["settings"] = told
    faults = {part for part, (level, _) in found.items() if level == "fault"}
    assert faults >= {"address", "smtp", "spf", "dkim", "sms", "worker"}
    assert "zeton" not in found["sms"][1]
    assert found["dmarc"] == ("warning", "DNS nie odpowiada, więc tego nie sprawdziliśmy.")
    assert found["letters"][0] == "warning"
    assert "ConnectionRefusedError" in found["smtp"][1]


def test_a_gateway_that_can_be_reached_gets_nothing(healthy: Names, app: Flask, runner: FlaskCliRunner) -> None:
    assert findings(runner, 1)["sms"] == ("ok", "Bramki SMS nie ma: kody idą tylko listem.")
    with gateway_of(app) as api:
        assert findings(runner, 1)["sms"] == ("ok", "Bramka SMS odpowiada.")
    assert api.got == []


def test_keys_that_are_old_or_gone(healthy: Names, app: Flask, runner: FlaskCliRunner, monkeypatch: Any) -> None:
    enter(Person())
    told = app.extensions["settings"]
    new = DataKey("t2", bytes(32))
    both = (new, *told.data_keys)
    monkeypatch.setitem(app.extensions, "keyring", Keyring(both, told.index_key))
    app.extensions["settings"] = replace(told, data_keys=both)
    assert findings(runner, 1)["keys"][0] == "warning"
    app.extensions["settings"] = replace(told, data_keys=(new,), dkim_selector="")
    found = findings(runner, 1)
    app.extensions["settings"] = told
    assert found["keys"] == (
        "fault",
        "Są dane zamknięte kluczem t1, którego nie ma w EXAMPORTAL_DATA_KEYS: bez niego są stracone.",
    )
    assert found["dkim"][0] == "warning"


def test_a_relay_that_refuses_the_password(healthy: Names, app: Flask, runner: FlaskCliRunner) -> None:
    told = app.extensions["settings"]
    host = told.smtp_url.removeprefix("smtp://")
    app.extensions["settings"] = replace(told, smtp_url=f"smtp://ktos:haslo@{host}")
    level, sentence = findings(runner, 1)["smtp"]
    app.extensions["settings"] = told
    assert level == "fault"
    assert "haslo" not in sentence


@pytest.mark.parametrize(
    ("texts", "record"),
    [
        (["v=spf1 mx -all"], Record.GOOD),
        (["inny rekord", "V=SPF1 include:_spf.example.pl ~all"], Record.GOOD),
        (["v=spf1 redirect=_spf.example.pl"], Record.GOOD),
        (["v=spf1 mx ?all"], Record.LAX),
        (["v=spf1 +all"], Record.OPEN),
        (["v=spf1 all"], Record.OPEN),
        (["v=spf1 -all", "v=spf1 mx -all"], Record.SEVERAL),
        (["v=spf10 -all"], Record.MISSING),
        ([], Record.MISSING),
    ],
)
def test_spf(texts: list[str], record: Record) -> None:
    assert read_spf(texts) is record


@pytest.mark.parametrize(
    ("texts", "record"),
    [
        (["v=DKIM1; p=MIIB IjAN"], Record.GOOD),
        (["p=MIIB"], Record.GOOD),
        (["v=DKIM1; p="], Record.REVOKED),
        (["coś innego"], Record.MISSING),
    ],
)
def test_dkim(texts: list[str], record: Record) -> None:
    assert read_dkim(texts) is record


@pytest.mark.parametrize(
    ("texts", "record"),
    [
        (["v=DMARC1; p=reject"], Record.GOOD),
        (["v = DMARC1; p = Quarantine; rua=mailto:a@example.pl"], Record.GOOD),
        (["v=DMARC1; p=none"], Record.LAX),
        (["v=DMARC1"], Record.LAX),
        (["v=DMARC1; p=reject", "v=DMARC1; p=none"], Record.SEVERAL),
        (["inny"], Record.MISSING),
    ],
)
def test_dmarc(texts: list[str], record: Record) -> None:
    assert read_dmarc(texts) is record
