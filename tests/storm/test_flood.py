"""Very many sign in at the same moment: some are compared, the rest come back later, and nobody else notices."""

from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from tests.accounts.owners import owner
from tests.conftest import ENVIRON
from tests.onboarding.steps import ANNA
from tests.people import PASSWORD
from tests.storm.at_once import at_once
from tests.storm.conftest import Figures
from tests.storm.crowd import Walker, enter_crowd
from tests.storm.device import AwayError, Device
from tests.storm.processes import web
from tests.storm.scale import FULL

MANY = 200
AWAY, COMPARED, FINE = "asked to wait", "compared", "fine"


def wrong(port: int, walker: Walker) -> str:
    try:
        answer = Device(port).submit("/", {"login": walker.pesel, "password": "To nie jest to hasło 1"})
    except AwayError:
        return AWAY
    return COMPARED if answer.status == 422 else str(answer.status)


def read(device: Device) -> str:
    return FINE if {device.open("/konto").status for _ in range(10)} == {200} else "not fine"


@pytest.mark.skipif(not FULL, reason="only in `make storm`: what decides is tested at the door")
def test_nobody_who_is_signed_in_is_turned_away(
    app: Flask, tmp_path: Path, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = enter_crowd(MANY)
    owner()
    monkeypatch.setitem(ENVIRON, "EXAMPORTAL_SIGN_INS_AT_ONCE", "2")
    monkeypatch.setitem(ENVIRON, "EXAMPORTAL_HASH_MEMORY_KIB", "19456")
    with web(app, tmp_path, "") as portal:
        anna = Device(portal.port)
        assert anna.submit("/", {"login": ANNA.pesel, "password": PASSWORD}).location == "/konto"
        sent = Counter(at_once([partial(wrong, portal.port, one) for one in crowd] + [partial(read, anna)]))
        assert anna.open("/konto").status == 200
        faults = portal.faults()
    figures(compared=sent[COMPARED], asked_to_wait=sent[AWAY])
    assert set(sent) <= {COMPARED, AWAY, FINE}
    assert sent[FINE] == 1
    assert sent[COMPARED] > 0
    assert faults == []
