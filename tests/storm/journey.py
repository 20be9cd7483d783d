"""People on their whole way from the door to the account, who try again whenever the line breaks."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Lock
from time import monotonic

from tests.letters import links_in
from tests.people import PASSWORD
from tests.smtp import CatchingServer
from tests.storm.crowd import Walker
from tests.storm.device import Answer, AwayError, Device, LineBrokenError, StrangeAnswerError
from tests.storm.processes import wait_until
from tests.storm.scale import times
from tests.walks.office import link, plain

CLIENTS = times(8, 20)
LETTER_SECONDS = 20.0
_PAUSE_SECONDS = 0.05
REGISTERED, ACTIVATED, SIGNED_IN = "registered", "activated", "signed in"


class NoLetterError(Exception):
    """The letter has not come while somebody looked for it; people come back another day."""


@dataclass
class Tally:
    """What the portal has confirmed to people (an answer 303 that arrived), and how often they had to try again."""

    confirmed: dict[str, Counter[str]] = field(
        default_factory=lambda: {act: Counter() for act in (REGISTERED, ACTIVATED, SIGNED_IN)}
    )
    lines_broken: int = 0
    sent_away: int = 0
    gave_up_waiting: int = 0
    _lock: Lock = field(default_factory=Lock)

    def confirm(self, act: str, walker: Walker) -> None:
        """Note that the portal said "done" to somebody."""
        with self._lock:
            self.confirmed[act][walker.subject] += 1

    def note(self, interruption: Exception) -> None:
        """Note why somebody has to try again, or stops."""
        with self._lock:
            self.gave_up_waiting += isinstance(interruption, NoLetterError)
            self.lines_broken += isinstance(interruption, LineBrokenError)
            self.sent_away += isinstance(interruption, AwayError)

    def total(self, act: str) -> int:
        """Return how often something was confirmed."""
        return self.confirmed[act].total()

    def wait_for(self, act: str, more: int) -> None:
        """Return when something was confirmed some times more."""
        enough = self.total(act) + more
        wait_until(lambda: self.total(act) >= enough)

    def wait_for_refusal(self) -> None:
        """Return when somebody more was asked to come back later."""
        before = self.sent_away
        wait_until(lambda: self.sent_away > before)


class Mailboxes:
    """Where people look for the link."""

    def __init__(self, server: CatchingServer) -> None:
        self._server = server
        self._read = 0
        self._links: dict[str, str] = {}
        self._lock = Lock()

    def wait_for_link(self, email: str) -> str:
        """Return the path in the letter to an address, as soon as it has come; raises NoLetterError."""
        deadline = monotonic() + LETTER_SECONDS
        while not self._has_come(email):
            if monotonic() > deadline:
                raise NoLetterError
            Event().wait(_PAUSE_SECONDS)
        return self._links[email]

    def _has_come(self, email: str) -> bool:
        with self._lock:
            for message in self._server.messages[self._read :]:
                if links_in(plain(message)):  # the one with the login number, after the activation, has none
                    self._links[message["To"]] = link(message)
                self._read += 1
            return email in self._links


@dataclass(frozen=True)
class Journey:
    """One person's way; every try is made on another device, with nothing remembered but what the person knows."""

    walker: Walker
    port: int
    mailboxes: Mailboxes
    tally: Tally

    def walk(self) -> None:
        """Go all the way, however often the line breaks, or until the letter does not come."""
        with suppress(NoLetterError):
            for step in (self._register, self._activate, self._sign_in):
                while not self._managed(step):
                    Event().wait(_PAUSE_SECONDS)

    def _managed(self, step: Callable[[Device], None]) -> bool:
        try:
            step(Device(self.port))
        except (LineBrokenError, AwayError) as interruption:
            self.tally.note(interruption)
            return False
        except NoLetterError as absence:
            self.tally.note(absence)
            raise
        return True

    def _register(self, device: Device) -> None:
        knocked = device.submit("/", {"login": self.walker.pesel, "password": self.walker.number})
        if _led_to(knocked, "/rejestracja", "/rejestracja/poczta") == "/rejestracja":
            _led_to(device.submit("/rejestracja", self.walker.answers), "/rejestracja/poczta")
            self.tally.confirm(REGISTERED, self.walker)
        waiting = device.open("/rejestracja/poczta")
        if waiting.heading != "Sprawdź pocztę":
            raise StrangeAnswerError(f"the waiting page answered {waiting.status}, {waiting.heading!r}")

    def _activate(self, device: Device) -> None:
        path = self.mailboxes.wait_for_link(self.walker.email)
        if _is_active(device.open(path)):
            return  # an earlier try has done it, and its answer was lost
        pressed = device.submit(path, {})
        if not _is_active(pressed):
            _led_to(pressed, "/")
            self.tally.confirm(ACTIVATED, self.walker)

    def _sign_in(self, device: Device) -> None:
        _led_to(device.submit("/", {"login": self.walker.pesel, "password": PASSWORD}), "/konto")
        self.tally.confirm(SIGNED_IN, self.walker)
        account = device.open("/konto")
        if account.status != 200 or self.walker.number not in account.text:
            raise StrangeAnswerError(f"the account answered {account.status}, {account.heading!r}")


@contextmanager
def crowd_at(port: int, crowd: list[Walker], server: CatchingServer) -> Iterator[Tally]:
    """Let CLIENTS people at a time go their way; at the end those on their way arrive, and nobody else starts."""
    tally, mailboxes, waiting, over = Tally(), Mailboxes(server), deque(crowd), Event()

    def client() -> None:
        while not over.is_set():
            Journey(waiting.popleft(), port, mailboxes, tally).walk()

    with ThreadPoolExecutor(CLIENTS) as pool:
        running: list[Future[None]] = [pool.submit(client) for _ in range(CLIENTS)]
        try:
            yield tally
        finally:
            over.set()
    for one in running:
        with suppress(IndexError):  # nobody was left to start
            one.result()


def _led_to(answer: Answer, *places: str) -> str:
    if answer.status != 303 or answer.location not in places:
        raise StrangeAnswerError(f"{answer.status}, {answer.heading or answer.location!r} instead of {places}")
    return answer.location


def _is_active(answer: Answer) -> bool:
    return answer.status == 200 and answer.heading == "Konto jest już aktywne"
