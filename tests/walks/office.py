"""What the office does from its shell on a walk, and what the post brings."""

import json
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskCliRunner

from tests import html
from tests.intake.rows import HEADERS, csv_of
from tests.letters import link_in, links_in
from tests.smtp import CatchingServer, run_worker

SCOPES = "kod;nazwa;egzamin;aktywny\nMBI;Egzamin maturalny – biologia;matriculation;1\n"


@dataclass(frozen=True)
class Office:
    """The office's shell: the commands as they are typed there, and the folder with the office's files."""

    runner: FlaskCliRunner
    folder: Path

    def says(self, *words: str, exit_code: int = 0) -> str:
        """Run a command and return what it prints on both streams."""
        said = self.runner.invoke(args=list(words))
        assert said.exit_code == exit_code, said.output
        return said.output

    def load_scopes(self) -> None:
        """Load the dictionary of scopes."""
        path = self.folder / "zakresy.csv"
        path.write_text(SCOPES, encoding="utf-8")
        self.says("register", "scopes", str(path))

    def merge(self, *rows: str, headers: str = HEADERS) -> dict[str, Any]:
        """Bring a register file of these rows in."""
        path = self.folder / "ewidencja.csv"
        path.write_bytes(csv_of(*rows, headers=headers))
        return self._document("intake", "merge", str(path), "--json")

    def show(self, who: str) -> dict[str, Any]:
        """Look a person up."""
        return self._document("register", "show", who, "--json")

    def _document(self, *words: str) -> dict[str, Any]:
        said = self.runner.invoke(args=list(words))
        assert said.exit_code == 0, said.output
        found: dict[str, Any] = json.loads(said.stdout)
        return found


@dataclass(frozen=True)
class Post:
    """The way of the letters: the portal's worker and the mail server behind it."""

    app: Flask
    server: CatchingServer

    def deliver(self, leading_to: str = "") -> EmailMessage:
        """Let the worker do what is due and return the one letter with a link that came by it, or to a page."""
        before = len(self.server.messages)
        run_worker(self.app)
        leading = [letter for letter in self.server.messages[before:] if links_in(plain(letter))]
        (letter,) = (letter for letter in leading if link(letter).startswith(leading_to))
        return letter


def plain(letter: EmailMessage) -> str:
    """Return the plain form of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def page(letter: EmailMessage) -> html.Node:
    """Return the HTML form of a letter as a tree."""
    part = letter.get_body(("html",))
    assert part is not None
    return html.read(part.get_content())


def link(letter: EmailMessage) -> str:
    """Return the path of a letter's link; both forms of the letter have the same one."""
    path = link_in(plain(letter))
    hrefs = [anchor.attrs["href"] for anchor in page(letter).all("a")]
    assert path == link_in(" ".join(hrefs))
    return path
