"""What every test stands on: the real application on real databases, emptied after each test.

A test that asks for `app`, `client` or `runner` is there twice: on SQLite and on PostgreSQL (see ON_BOTH for what of it
`make test` runs). A test that asks for none of them starts neither.
"""

import base64
import gc
import re
import zlib
from collections.abc import Iterator
from contextvars import Context
from typing import Any

import argon2
import hypothesis
import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from tests import databases
from tests.browser import Browser
from tests.databases import Portals
from tests.measuring import lines
from tests.storm.scale import FULL

pytest_plugins = ["tests.chromium"]

gc.disable()  # until all tests are collected: what is imported until then stays

KEY = base64.b64encode(bytes(range(32))).decode()
ENVIRON = {
    "EXAMPORTAL_SECRET_KEY": "a secret of the tests that signs nothing real",
    "EXAMPORTAL_DATA_KEYS": f"t1:{KEY}",
    "EXAMPORTAL_INDEX_KEY": KEY,
    "EXAMPORTAL_BASE_URL": "http://localhost",  # where browsers know passkeys without HTTPS
    "EXAMPORTAL_HASH_MEMORY_KIB": "64",
    "EXAMPORTAL_HASH_ROUNDS": "1",
    "EXAMPORTAL_SIGN_INS_AT_ONCE": "64",  # whole crowds of tests sign in through one process
    "EXAMPORTAL_SIGN_IN_NOTICES": "never",  # what a test is not about does not fill its outbox
    "EXAMPORTAL_LOGIN_CODE": "off",
    "EXAMPORTAL_SMS_URL": "smsapi+http://token@127.0.0.1:9",  # where nobody answers; see tests.sms.smsapi
}

# Whole files go to one process each, so these must not be left for the end, when the other process has nothing to do.
LONG = ("walks", "storm", "dev", "hostile")

# Rooms whose commands are measured too, and what of them.
WITH_CHILDREN = {
    "attachments": "examportal",
    "dev": "examportal.dev",
    "jobs": "examportal.jobs",
    "sheets": "examportal",
}

# `make test` runs most tests that need a database on one of the two, by turns, and those of these rooms and files, in
# which the databases differ, on both; with STORM=full everything runs on both.
ON_BOTH = ("jobs", "journal", "sealing", "register")
ON_BOTH_FILES = re.compile(r"test_(db|migrations|at_once|crashes|merge|full_disk)\.py")
# Of these rooms, what starts a process for seconds and has nothing to do with the database.
BY_TURNS = {"test_a_signal_ends_the_worker_in_peace"}

# How long an example takes depends on the machine's other work: durations are reported, never asserted.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only a full run shows, and put the long tests first."""
    left_out = [item for item in items if not FULL and _has_its_turn_elsewhere(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: (*LONG, item.path.parent.name).index(item.path.parent.name))


def pytest_collection_finish() -> None:
    """Never look again for garbage among what was imported."""
    gc.freeze()
    gc.enable()


def _has_its_turn_elsewhere(item: pytest.Item) -> bool:
    backend = _database_of(item)
    if backend is None or _runs_on_both(item):
        return False
    name = f"{item.path.name}:{item.name.partition('[')[0]}"
    return bool(backend != databases.BACKENDS[zlib.crc32(name.encode()) % len(databases.BACKENDS)])


def _database_of(item: pytest.Item) -> str | None:
    told = getattr(item, "callspec", None)
    return told.params.get("database") if told else None


def _runs_on_both(item: pytest.Item) -> bool:
    if item.name.partition("[")[0] in BY_TURNS:
        return False
    return item.path.parent.name in ON_BOTH or ON_BOTH_FILES.fullmatch(item.path.name) is not None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each xdist worker where the run's PostgreSQL is."""
    node.workerinput["postgres_url"] = databases.SERVER.url()


def pytest_unconfigure() -> None:
    """Stop the run's PostgreSQL."""
    databases.SERVER.stop()


@pytest.fixture(autouse=True)
def _children_are_measured_where_they_are_looked_at(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let most children run unmeasured: starting to measure takes them longer than what they do."""
    part = WITH_CHILDREN.get(request.path.parent.name)
    if part:
        monkeypatch.setenv(lines.PART, part)
    else:
        monkeypatch.delenv(lines.FOLDER, raising=False)


@pytest.fixture(scope="session")
def portals(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Portals]:
    """Return the applications of this test process."""
    of_worker = getattr(request.config, "workerinput", {})

    def postgres_url(name: str) -> str:
        server_url = of_worker.get("postgres_url") or databases.SERVER.url()
        return databases.new_postgres_database(server_url, f"{name}_{of_worker.get('workerid', 'main')}")

    portals = Portals(tmp_path_factory.mktemp("instances"), ENVIRON, postgres_url)
    yield portals
    portals.close()


@pytest.fixture(scope="session", params=databases.BACKENDS)
def database(request: pytest.FixtureRequest) -> str:
    """Return the name of the database that the test runs on: each test runs on every one."""
    return str(request.param)


@pytest.fixture(scope="session")
def portal(database: str, portals: Portals) -> Flask:
    """Return the application with its tables made."""
    return portals.get(database)


@pytest.fixture
def app(portal: Flask) -> Iterator[Flask]:
    """Return the application inside a context, with empty tables."""
    with portal.app_context():
        yield portal
        databases.empty()


@pytest.fixture
def client(app: Flask) -> Browser:
    """Return a browser that checks every page it opens."""
    return Browser(app)


class Shell(FlaskCliRunner):
    """Runs each command in a context of its own, as a shell does."""

    def invoke(self, *args: Any, **kwargs: Any) -> Result:
        """Run one command."""
        try:
            return Context().run(super().invoke, *args, **kwargs)
        finally:
            databases.forget()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Return what runs `flask` commands."""
    return Shell(app)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with each hash that argon2 computes."""
    computed: list[str] = []

    def counted(name: str) -> None:
        original = getattr(argon2.low_level, f"{name}_secret")

        def compute(*args: Any, **kwargs: Any) -> Any:
            computed.append(name)
            return original(*args, **kwargs)

        monkeypatch.setattr(f"argon2._password_hasher.{name}_secret", compute)

    counted("hash")
    counted("verify")
    return computed
