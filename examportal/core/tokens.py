"""Opaque tokens for links and sessions: the holder has the token, the database only its digest."""

import hashlib
import secrets

TOKEN_BYTES = 32


def issue() -> str:
    """Return a new unguessable token (256 bits), safe in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """Return what may be stored of a token: SHA-256 is enough, since the token itself is random."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
