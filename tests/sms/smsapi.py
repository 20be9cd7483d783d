"""A gateway on this machine that answers as SMSAPI does, and keeps what it was sent."""

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs

from flask import Flask

from tests.accounts.owners import told

TOKEN = "tajny-zeton"
SENT = (200, json.dumps({"count": 1, "list": [{"id": "1", "status": "QUEUE"}]}).encode())
DRIP_SECONDS = 0.02


def fault(code: int, status: int = 200) -> tuple[int, bytes]:
    """Return the answer with an error of SMSAPI."""
    return status, json.dumps({"error": code, "message": "48601234567 is not served"}).encode()


class SmsApi:
    """What the gateway answers and what it got; `drips` lets each answer go on without an end."""

    def __init__(self) -> None:
        self.answer = SENT
        self.drips = False
        self.got: list[dict[str, str]] = []
        self.tokens: list[str] = []
        self.url = ""

    @property
    def texts(self) -> list[str]:
        """The texts that came, oldest first."""
        return [fields["message"] for fields in self.got]


@contextmanager
def smsapi() -> Iterator[SmsApi]:
    """Serve until the end of the block."""
    gateway = SmsApi()

    class Conversation(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            gateway.got.append({name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()})
            gateway.tokens.append(f"{self.path} {self.headers['Authorization']}")
            status, said = gateway.answer
            self.send_response(status)
            self.end_headers()
            if gateway.drips:
                _drip(self)
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the library
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Conversation) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        gateway.url = f"smsapi+http://{TOKEN}@127.0.0.1:{server.server_address[1]}?from=OKE"
        try:
            yield gateway
        finally:
            server.shutdown()
            thread.join(10)


@contextmanager
def gateway_of(app: Flask, **settings: object) -> Iterator[SmsApi]:
    """Let an application send its text messages there."""
    with smsapi() as gateway, told(app, sms_url=gateway.url, **settings):
        yield gateway


def _drip(conversation: socketserver.StreamRequestHandler) -> None:
    with suppress(OSError):
        while True:
            conversation.wfile.write(b" ")
            Event().wait(DRIP_SECONDS)
