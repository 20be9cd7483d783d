"""The development mailbox: a real SMTP server that keeps every letter, and a page to read them.

It stands apart from the portal, in a process and on ports of its own, so that the portal itself can never show a
letter. Both listen on the loopback only.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask, Response, abort, render_template
from waitress.server import create_server

from examportal import config
from examportal.core import clock

LOOPBACK = "127.0.0.1"
_NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)\]]")
# A letter is somebody's HTML: no script, nothing fetched, and links open in a tab of their own.
_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
_PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class CaughtLetter:
    """One letter of the mailbox; `name` is the name of its file without `.eml`."""

    name: str
    message: EmailMessage

    @property
    def caught_at(self) -> datetime:
        """When it came, in Polish time."""
        return clock.in_warsaw(datetime.strptime(f"{self.name.split('-')[0]}+0000", "%Y%m%dT%H%M%S%f%z"))

    @property
    def recipient(self) -> str:
        """Whom it is addressed to."""
        return str(self.message["To"] or "")

    @property
    def sender(self) -> str:
        """Who sent it."""
        return str(self.message["From"] or "")

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.message["Subject"] or "(bez tematu)")

    def part(self, kind: str) -> str | None:
        """Return the `plain` or `html` text, None when the letter has none."""
        body = self.message.get_body((kind,))
        return None if body is None else str(body.get_content())

    def pieces(self) -> list[tuple[str, bool]]:
        """Return the plain text cut at its links, each piece with whether it is one."""
        text = self.part("plain") or ""
        cuts = [0, *(edge for link in _LINK.finditer(text) for edge in link.span()), len(text)]
        # Between the cuts stand text and link by turns.
        return [(text[start:end], index % 2 == 1) for index, (start, end) in enumerate(pairwise(cuts))]


class Mailbox:
    """The letters in a folder, one file a letter, so that they outlive the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, content: bytes) -> None:
        """Keep a letter; a reader sees it whole or not at all."""
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        draft = self._folder / f".{name}"
        draft.write_bytes(content)
        draft.rename(self._folder / f"{name}.eml")

    def all_letters(self) -> Iterator[CaughtLetter]:
        """Return every letter, newest first."""
        names = sorted((path.stem for path in self._folder.glob("*.eml")), reverse=True)
        return (letter for name in names if (letter := self.find(name)))

    def find(self, name: str) -> CaughtLetter | None:
        """Return a letter by name."""
        path = self._folder / f"{name}.eml"
        if not _NAME.fullmatch(name) or not path.is_file():
            return None
        return CaughtLetter(name, message_from_bytes(path.read_bytes(), policy=policy.default))


class Catcher:
    """What the SMTP server does with a letter."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a letter in."""
        self._mailbox.keep(envelope.original_content)
        return "250 OK"


def create_mailbox_app(mailbox: Mailbox) -> Flask:
    """Build the reading page: a Flask application of its own, without anything of the portal."""
    app = Flask("examportal.dev.mailbox", template_folder=str(config.ROOT / "templates" / "dev"))
    # A page elsewhere could otherwise read the letters under a name of its own that leads to this address.
    app.config["TRUSTED_HOSTS"] = [LOOPBACK, "localhost"]

    @app.get("/")
    def letters() -> str:
        return render_template("letters.html", letters=list(mailbox.all_letters()))

    @app.get("/<name>")
    def letter(name: str) -> str:
        return render_template("letter.html", letter=mailbox.find(name) or abort(404))

    @app.get("/<name>/html")
    def html(name: str) -> Response:
        found = mailbox.find(name) or abort(404)
        page = '<base target="_blank">' + (found.part("html") or "")
        return Response(page, headers={"Content-Security-Policy": _LETTER_POLICY})

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    return app


def serve(folder: Path, smtp_port: int, page_port: int) -> None:
    """Catch letters and show them until the process is told to stop."""
    mailbox = Mailbox(folder)
    catcher = Controller(Catcher(mailbox), hostname=LOOPBACK, port=smtp_port)
    catcher.start()
    try:
        create_server(create_mailbox_app(mailbox), host=LOOPBACK, port=page_port, threads=2).run()
    finally:
        catcher.stop()
