"""For monitors: is the process alive, and is everything it needs in place."""

from collections.abc import Callable, Mapping
from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from examportal.db import db
from examportal.web.guard import public

blueprint = Blueprint("web", __name__)
ReadinessCheck = Callable[[], bool]


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say which part is missing, if any."""
    parts = readiness()
    ready = all(parts.values())
    return jsonify({"ready": ready, "checks": parts}), 200 if ready else 503


def readiness() -> dict[str, bool]:
    """Look at the database, its schema, and what rooms above handed in as `app.extensions["readiness_checks"]`."""
    revision = _revision_of_database()
    parts = {"database": revision is not None, "schema": bool(revision) and revision == _newest_revision(_migrations())}
    checks: Mapping[str, ReadinessCheck] = current_app.extensions.get("readiness_checks", {})
    return parts | {name: _holds(check) for name, check in checks.items()}


def _holds(check: ReadinessCheck) -> bool:
    try:
        return check()
    except SQLAlchemyError:
        db.session.rollback()
        return False


def _revision_of_database() -> frozenset[str] | None:
    """Return the revisions the database is at; None when it cannot be asked."""
    try:
        return frozenset(MigrationContext.configure(db.session.connection()).get_current_heads())
    except SQLAlchemyError:
        db.session.rollback()
        return None


def _migrations() -> str:
    return str(current_app.extensions["migrate"].directory)


@cache
def _newest_revision(folder: str) -> frozenset[str]:
    try:
        return frozenset(ScriptDirectory(folder).get_heads())
    except CommandError:
        return frozenset()
