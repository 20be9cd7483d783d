"""What the desk's search costs among a million people: the question to the database, and the whole page.

Half of the surnames are the common ones of the invented people, so that each is thousands of people's, half are put
together from syllables. A third of the people have an account; some wait, some are suspended, some letters came back.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import islice, product
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any, cast

from flask import Flask
from sqlalchemy import Table, select, text

from examportal.accounts.models import Account, Suspension
from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.core.sealed import new_row_key
from examportal.db import db, insert_many, transaction
from examportal.dev.names import ADJECTIVE_SURNAMES, MEN, PLAIN_SURNAMES, WOMEN
from examportal.journal.rules import COMMAND
from examportal.mail.models import OutgoingLetter
from examportal.office.finding.queries import find
from examportal.office.finding.rules import AT_ONCE, State, Wanted
from examportal.register import service as register
from examportal.register.models import Examiner, Qualification, Removal
from examportal.register.rules import PersonalData, PersonEntry, ScopeEntry
from examportal.register.service import new_person_row
from examportal.register.words import service as words
from examportal.register.words.queries import words_in
from tests.browser import Browser
from tests.conftest import ENVIRON
from tests.databases import Portals
from tests.office.staff import Colleague

PEOPLE = 1_000_000
HEAD = ("database", "asked for", "times", "query median", "query p95", "page median", "page p95")
BUILT_HEAD = ("database", "people", "rows s", "words s", "words of 100,000 more s")
TIMES = 40
_BATCH = 20_000
_SYLLABLES = (
    "bar",
    "cze",
    "dol",
    "grom",
    "jaw",
    "kal",
    "lub",
    "mir",
    "now",
    "pal",
    "rad",
    "sto",
    "tar",
    "wol",
    "zab",
    "zen",
)
_ENDINGS = ("ak", "czyk", "ek", "ewicz", "icki", "ik", "iuk", "owski")
_SURNAMES = ["".join(parts).capitalize() for parts in product(_SYLLABLES, _SYLLABLES, _ENDINGS)]
_COMMON = [*PLAIN_SURNAMES, *ADJECTIVE_SURNAMES]
_GIVEN = [*WOMEN, *MEN]


def build(backend: str, folder: Path, url: str) -> tuple[Flask, tuple[str, ...]]:
    """Return a portal with a million people, and what it took to write them and their words down."""
    app = Portals(folder, ENVIRON, lambda _: url).get(backend)
    with app.app_context():
        with transaction():
            register.load_scopes([ScopeEntry("MBI", "Biologia", "matriculation", active=True)], COMMAND)
        rows = _timed(_settle)
        written = _timed(lambda: _write_words(1, PEOPLE - 100_000))
        more = _timed(lambda: _write_words(PEOPLE - 99_999, PEOPLE))
        db.session.rollback()
        _settle_down(backend)
    return app, (backend, str(PEOPLE), f"{rows:.1f}", f"{written:.1f}", f"{more:.1f}")


def measure(backend: str, app: Flask) -> Iterator[tuple[str, ...]]:
    """Yield what each kind of question costs, in milliseconds."""
    with app.app_context():
        clerk = Colleague(Browser(app), role=Role.CLERK).set_up()
        page = clerk.browser.get("/biuro/osoby")
        token = page.value("csrf_token")
        for name, asked in _questions().items():
            queries, pages = [], []
            for typed, wanted in islice(asked, TIMES):
                db.session.rollback()
                queries.append(_timed(partial(find, wanted, None, AT_ONCE + 1)))
                form = {"csrf_token": token, "query": typed, "stan": wanted.state or "", "zakres": wanted.scope}
                pages.append(_timed(partial(clerk.browser.flask.post, "/biuro/osoby", data=form)))
            yield (backend, name, str(len(queries)), *_cells(queries), *_cells(pages))


def _questions() -> dict[str, Iterator[tuple[str, Wanted]]]:
    random = Random(7)  # noqa: S311 - the same questions each time

    def typed(make: Callable[[], str]) -> Iterator[tuple[str, Wanted]]:
        while True:
            said = make()
            yield said, Wanted(tuple(dict.fromkeys(words_in(said))))

    def standing(state: State) -> Iterator[tuple[str, Wanted]]:
        while True:
            yield "", Wanted(state=state)

    def begun(name: str, letters: int) -> str:
        return name[:letters]

    kinds: dict[str, Iterator[tuple[str, Wanted]]] = {
        "a surname": typed(lambda: random.choice(_SURNAMES + _COMMON)),
        "surname and given name": typed(lambda: f"{random.choice(_COMMON)} {random.choice(_GIVEN)}"),
        "beginnings of both": typed(lambda: f"{begun(random.choice(_COMMON), 4)} {begun(random.choice(_GIVEN), 3)}"),
        "one letter each": typed(lambda: f"{begun(random.choice(_COMMON), 1)} {begun(random.choice(_GIVEN), 1)}"),
        "two given names and a surname": typed(
            lambda: f"{random.choice(_GIVEN)} {random.choice(_GIVEN)} {random.choice(_COMMON)}"
        ),
        "nobody's": typed(lambda: f"{random.choice(_COMMON)} xyz"),
    }
    return kinds | {f"state {state}": standing(state) for state in State}


def _settle() -> None:
    random = Random(1)  # noqa: S311 - the same people each time
    pattern = PersonEntry("", "", PersonalData("70010112345", date(1970, 1, 1), "somebody@example.pl"))
    row = new_person_row(pattern, new_row_key())  # sealed once: how long that takes is not asked here
    for start in range(1, PEOPLE + 1, _BATCH):
        ids = range(start, start + _BATCH)
        with transaction():
            insert_many(_table(Examiner), [_person(random, one, row) for one in ids])
            insert_many(_table(Qualification), [_number(one) for one in ids])
            insert_many(_table(Removal), [_removal(one) for one in ids if one % 25 == 0])
            with_account = [one for one in ids if one % 3 == 0]
            insert_many(_table(Account), [_account(one) for one in with_account])
            insert_many(_table(Suspension), [_suspension(one) for one in with_account if one % 3000 == 0])
            insert_many(_table(OutgoingLetter), [_letter(one) for one in with_account if one % 15 == 0])


def _settle_down(backend: str) -> None:
    """Leave the database as it is some minutes later: PostgreSQL itself tidies up and writes down what was loaded."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in ("VACUUM (ANALYZE)", "CHECKPOINT") if backend == "postgresql" else ("ANALYZE",):
            connection.execute(text(statement))


def _write_words(first: int, last: int) -> None:
    with transaction():
        words.enter(select(Examiner.id).where(Examiner.id.between(first, last)))


def _person(random: Random, one: int, row: dict[str, Any]) -> dict[str, Any]:
    surname = random.choice(_COMMON if one % 2 else _SURNAMES)
    given = " ".join(random.sample(_GIVEN, 1 + (one % 4 == 0)))
    own = {"last_name": surname, "first_names": given, "pesel_index": f"{one:064}", "entered_at": clock.now()}
    without_pesel = (
        {"pesel_index": None, "login_number": f"{1_000_000 + one}"} if one % 50 == 0 else {"login_number": None}
    )
    return row | own | without_pesel | {"id": one}


def _number(one: int) -> dict[str, Any]:
    return {"id": one, "examiner_id": one, "registry_number": f"1-{one}", "scope_code": "MBI", "entered_on": None}


def _removal(one: int) -> dict[str, Any]:
    day = date(2024, 3, 1)
    facts = {"ground": "register_file", "actor": "command", "recorded_at": clock.now()}
    return {"qualification_id": one, "removed_on": day, **facts}


def _account(one: int) -> dict[str, Any]:
    now = clock.now() - timedelta(days=1)
    keys = {"email": f"{one}@example.pl", "password_hash": "x", "password_set_at": now, "registered_at": now}
    return {"id": one, "examiner_id": one, **keys, "activated_at": now if one % 7 else None}


def _suspension(one: int) -> dict[str, Any]:
    return {"examiner_id": one, "ground": "clarification", "actor": "command", "suspended_at": clock.now()}


def _letter(one: int) -> dict[str, Any]:
    now = clock.now()
    came_back = now if one % 300 == 0 else None
    told = {"kind": "activation", "recipient": f"{one}@example.pl", "provider": "example.pl", "subject": "x"}
    marks = {"number": f"L-{one}", "message_id": f"<{one}@example.pl>", "about": f"examiner:{one}", "row_key": "x"}
    return told | marks | {"posted_at": now, "accepted_at": now, "bounced_at": came_back}


def _table(model: Any) -> Table:
    return cast("Table", model.__table__)


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _cells(seconds: Sequence[float]) -> tuple[str, str]:
    return f"{median(seconds) * 1000:.1f}", f"{quantiles(seconds, n=20)[-1] * 1000:.1f}"
