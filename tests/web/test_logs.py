"""The log: JSON lines without anything about people."""

import json
import logging
from typing import Any

import pytest
from flask import Flask

from examportal.web import logs
from tests.browser import Browser
from tests.web.conftest import Workshop
from tests.web.kitchen import SECRET


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return what was logged since the last look."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_without_its_path(visitor: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    answer = visitor.get("/proba?pesel=44051401359").response
    (line,) = lines(capsys)
    assert (line["method"], line["endpoint"], line["status"]) == ("GET", "kitchen.sink", 200)
    assert line["milliseconds"] > 0
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert "proba" not in json.dumps(line)
    assert "44051401359" not in json.dumps(line)


def test_a_fault_is_its_type_and_places(visitor: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    page = visitor.get("/awaria/tajny-token", 500)
    fault, request = lines(capsys)
    assert fault["fault"] == "ValueError"
    assert fault["places"][-1].endswith("broken")
    assert fault["request_id"] == request["request_id"] == page.response.headers["X-Request-ID"]
    assert SECRET not in json.dumps([fault, request])
    assert "tajny-token" not in json.dumps([fault, request])


@pytest.mark.parametrize(
    ("url", "status", "name"), [("/baza", 503, "OperationalError"), ("/dziennik-maszyny", 200, "ValueError")]
)
def test_other_faults_too(
    visitor: Browser, capsys: pytest.CaptureFixture[str], url: str, status: int, name: str
) -> None:
    visitor.get(url, status)
    fault = lines(capsys)[0]
    assert fault["fault"] == name
    assert SECRET not in json.dumps(fault)


def test_a_library_that_logs_a_fault_goes_through_the_same_sieve(
    kitchen_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure()
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    logging.getLogger("some.library").warning("no fault at all")
    logging.getLogger("some.library").warning("nothing to say", exc_info=True)  # noqa: LOG014 - libraries do
    first, second, third = lines(capsys)
    assert (first["event"], first["fault"]) == ("failed", "ValueError")
    assert "fault" not in second
    assert "fault" not in third
    assert SECRET not in json.dumps(first)


@pytest.mark.parametrize(
    ("hops", "given", "kept"),
    [
        ("0", "frontdoor-12345", False),
        ("1", "frontdoor-12345", True),
        ("1", "spaces are odd", False),
        ("1", "x", False),
    ],
)
def test_only_trusted_proxies_name_the_request(workshop: Workshop, hops: str, given: str, *, kept: bool) -> None:
    app = workshop.app(trusted_proxies=hops)
    answer = Browser(app).get("/healthz", headers={"X-Request-ID": given}).response
    assert (answer.headers["X-Request-ID"] == given) is kept
