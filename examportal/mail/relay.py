"""Handing a message to the board's mail relay over SMTP. What comes back is an Outcome, whatever happens."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock, Timer
from time import monotonic
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from examportal.jobs.rules import Outcome, Verdict
from examportal.mail.rules import MESSAGE_REFUSED, RECIPIENT_REFUSED, keepable_reply, server_name, verdict_on
from examportal.mail.watch import Watch

TIMEOUT_SECONDS = 15.0
"""How long a letter may take as a whole, and each wait in it."""

LETTERS_A_LINE = 100
IDLE_SECONDS = 10.0
_PORTS = {"smtp": 25, "smtps": 465}
_OK, _WILL_FORWARD, _GO_ON, _CLOSING = 250, 251, 354, 421
_WATCH = Watch()


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


class LineGone(Exception):  # noqa: N818 - the finding's word
    """A line that had letters before has ended; of the next letter nothing was said in it."""


class Conversation(smtplib.SMTP):
    """A conversation with a relay; each letter in it is cut when its time is over.

    A relay that drips a byte now and then outlasts any timeout.
    """

    def __init__(self, relay: Relay, name: str) -> None:
        self.relay = relay
        self.letters = 0
        self.idle_since = 0.0
        self._is_clear = True
        self._line: socket.socket | None = None
        try:
            super().__init__(relay.host, relay.port, name, timeout=TIMEOUT_SECONDS)
            self._greet()
        except BaseException:
            self.close()
            raise

    @property
    def peer(self) -> str:
        """The name of the server as it has announced itself."""
        announced = (self.ehlo_resp or self.helo_resp or b"").split(maxsplit=1)
        return server_name(announced[0].decode("ascii", "replace") if announced else "", self.relay.host)

    def begin(self) -> None:
        """Let the time of a letter run; the first letter's runs from the first byte on."""
        _WATCH.set(self, TIMEOUT_SECONDS, self._hang_up)

    def rest(self) -> None:
        """Let no time run."""
        _WATCH.clear(self)

    def name_sender(self, sender: str) -> tuple[int, bytes]:
        """Begin a letter and return the answer; raises LineGone when the server has left since the letter before."""
        try:
            # What was said about a letter that was accepted is forgotten already (RFC 5321, 4.1.1.4).
            if not self._is_clear and self.rset()[0] != _OK:
                raise LineGone
            self._is_clear = False
            code, reply = self.docmd("mail", f"FROM:<{sender}>")
        except (smtplib.SMTPException, OSError):
            if self.letters:
                raise LineGone from None
            raise
        if code == _CLOSING and self.letters:
            raise LineGone
        return code, reply

    def send_body(self, message: bytes, before: Callable[[], None]) -> tuple[int, bytes]:
        """Send a message and return the answer to it; `before` is called when the server is ready for it."""
        self.putcmd("data")
        code, reply = self.getreply()
        if code != _GO_ON:
            return code, reply
        before()
        self.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, reply = self.getreply()
        self._is_clear = code == _OK
        return code, reply

    def part(self) -> None:
        """End politely; an end that fails changes nothing of what was agreed.

        The answer to QUIT is not waited for: until an accepted letter is written down, a crash leads to a second copy.
        """
        with suppress(smtplib.SMTPException, OSError):
            self.putcmd("quit")
        self.close()

    def close(self) -> None:
        """End the conversation; a second time is no mistake."""
        self.rest()
        if self._line is not None:
            self._line.close()
        super().close()

    def _hang_up(self) -> None:
        with suppress(OSError):  # the other side may have done so already
            if self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)

    def _greet(self) -> None:
        if self.relay.tls == "starttls":
            self.starttls(context=ssl.create_default_context())
        self.ehlo_or_helo_if_needed()
        if self.relay.user:
            self.login(self.relay.user, self.relay.password)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = socket.create_connection((host, port), timeout)
        # A second handle: wrapping the socket into TLS takes the first one away, and a handshake can drip too.
        self._line = line.dup()
        self.begin()
        if self.relay.tls != "implicit":
            return line
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)


@lru_cache(maxsize=1)
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


class Lines:
    """Conversations that are open and wait for the next letter: opening one takes longer than handing a letter over.

    One is left after LETTERS_A_LINE letters or IDLE_SECONDS without one, and whenever anything goes wrong in it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[Conversation] = []
        self._sweep: Timer | None = None

    def take(self, relay: Relay) -> Conversation | None:
        """Return an open conversation with a relay; None when there is none."""
        while (conversation := self._next()) is not None:
            conversation.begin()
            if conversation.relay == relay and monotonic() - conversation.idle_since < IDLE_SECONDS:
                return conversation
            conversation.part()
        return None

    def keep(self, conversation: Conversation) -> None:
        """Take a conversation back after a letter, accepted or refused."""
        conversation.rest()
        conversation.letters += 1
        if conversation.letters >= LETTERS_A_LINE:
            conversation.part()
            return
        conversation.idle_since = monotonic()
        with self._lock:
            self._waiting.append(conversation)
            if self._sweep is None:
                self._sweep = _later(IDLE_SECONDS, self._part_with_idle)

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            if self._sweep is not None:
                self._sweep.cancel()
                self._sweep = None
        for conversation in waiting:
            conversation.part()

    def _next(self) -> Conversation | None:
        with self._lock:
            return self._waiting.pop() if self._waiting else None

    def _part_with_idle(self) -> None:
        with self._lock:
            over = [one for one in self._waiting if monotonic() - one.idle_since >= IDLE_SECONDS]
            self._waiting = [one for one in self._waiting if one not in over]
            self._sweep = _later(IDLE_SECONDS, self._part_with_idle) if self._waiting else None
        for conversation in over:
            conversation.part()


def _later(seconds: float, act: Callable[[], None]) -> Timer:
    timer = Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer


def hand_over(
    relay: Relay, envelope: Envelope, lines: Lines | None = None, before_body: Callable[[], None] = lambda: None
) -> Outcome:
    """Give one message to the relay, by a line that is open already when `lines` has one.

    `before_body` is called, and may take its time, when everything but the message itself has been said: up to then the
    relay has certainly not taken it.

    Only a refusal of the recipient or of the message itself is final; anything wrong with the relay, the sender or the
    line is tried again, for it is ours to mend and no letter may be lost over it.
    """
    try:
        with _conversing(relay, envelope, lines) as conversation:
            return replace(_offer(conversation, envelope, before_body), peer=conversation.peer)
    except LineGone:
        return hand_over(relay, envelope, lines, before_body)  # by another, in the end by a new one
    except smtplib.SMTPResponseException as answer:
        return _answered(Verdict.RETRY, "relay_refused", envelope, answer.smtp_code, answer.smtp_error)
    except (smtplib.SMTPException, OSError) as fault:
        return Outcome(Verdict.RETRY, f"line_{type(fault).__name__}")


@contextmanager
def _conversing(relay: Relay, envelope: Envelope, lines: Lines | None) -> Iterator[Conversation]:
    # Our own name comes from the sender's address: asking DNS for it may take long.
    conversation = lines.take(relay) if lines else None
    if conversation is None:
        conversation = Conversation(relay, envelope.sender.rpartition("@")[2])
    try:
        yield conversation
    except BaseException:
        conversation.close()
        raise
    if lines is None:
        conversation.part()
    else:
        lines.keep(conversation)


def _offer(smtp: Conversation, envelope: Envelope, before_body: Callable[[], None]) -> Outcome:
    # Not by mail() and rcpt(): they look for a name beside the address, in letter after letter, and here is none.
    code, reply = smtp.name_sender(envelope.sender)
    if code != _OK:
        return _answered(Verdict.RETRY, "sender_refused", envelope, code, reply)
    code, reply = smtp.docmd("rcpt", f"TO:<{envelope.recipient}>")
    if code not in {_OK, _WILL_FORWARD}:
        return _answered(verdict_on(code), RECIPIENT_REFUSED, envelope, code, reply)
    code, reply = smtp.send_body(envelope.message, before_body)
    if code != _OK:
        return _answered(verdict_on(code), MESSAGE_REFUSED, envelope, code, reply)
    return _answered(Verdict.DONE, "accepted", envelope, code, reply)


def _answered(verdict: Verdict, reason: str, envelope: Envelope, code: int, reply: bytes | str) -> Outcome:
    note = keepable_reply(_bytes(reply).decode("utf-8", "replace"), envelope.recipient)
    return Outcome(verdict, reason, code=code, note=note)


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()
