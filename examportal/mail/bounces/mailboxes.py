"""Where bounces are read from: a maildir on this machine, or a mailbox on another by IMAP over TLS.

Both give some messages at a time. A message is gone once it is dealt with; one that names no letter of ours is moved
aside, for a person to look at, and never read again.
"""

import imaplib
import os
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from examportal.mail.bounces.reader import LARGEST

ASIDE = "Nieznane"
"""The folder for what names no letter of ours."""

TIMEOUT_SECONDS = 15.0
_IMAPS = 993
_EXPECTED = "expected maildir:/path or imaps://user:pass@host/INBOX"


@dataclass(frozen=True)
class Waiting:
    """A message that waits in a mailbox under a name of the mailbox's own."""

    name: str
    raw: bytes = field(repr=False)


class Bounces(Protocol):
    """A mailbox of bounces that is open."""

    def some(self, count: int) -> Sequence[Waiting]:
        """Return messages that wait, at most `count`."""
        ...

    def remove(self, names: Sequence[str]) -> None:
        """Throw messages away."""
        ...

    def set_aside(self, names: Sequence[str]) -> None:
        """Move messages to the folder ASIDE."""
        ...


class Maildir:
    """A maildir; it and its folder ASIDE are made when they are needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _make(path)

    def some(self, count: int) -> Sequence[Waiting]:
        """Return messages that wait; one that somebody else takes away meanwhile is passed by."""
        folders = ((part, os.listdir(self._path / part)) for part in ("new", "cur"))  # noqa: PTH208 - no Path for each of 10,000
        names = (f"{part}/{name}" for part, listed in folders for name in listed)
        found = []
        for name in islice(names, count):
            with suppress(FileNotFoundError), (self._path / name).open("rb") as file:
                found.append(Waiting(name, file.read(LARGEST)))
        return found

    def remove(self, names: Sequence[str]) -> None:
        """Throw messages away."""
        for name in names:
            (self._path / name).unlink(missing_ok=True)

    def set_aside(self, names: Sequence[str]) -> None:
        """Move messages to the folder ASIDE."""
        aside = self._path / f".{ASIDE}"
        if names:
            _make(aside)
            (aside / "maildirfolder").touch()
        for name in names:
            with suppress(FileNotFoundError):
                (self._path / name).rename(aside / name)


def _make(path: Path) -> None:
    for part in ("tmp", "new", "cur"):
        (path / part).mkdir(mode=0o700, parents=True, exist_ok=True)


class Imap:
    """A mailbox on a server."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection

    def some(self, count: int) -> Sequence[Waiting]:
        """Return messages that wait, unread as they are."""
        names = self._asked("SEARCH", "UNDELETED")[0].split()[:count]
        found = []
        for name in names:
            answer = self._asked("FETCH", name.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")
            found += [Waiting(name.decode(), part[1]) for part in answer if isinstance(part, tuple)]
        return found

    def remove(self, names: Sequence[str]) -> None:
        """Throw messages away."""
        if names:
            self._asked("STORE", ",".join(names), "+FLAGS.SILENT", r"(\Deleted)")
            self._connection.expunge()

    def set_aside(self, names: Sequence[str]) -> None:
        """Move messages to the folder ASIDE."""
        if names:
            self._connection.create(ASIDE)  # refused when it is there already
            self._asked("COPY", ",".join(names), ASIDE)
            self.remove(names)

    def _asked(self, command: str, *arguments: str) -> list[Any]:
        status, answer = self._connection.uid(command, *arguments)
        if status != "OK":
            raise imaplib.IMAP4.error(f"{command} was refused")
        return [part for part in answer if part is not None]


@dataclass(frozen=True)
class Place:
    """Where the bounces are: a folder, or a mailbox on a server."""

    path: Path | None = None
    host: str = ""
    port: int = _IMAPS
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    folder: str = "INBOX"


def read_place(setting: str) -> Place | None:
    """Return the place that the setting BOUNCE_MAILBOX names, None when it is empty; raises ValueError."""
    if not setting:
        return None
    parts = urlsplit(setting)
    if parts.scheme == "maildir" and parts.path.startswith("/") and not parts.netloc:
        return Place(path=Path(unquote(parts.path)))
    try:
        port = parts.port or _IMAPS
    except ValueError:
        raise ValueError(_EXPECTED) from None
    if parts.scheme != "imaps" or not (parts.hostname and parts.username and parts.password):
        raise ValueError(_EXPECTED)
    said = unquote(parts.username), unquote(parts.password), unquote(parts.path.strip("/")) or "INBOX"
    if not all(word.isascii() and word.isprintable() for word in said):
        raise ValueError(_EXPECTED)  # the protocol knows nothing else
    return Place(None, parts.hostname, port, *said)


@contextmanager
def opened(place: Place) -> Iterator[Bounces]:
    """Open the mailbox of bounces; raises OSError or imaplib.IMAP4.error when that cannot be."""
    if place.path is not None:
        yield Maildir(place.path)
        return
    context = ssl.create_default_context()
    with imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=TIMEOUT_SECONDS) as connection:
        connection.login(place.user, place.password)
        status, _ = connection.select(_quoted(place.folder))
        if status != "OK":
            raise imaplib.IMAP4.error("SELECT was refused")
        yield Imap(connection)


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
