"""The schema's history: from nothing it leads to the models, and back to nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError, IntegrityError

from examportal.accounts.staff.rules import keys_of
from examportal.accounts.steps import queries as steps
from examportal.core.sealed import new_row_key
from examportal.db import Base, UtcDateTime, db, keyring, sealed_binding, transaction
from examportal.journal.models import JournalEntry
from examportal.journal.rules import NOBODY, Event
from examportal.journal.service import record
from examportal.mail.models import OutgoingLetter as Letter
from examportal.profile.queries import by_phone
from examportal.register.words.models import NameWord
from tests.databases import Portals

OLD_LETTER = ("number", "kind", "recipient", "subject", "message_id", "posted_at", "row_key", "given_up_at")
OLD_TYPES = dict.fromkeys(("posted_at", "given_up_at", "attempted_at"), UtcDateTime)
OLD_ATTEMPT = ("letter_id", "attempted_at", "verdict", "reason", "reply_text")
FOLDER = Path(__file__).parents[1] / "migrations"


@pytest.fixture(scope="module")
def history() -> ScriptDirectory:
    """Return all steps, read once: Alembic reads every file anew for each step that it takes."""
    return ScriptDirectory(str(FOLDER))


@pytest.fixture
def blank(
    database: str, portals: Portals, history: ScriptDirectory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """Return an application on a database without any table."""
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda _config: history)
    app = portals.make(database, "blank", tables=False)
    with app.app_context():
        yield app
        db.session.rollback()
        _take_all_away()


def _take_all_away() -> None:
    """Leave nothing of a database, at once; that the way down leads there has tests of its own."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
        return
    file = Path(str(db.engine.url.database))
    db.engine.dispose()
    for part in file.parent.glob(f"{file.name}*"):
        part.unlink()


# SQLAlchemy cannot look at such an index on SQLite; on PostgreSQL it is compared.
@pytest.mark.filterwarnings("ignore:.*ix_account_folded_email")
def test_from_nothing_up_leads_to_the_models(blank: Flask) -> None:
    flask_migrate.upgrade(directory=str(FOLDER))
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_down_leads_back_to_nothing(blank: Flask) -> None:
    flask_migrate.upgrade(directory=str(FOLDER))
    flask_migrate.downgrade(directory=str(FOLDER), revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    flask_migrate.upgrade(directory=str(FOLDER))
    assert set(Base.metadata.tables) < set(inspect(db.engine).get_table_names())


def test_every_step_goes_up_and_down(blank: Flask, history: ScriptDirectory) -> None:
    for script in reversed(list(history.walk_revisions())):
        flask_migrate.upgrade(directory=str(FOLDER), revision=script.revision)
        flask_migrate.downgrade(directory=str(FOLDER), revision="-1")
        flask_migrate.upgrade(directory=str(FOLDER), revision=script.revision)
    assert db.session.query(JournalEntry).count() == 0


def test_a_migrated_database_guards_the_journal_too(blank: Flask) -> None:
    flask_migrate.upgrade(directory=str(FOLDER))
    with transaction():
        record(Event.SIGN_IN, NOBODY)
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.query(JournalEntry).delete()


def test_letters_of_old_get_their_provider_and_how_they_ended(blank: Flask) -> None:
    flask_migrate.upgrade(directory=str(FOLDER), revision="0013")
    moment, letters = (
        datetime(2026, 11, 1, 10, tzinfo=UTC),
        sa.table("outgoing_letter", *(sa.column(name, OLD_TYPES.get(name)) for name in OLD_LETTER)),
    )
    attempts = sa.table("delivery_attempt", *(sa.column(name, OLD_TYPES.get(name)) for name in OLD_ATTEMPT))
    sent = (("Jan@WP.pl", None), ("jan@żółw.pl", moment), ("ola@[nonsense", moment))
    with db.engine.begin() as connection:
        for number, (recipient, given_up_at) in enumerate(sent):
            values = (f"L-{number}", "activation", recipient, "", f"<{number}>", moment, "", given_up_at)
            connection.execute(letters.insert().values(dict(zip(OLD_LETTER, values, strict=True))))
        refused = sa.select(sa.text("id")).select_from(letters).where(letters.c.number == "L-1").scalar_subquery()
        attempt = (refused, moment, "give_up", "recipient_refused", "")
        connection.execute(attempts.insert().values(dict(zip(OLD_ATTEMPT, attempt, strict=True))))
    db.session.rollback()
    flask_migrate.upgrade(directory=str(FOLDER))
    columns = (Letter.provider, Letter.reason, Letter.attempted_at.is_(None), Letter.withdrawn_at.is_(None))
    assert [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(Letter.number))] == [
        ("wp.pl", None, True, True),
        ("xn--w-uga1v8h.pl", "recipient_refused", False, True),
        ("[nonsense", None, True, False),
    ]


def test_keys_of_the_staff_stay_theirs(blank: Flask) -> None:
    flask_migrate.upgrade(directory=str(FOLDER), revision="0028")
    now = "2026-11-01 10:00:00"
    rows = (
        "INSERT INTO staff_member (id, email, name, role, invited_at) VALUES (3, 'ewa@example.pl', 'E', 'clerk', :now)",
        "INSERT INTO authenticator (id, member_id, offered_at, confirmed_at, row_key) VALUES (5, 3, :now, :now, 'a')",
        "INSERT INTO recovery_set (id, member_id, issued_at, kept_at, row_key) VALUES (7, 3, :now, :now, 'b')",
        "INSERT INTO recovery_code (id, set_id, code_digest) VALUES (9, 7, 'c')",
    )
    with db.engine.begin() as connection:
        for row in rows:
            connection.execute(sa.text(row), {"now": now})
    db.session.rollback()
    for _ in range(2):
        flask_migrate.upgrade(directory=str(FOLDER))
        ewa = keys_of(3)
        assert steps.find_authenticator(ewa) is not None
        assert steps.codes_left(ewa) == 1
        db.session.rollback()
        nobodys = "INSERT INTO authenticator (offered_at, row_key) VALUES (:now, 'd')"
        twice = "INSERT INTO authenticator (member_id, offered_at, confirmed_at, row_key) VALUES (3, :now, :now, 'e')"
        for refused in (nobodys, twice):
            with pytest.raises(IntegrityError), db.engine.begin() as connection:
                connection.execute(sa.text(refused), {"now": now})
        flask_migrate.downgrade(directory=str(FOLDER), revision="0028")


def test_people_of_old_are_found_by_name_and_phone(blank: Flask) -> None:
    flask_migrate.upgrade(directory=str(FOLDER), revision="0021")
    key = new_row_key()
    sealed = keyring().seal('{"phone": "+48601234567"}', sealed_binding("profile", key))
    person = (
        "INSERT INTO examiner (id, last_name, first_names, entered_at, row_key) VALUES (7, :last, :first, :now, 'x')"
    )
    profile = "INSERT INTO profile (examiner_id, saved_at, row_key, sealed) VALUES (7, :now, :key, :sealed)"
    now = "2026-11-01 10:00:00"
    with db.engine.begin() as connection:
        connection.execute(sa.text(person), {"last": "Łoś-Żuraw", "first": "Jan Jan", "now": now})
        connection.execute(sa.text(profile), {"key": key, "sealed": sealed, "now": now})
    db.session.rollback()
    flask_migrate.upgrade(directory=str(FOLDER))
    words = sorted(db.session.scalars(sa.select(NameWord.word).where(NameWord.examiner_id == 7)))
    assert words == ["jan", "los", "zuraw"]
    assert set(db.session.scalars(sa.select(NameWord.names).where(NameWord.examiner_id == 7))) == {" los zuraw jan jan"}
    assert by_phone("+48601234567", 9) == [7]
