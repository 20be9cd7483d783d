"""A real SMTP server for tests: keeps what it accepts, and can be told to refuse, to hang or to hang up."""

import asyncio
import random
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from examportal.db import db
from examportal.jobs.worker import Worker

HANG = "hang"
HANG_UP = "hang up"


class CatchingServer:
    """Listens on a free port of the loopback between `start()` and `stop()`.

    With `tls` it insists on STARTTLS, or with `implicit` speaks TLS from the first byte. `manners` says how it behaves
    at a stage (`MAIL`, `RCPT`, `DATA`; `RCPT jan@example.pl` is for one recipient; `REPLY`: the message is accepted and
    its sender not told yet): a reply such as `451 4.7.1 Later`, HANG or HANG_UP. `delay_seconds` is how long it thinks
    at a stage, on the average. `messages` are the accepted ones, `seen` all whose body came through, `recipients` who
    was asked for, `conversations` how many were opened.
    """

    def __init__(
        self, tls: ssl.SSLContext | None = None, credentials: tuple[str, str] | None = None, *, implicit: bool = False
    ) -> None:
        self.manners: dict[str, str] = {}
        self.delay_seconds = 0.0
        self.messages: list[EmailMessage] = []
        self.seen: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.conversations = 0
        self.port = 0
        self._tls = tls
        self._implicit = implicit
        self._credentials = credentials
        self._loop = asyncio.new_event_loop()
        self._listening = Event()
        self._thread = Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        """The address for the setting SMTP_URL, without TLS and password."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        if not self._listening.wait(10):
            raise RuntimeError("the SMTP server does not start")

    def stop(self) -> None:
        """Hang up on everybody."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        at_once = self._tls if self._implicit else None
        opening = self._loop.create_server(self._conversation, "127.0.0.1", 0, ssl=at_once)
        listening = self._loop.run_until_complete(opening)
        self.port = listening.sockets[0].getsockname()[1]
        self._listening.set()
        self._loop.run_forever()
        listening.close()
        leftover = asyncio.all_tasks(self._loop)
        for task in leftover:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*leftover, return_exceptions=True))
        self._loop.close()

    def _conversation(self) -> SMTP:
        self.conversations += 1
        wants_password = self._credentials is not None
        return SMTP(
            self,
            hostname="catcher.example",
            tls_context=None if self._implicit else self._tls,
            require_starttls=self._tls is not None and not self._implicit,
            authenticator=self._authenticate if wants_password else None,
            auth_required=wants_password,
            loop=self._loop,
        )

    def _authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
        if not isinstance(given, LoginPassword) or self._credentials is None:
            return AuthResult(success=False, handled=False)
        known = tuple(part.encode() for part in self._credentials)
        return AuthResult(success=(given.login, given.password) == known, handled=False)

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer the sender."""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._answer("MAIL", server)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer the recipient."""
        self.recipients.append(address)
        own = f"RCPT {address}"
        answer = await self._answer(own if own in self.manners else "RCPT", server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep the message, or do not."""
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self.seen.append(message)
        answer = await self._answer("DATA", server)
        if answer.startswith("250"):
            self.messages.append(message)
            await self._answer("REPLY", server)
        return answer

    async def _answer(self, stage: str, server: SMTP) -> str:
        await asyncio.sleep(random.uniform(0, 2 * self.delay_seconds))  # noqa: S311 - chance is the point
        while self.manners.get(stage) == HANG:  # noqa: ASYNC110 - manners are changed from another thread
            await asyncio.sleep(0.02)
        manner = self.manners.get(stage, "250 2.0.0 OK")
        if manner == HANG_UP:
            if isinstance(server.transport, asyncio.Transport):
                server.transport.abort()
            await asyncio.sleep(3600)  # until the lost connection cancels this conversation
        return manner


@contextmanager
def relay_of(app: Flask, server: CatchingServer | None = None) -> Iterator[CatchingServer]:
    """Run a server and make it the relay of the application."""
    server = server or CatchingServer()
    server.start()
    told = app.extensions["settings"]
    app.extensions["settings"] = replace(told, smtp_url=server.url)
    try:
        yield server
    finally:
        app.extensions["settings"] = told
        server.stop()


def run_worker(app: Flask) -> None:
    """Do what is due, as `flask worker --once` does."""
    db.session.rollback()
    Worker(app, Event()).run(once=True)
    db.session.rollback()
