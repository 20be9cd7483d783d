"""The bar, built: Flask, Flask-Login and Flask-SQLAlchemy."""

import os
from typing import Any

from flask import Flask
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

from bench.bare.pages import entrance, onboarding, profile
from bench.bare.tables import Person, db
from examportal import config
from examportal.accounts.rules import IDLE_LIMIT
from examportal.config import Settings
from examportal.core.countries import country_name
from examportal.core.pesel import mask
from examportal.pages import routes as pages
from examportal.profile.changes.words import address_line
from examportal.profile.rules import show_phone
from examportal.web import plumbing

DATABASE = "BENCH_BARE_DATABASE_URL"


def create_app() -> Flask:
    """Build the bar on the database that the environment names."""
    known = config.load(config.instance_folder())
    templates, static = str(config.ROOT / "templates"), str(config.ROOT / "examportal" / "static")
    app = Flask("bench.bare", template_folder=templates, static_folder=static)
    app.config.update(SECRET_KEY=known.secret_key, SQLALCHEMY_DATABASE_URI=os.environ[DATABASE])
    app.extensions["settings"] = known
    db.init_app(app)
    LoginManager(app).user_loader(lambda person_id: db.session.get(Person, int(person_id)))
    _teach_templates(app, known)
    for blueprint in (entrance, onboarding, profile, pages.blueprint):
        app.register_blueprint(blueprint)
    with app.app_context():
        _prepare(db)
        db.create_all()
    return app


def _teach_templates(app: Flask, known: Settings) -> None:
    plumbing.teach_templates(app, known)
    app.jinja_env.filters.update(masked_pesel=mask, phone=show_phone, country=country_name, address_line=address_line)
    app.jinja_env.globals.update(passkeys_work=lambda: False, examiner_idle_limit=IDLE_LIMIT)
    # Pages of the portal lead to more than the bar has.
    app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/{endpoint}")


def _prepare(handle: SQLAlchemy) -> None:
    """Give SQLite the same journal as the portal's: otherwise the discs would be compared."""
    if handle.engine.dialect.name != "sqlite":
        return

    @event.listens_for(handle.engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
