"""How the text of a setting is read: each reader returns the value, or raises ValueError with what it expected."""

import base64
import binascii
import re
from collections.abc import Callable

from examportal.core.regions import VOIVODESHIPS
from examportal.core.sealed import KEY_BYTES, DataKey
from examportal.core.text import clean

SECRET_KEY_LENGTH = 32


def switch(raw: str) -> bool:
    """Read on or off."""
    known = {"on": True, "1": True, "true": True, "yes": True, "off": False, "0": False, "false": False, "no": False}
    if raw.strip().lower() not in known:
        raise ValueError("expected on or off")
    return known[raw.strip().lower()]


def number(raw: str) -> int:
    """Read a whole number, 0 or more."""
    value = int(raw)
    if value < 0:
        raise ValueError("expected a whole number, 0 or more")
    return value


def duration(raw: str) -> int:
    """Read a whole number, 1 or more."""
    value = int(raw)
    if value < 1:
        raise ValueError("expected a whole number, 1 or more")
    return value


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return a reader that takes one of some words."""

    def read(raw: str) -> str:
        if raw not in allowed:
            raise ValueError(f"expected one of: {', '.join(allowed)}")
        return raw

    return read


def some_of(*allowed: str) -> Callable[[str], tuple[str, ...]]:
    """Return a reader that takes some of a few words, separated by commas."""

    def read(raw: str) -> tuple[str, ...]:
        words = tuple(word.strip() for word in raw.split(","))
        if not set(words) <= set(allowed):
            raise ValueError(f"expected some of: {', '.join(allowed)}")
        return words

    return read


def pattern(raw: str) -> re.Pattern[str]:
    """Read a regular expression."""
    try:
        return re.compile(raw)
    except re.error:
        raise ValueError("expected a regular expression") from None


def key(raw: str) -> bytes:
    """Read a key of KEY_BYTES bytes in base64."""
    try:
        key = base64.b64decode(raw, validate=True)
    except binascii.Error:
        raise ValueError("expected base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"expected {KEY_BYTES} bytes in base64")
    return key


def data_keys(raw: str) -> tuple[DataKey, ...]:
    """Read `id:base64,id:base64`, newest first."""
    keys = []
    for part in raw.split(","):
        key_id, _, encoded = part.strip().partition(":")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,20}", key_id):
            raise ValueError("expected id:base64,id:base64 with ids of letters and digits")
        keys.append(DataKey(key_id, key(encoded)))
    if len({key.key_id for key in keys}) != len(keys):
        raise ValueError("expected every key id once")
    return tuple(keys)


def base_url(raw: str) -> str:
    """Read the address of the portal, without a path."""
    if not re.fullmatch(r"https?://[^/\s]+", raw.rstrip("/")):
        raise ValueError("expected http(s)://host[:port] without a path")
    return raw.rstrip("/")


def secret_key(raw: str) -> str:
    """Read a secret of at least SECRET_KEY_LENGTH characters."""
    if len(raw) < SECRET_KEY_LENGTH:
        raise ValueError(f"expected at least {SECRET_KEY_LENGTH} characters")
    return raw


def email(raw: str) -> str:
    """Read an address that goes into every letter: one that cannot stand there would make each letter unusable."""
    if not raw.isascii() or not re.fullmatch(r"[^\s<>@,;]+@[^\s<>@,;]+", raw):
        raise ValueError("expected an e-mail address alone, without a name")
    return raw


def database_url(raw: str) -> str:
    """Name the driver: a plain postgresql:// would ask SQLAlchemy for psycopg 2."""
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", raw)


def voivodeships(raw: str) -> tuple[str, ...]:
    """Read names of voivodeships as they are written in Polish, with commas between them."""
    names = tuple(name for part in raw.split(",") if (name := part.strip().lower()))
    if not set(names) <= set(VOIVODESHIPS):
        raise ValueError(f"expected some of: {', '.join(VOIVODESHIPS)}")
    return names


def names(raw: str) -> tuple[str, ...]:
    """Read names with semicolons between them: they may hold commas."""
    return tuple(dict.fromkeys(name for part in raw.split(";") if (name := clean(part))))
