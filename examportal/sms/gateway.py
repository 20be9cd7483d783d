"""Handing a text message to the board's gateway. What comes back is an Outcome, whatever happens.

SMSAPI by its documented HTTP interface; its own client waits for an answer without any limit of time.
"""

import http.client
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from examportal.jobs.rules import Outcome, Verdict
from examportal.sms.rules import AGAIN_AFTER, verdict_on

TIMEOUT_SECONDS = 10.0
"""How long the gateway may take: to be reached, and for the whole conversation afterwards."""

_PATH = "/sms.do"
_LONGEST_ANSWER = 64 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True)
class Gateway:
    """Where SMSAPI is and how to talk to it; `sender` is the name that phones show, empty for the account's own."""

    host: str
    port: int | None
    secure: bool
    token: str = field(repr=False)
    sender: str = ""


def read_url(url: str) -> Gateway | None:
    """Read `smsapi://token@host?from=name`, None when it is empty; raises ValueError, which says nothing of the token.

    `smsapi+http://` talks without TLS, and only to this machine.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("expected smsapi://token@host?from=name") from None
    secure = parts.scheme == "smsapi"
    if parts.scheme not in {"smsapi", "smsapi+http"} or not host or not parts.username:
        raise ValueError("expected smsapi://token@host?from=name")
    if not secure and host not in _LOOPBACK:
        raise ValueError("expected smsapi:// with TLS: smsapi+http:// is for this machine alone")
    token = unquote(parts.username)
    if not (token.isascii() and token.isprintable()):
        raise ValueError("expected a token of plain characters")
    return Gateway(host, port, secure, token, parse_qs(parts.query).get("from", [""])[0])


def hand_over(gateway: Gateway, number: str, text: str, mark: str) -> Outcome:
    """Send a text to a number (E.164) and return how that ended.

    `mark` is our own name of the message: what came twice, after a crash, is sent once.
    """
    kind = http.client.HTTPSConnection if gateway.secure else http.client.HTTPConnection
    line = kind(gateway.host, gateway.port, timeout=TIMEOUT_SECONDS)
    try:
        line.connect()
        end = Timer(TIMEOUT_SECONDS, _hang_up, [line.sock])  # an answer that drips outlasts any timeout of the line
        end.daemon = True
        end.start()
        try:
            line.request("POST", _PATH, _body(gateway, number, text, mark), _headers(gateway))
            answer = line.getresponse()
            return verdict_on(answer.status, answer.read(_LONGEST_ANSWER))
        finally:
            end.cancel()
    except (OSError, http.client.HTTPException, ValueError):
        return Outcome(Verdict.RETRY, "no_answer", AGAIN_AFTER)
    finally:
        line.close()


def answers(gateway: Gateway) -> bool:
    """Tell whether the gateway can be reached, with the certificate that it must have; nothing is sent or paid."""
    kind = http.client.HTTPSConnection if gateway.secure else http.client.HTTPConnection
    line = kind(gateway.host, gateway.port, timeout=TIMEOUT_SECONDS)
    try:
        line.connect()
    except OSError:
        return False
    finally:
        line.close()
    return True


def _body(gateway: Gateway, number: str, text: str, mark: str) -> str:
    fields = {
        "to": number.removeprefix("+"),
        "message": text,
        "format": "json",
        "encoding": "utf-8",
        "idx": mark,
        "check_idx": "1",
    }
    return urlencode(fields | ({"from": gateway.sender} if gateway.sender else {}))


def _headers(gateway: Gateway) -> dict[str, str]:
    return {"Authorization": f"Bearer {gateway.token}", "Content-Type": "application/x-www-form-urlencoded"}


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
