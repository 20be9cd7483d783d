"""Handing a message to the board's mail relay over SMTP. What comes back is an Outcome, whatever happens."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import Timer
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from examportal.jobs.rules import Outcome, Verdict
from examportal.mail.rules import MESSAGE_REFUSED, RECIPIENT_REFUSED, keepable_reply, server_name, verdict_on

TIMEOUT_SECONDS = 15.0
"""How long a conversation may take as a whole, and each wait in it."""
_PORTS = {"smtp": 25, "smtps": 465}
_OK, _WILL_FORWARD = 250, 251


@dataclass(frozen=True)
class Relay:
    """Where the relay is and how to talk to it; `tls` is `none`, `starttls` or `implicit`."""

    host: str
    port: int
    tls: str
    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True)
class Envelope:
    """What the relay is told, besides the message itself."""

    sender: str
    recipient: str
    message: bytes = field(repr=False)


class _Conversation(smtplib.SMTP):
    """A conversation that is cut when its time is over: a relay that drips a byte now and then outlasts any timeout."""

    def __init__(self, relay: Relay, name: str, context: ssl.SSLContext) -> None:
        self._called = relay.host
        self._implicit = context if relay.tls == "implicit" else None
        self._cut = ExitStack()
        try:
            super().__init__(relay.host, relay.port, name, timeout=TIMEOUT_SECONDS)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the conversation; a second time is no mistake."""
        self._cut.close()
        super().close()

    @property
    def peer(self) -> str:
        """The name of the server as it has announced itself."""
        announced = (self.ehlo_resp or self.helo_resp or b"").split(maxsplit=1)
        return server_name(announced[0].decode("ascii", "replace") if announced else "", self._called)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = socket.create_connection((host, port), timeout)
        # A second handle: wrapping the socket into TLS takes the first one away, and a handshake can drip too.
        handle = self._cut.enter_context(line.dup())
        end = Timer(TIMEOUT_SECONDS, _hang_up, [handle])
        end.daemon = True
        end.start()
        self._cut.callback(end.cancel)
        return self._implicit.wrap_socket(line, server_hostname=host) if self._implicit else line


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # the other side may have done so already
        line.shutdown(socket.SHUT_RDWR)


def read_url(url: str) -> Relay:
    """Return the relay of the setting SMTP_URL; raises ValueError, without the address, when it cannot be read."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    tls = "implicit" if parts.scheme == "smtps" else options.pop("tls", "none")
    port = _port(parts)
    if port is None or not parts.hostname or options or tls not in {"none", "starttls", "implicit"}:
        raise ValueError("expected smtp://user:pass@host:port?tls=starttls or smtps://user:pass@host:port")
    return Relay(parts.hostname, port, tls, unquote(parts.username or ""), unquote(parts.password or ""))


def _port(parts: SplitResult) -> int | None:
    """Return the port; what stands in its place otherwise may be a piece of the password and is told to nobody."""
    with suppress(ValueError):
        return parts.port or _PORTS.get(parts.scheme)
    return None


def hand_over(relay: Relay, envelope: Envelope) -> Outcome:
    """Give one message to the relay.

    Only a refusal of the recipient or of the message itself is final; anything wrong with the relay, the sender or the
    line is tried again, for it is ours to mend and no letter may be lost over it.
    """
    try:
        with _conversing(relay, envelope) as smtp:
            return _submit(smtp, envelope)
    except smtplib.SMTPResponseException as answer:
        return _answered(Verdict.RETRY, "relay_refused", envelope, answer.smtp_code, answer.smtp_error)
    except (smtplib.SMTPException, OSError) as fault:
        return Outcome(Verdict.RETRY, f"line_{type(fault).__name__}")


@contextmanager
def _conversing(relay: Relay, envelope: Envelope) -> Iterator[_Conversation]:
    """Open a conversation; its end is polite, and an end that fails changes nothing of what was agreed.

    The answer to QUIT is not waited for: until an accepted letter is written down, a crash leads to a second copy.
    """
    # Our own name comes from the sender's address: asking DNS for it may take long.
    name = envelope.sender.rpartition("@")[2]
    context = ssl.create_default_context()
    smtp = _Conversation(relay, name, context)
    try:
        if relay.tls == "starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if relay.user:
            smtp.login(relay.user, relay.password)
        yield smtp
        with suppress(smtplib.SMTPException, OSError):
            smtp.putcmd("quit")
    finally:
        smtp.close()


def _submit(smtp: _Conversation, envelope: Envelope) -> Outcome:
    return replace(_offer(smtp, envelope), peer=smtp.peer)


def _offer(smtp: smtplib.SMTP, envelope: Envelope) -> Outcome:
    code, reply = smtp.mail(envelope.sender)
    if code != _OK:
        return _answered(Verdict.RETRY, "sender_refused", envelope, code, reply)
    code, reply = smtp.rcpt(envelope.recipient)
    if code not in {_OK, _WILL_FORWARD}:
        return _answered(verdict_on(code), RECIPIENT_REFUSED, envelope, code, reply)
    try:
        code, reply = smtp.data(envelope.message)
    except smtplib.SMTPDataError as refusal:
        code, reply = refusal.smtp_code, _bytes(refusal.smtp_error)
    if code != _OK:
        return _answered(verdict_on(code), MESSAGE_REFUSED, envelope, code, reply)
    return _answered(Verdict.DONE, "accepted", envelope, code, reply)


def _answered(verdict: Verdict, reason: str, envelope: Envelope, code: int, reply: bytes | str) -> Outcome:
    note = keepable_reply(_bytes(reply).decode("utf-8", "replace"), envelope.recipient)
    return Outcome(verdict, reason, code=code, note=note)


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()
