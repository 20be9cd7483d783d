"""The two applications that are compared, each on a database of its own with the same people in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask

from bench import crowd, servers
from bench.bare import app as bare
from bench.bare import tables
from bench.bare.pages import hasher
from bench.crowd import PASSWORD
from examportal.accounts import service as accounts
from examportal.accounts.passwords import hash_password
from examportal.app import create_app
from examportal.config import load
from examportal.db import db, transaction
from examportal.dev.people import InventedPerson
from examportal.mail.models import OutgoingLetter
from tests import databases

BACKENDS = databases.BACKENDS
_LINK = re.compile(r"/aktywacja/[\w.~-]+")


class Site(Protocol):
    """An application on a database."""

    application: Sequence[str]
    environ: dict[str, str]

    def settle(self, members: Sequence[InventedPerson], newcomers: Sequence[InventedPerson]) -> None:
        """Enter everybody; members get an active account."""

    def links(self) -> list[str]:
        """Return the paths of the activation links in the letters that wait."""


@dataclass
class PortalSite:
    """The portal."""

    app: Flask
    environ: dict[str, str]
    application = servers.PORTAL

    def settle(self, members: Sequence[InventedPerson], newcomers: Sequence[InventedPerson]) -> None:
        """Enter everybody; members get an active account."""
        with self.app.app_context():
            password_hash = hash_password(PASSWORD)
            with transaction():
                crowd.enter(newcomers)
                for account in crowd.open_accounts(crowd.enter(members), password_hash):
                    accounts.activate(account)

    def links(self) -> list[str]:
        """Return the paths of the activation links in the letters that wait."""
        with self.app.app_context():
            letters = db.session.query(OutgoingLetter).filter_by(kind="activation")
            return _links_in([str(letter.unseal()["text"]) for letter in letters])


@dataclass
class BareSite:
    """The bar."""

    app: Flask
    environ: dict[str, str]
    application = servers.BARE

    def settle(self, members: Sequence[InventedPerson], newcomers: Sequence[InventedPerson]) -> None:
        """Enter everybody; members get an active account."""
        with self.app.app_context():
            password_hash = hasher().hash(PASSWORD)
            tables.enter(newcomers)
            for person in tables.enter(members):
                tables.open_account(person, crowd.PROFILE, password_hash)
            tables.db.session.commit()

    def links(self) -> list[str]:
        """Return the paths of the activation links in the letters that wait."""
        with self.app.app_context():
            return _links_in([letter.text for letter in tables.db.session.query(tables.Letter)])


def make_portal(folder: Path, database_url: str, environ: dict[str, str]) -> PortalSite:
    """Return the portal with empty tables, its instance in `folder`."""
    environ = {
        "EXAMPORTAL_INSTANCE": str(folder),
        "EXAMPORTAL_DATABASE_URL": database_url,
        "EXAMPORTAL_LOGIN_CODE": "off",  # the password alone is measured, and leads to the session
        "EXAMPORTAL_SIGN_IN_NOTICES": "never",  # as on a known device: every browser of a journey is a new one
    } | environ
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXAMPORTAL_INSTANCE", str(folder))
        app = create_app(load(folder, environ))
    with app.app_context():
        db.create_all()
    return PortalSite(app, environ)


def make_bare(folder: Path, database_url: str) -> BareSite:
    """Return the bar with empty tables, its instance in `folder`."""
    environ = {"EXAMPORTAL_INSTANCE": str(folder), bare.DATABASE: database_url}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(name, value)
        return BareSite(bare.create_app(), environ)


def _links_in(texts: list[str]) -> list[str]:
    return [found[0] for text in texts if (found := _LINK.search(text))]


def new_database(folder: Path, backend: str, name: str) -> str:
    """Return the address of an empty database."""
    if backend == "sqlite":
        return f"sqlite:///{folder / name}.db"
    return databases.new_postgres_database(databases.SERVER.url(), name).replace("postgresql:", "postgresql+psycopg:")
