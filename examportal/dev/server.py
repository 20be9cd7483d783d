"""The web server of `flask dev run`: waitress, which answers in Polish what is too long for it to be read at all."""

from http import HTTPStatus
from typing import NamedTuple

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from examportal.dev.mailbox import LOOPBACK
from examportal.sheets.reader import MAX_BYTES
from examportal.web.plumbing import REQUEST_LIMIT

LONGEST_REQUEST = MAX_BYTES + 8 * REQUEST_LIMIT
"""Bytes. Somewhat too long a request, also one with a file, is read and answered by its own view.

What is far too long is answered before it is read, by the page that all other requests get.
"""
THREADS = 256
"""Requests answered at the same time, most of them sign-ins that wait for their turn (`accounts.line`)."""
CONNECTIONS = 1000
"""Browsers that are listened to at the same time."""
_OF_ONE_REQUEST = frozenset({"X-Request-ID", "Set-Cookie", "Content-Length", "Connection"})


class Page(NamedTuple):
    """An answer that is ready to be sent."""

    headers: list[tuple[str, str]]
    body: bytes


def too_large_page(app: Flask) -> Page:
    """Ask the portal for its page about what is too large; raises RuntimeError when it gives another one."""
    too_long = str(REQUEST_LIMIT + 1)
    url = app.extensions["settings"].base_url
    answer = app.test_client(use_cookies=False).post("/", base_url=url, environ_overrides={"CONTENT_LENGTH": too_long})
    if answer.status_code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise RuntimeError(f"the portal answers {answer.status_code} to what is too large")
    headers = [(name, value) for name, value in answer.headers.items() if name not in _OF_ONE_REQUEST]
    return Page(headers, answer.get_data())


class _Refusal(ErrorTask):  # type: ignore[misc] # waitress has no types
    """What waitress answers by itself: bad requests, and those that are too large."""

    def execute(self) -> None:
        """Send the page that was drawn at the start; nothing of the request has been read but its headers."""
        if self.request.error.code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            super().execute()
            return
        page: Page = self.channel.server.too_large
        self.status = f"{HTTPStatus.REQUEST_ENTITY_TOO_LARGE} {HTTPStatus.REQUEST_ENTITY_TOO_LARGE.phrase}"
        self.response_headers.extend(page.headers)
        self.set_close_on_finish()
        self.content_length = len(page.body)
        self.write(page.body)


class _Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """A connection."""

    error_task_class = _Refusal


def serve(app: Flask, port: int) -> None:
    """Answer requests until the process is told to stop."""
    limit = LONGEST_REQUEST
    server = create_server(
        app,
        host=LOOPBACK,
        port=port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() knows no more than 1024 files
        max_request_body_size=limit,
        ident=None,
    )
    server.channel_class = _Channel
    server.too_large = too_large_page(app)
    server.run()
