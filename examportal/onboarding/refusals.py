"""Counting which rules of the profile form send people back: for whoever writes the form, and its help."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from flask import session
from sqlalchemy.dialects import postgresql, sqlite

from examportal.core import clock
from examportal.db import db, transaction
from examportal.onboarding.models import FormRefusal
from examportal.onboarding.rules import Broken

PROFILE = "profile"
_TOLD = "refused_by"
_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def count_once(broken: Iterable[Broken]) -> None:
    """Count the rules that send this browser back for the first time, in a transaction of its own."""
    told = set(session.get(_TOLD, ()))
    fresh = [one for one in broken if str(one) not in told]
    if fresh:
        with transaction():
            count(fresh)
        session[_TOLD] = sorted(told | {str(one) for one in fresh})


def count(broken: Iterable[Broken]) -> None:
    """Count one more person for each of these rules today, in the caller's transaction."""
    today = clock.today()
    rows = [
        {"day": today, "form": PROFILE, "field": one.field, "rule": one.rule, "people": 1}
        for one in sorted(broken)  # two forms at once take the counters in one order
    ]
    db.session.execute(_counting(db.session.get_bind().dialect.name), rows)


@cache
def _counting(dialect: str) -> Any:
    statement = _INSERT[dialect](FormRefusal.__table__)
    key = (FormRefusal.day, FormRefusal.form, FormRefusal.field, FormRefusal.rule)
    return statement.on_conflict_do_update(index_elements=key, set_={"people": FormRefusal.people + 1})
