"""Password hashes: argon2id with the parameters of the settings (OWASP Password Storage: 19 MiB, t=2, p=1)."""

import base64
import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from examportal.accounts.rules import MAX_PASSWORD
from examportal.config import settings

# Each goes over its memory again and again: two at once push each other out of the processor's caches, and everything
# else out with them. One is enough for a process, whose pages take one core between hashes as well.
_TURN = threading.Lock()


def hash_password(password: str) -> str:
    """Return what may be stored of a password. Slow on purpose: call it outside any transaction."""
    with _TURN:
        return _hasher().hash(_normal(password))


def verify(stored: str | None, password: str) -> bool:
    """Tell whether the password is the stored one.

    Computes one hash whatever is given: for nobody (`stored` None) and for over-long input against a hash that
    nothing matches, so that an answer takes the same time for everybody.
    """
    if stored is None or len(password) > MAX_PASSWORD:
        stored = _nobodys_hash(settings().hash_memory_kib, settings().hash_rounds)
    with _TURN:
        try:
            return _hasher().verify(stored, _normal(password[:MAX_PASSWORD]))
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def _normal(password: str) -> str:
    """Keyboards of different systems compose Polish letters differently; the password is the same."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()


def _hasher() -> PasswordHasher:
    return _hasher_with(settings().hash_memory_kib, settings().hash_rounds)


@cache
def _hasher_with(memory_kib: int, rounds: int) -> PasswordHasher:
    return PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)


@cache
def _nobodys_hash(memory_kib: int, rounds: int) -> str:
    """Return a well-formed hash with random bytes: verifying costs as much as any, matching is impossible."""

    def random(size: int) -> str:
        return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")

    return f"$argon2id$v=19$m={memory_kib},t={rounds},p=1${random(16)}${random(32)}"
