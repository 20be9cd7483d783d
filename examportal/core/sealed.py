"""Encryption at rest and the keyed blind index.

Sealing is AES-256-GCM: `key id . base64(nonce + ciphertext + tag)`. The *binding* (table, column and the row's own
random key) is authenticated with the text, so that a sealed value moved to another row or column no longer opens.
The blind index is HMAC-SHA-256 under a key of its own: a plain hash of a PESEL is reversed in minutes.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_HMAC_BLOCK, _HMAC_PADS = 64, (0x36, 0x5C)


class SealBroken(ValueError):  # noqa: N818 - the field's word
    """The sealed text was altered, moved to another row, or its key is not on the ring."""


@dataclass(frozen=True)
class DataKey:
    """One 32-byte encryption key with the short name that stands in front of what it sealed."""

    key_id: str
    secret: bytes

    def __repr__(self) -> str:
        """Never show the key."""
        return f"DataKey({self.key_id})"


def new_row_key() -> str:
    """Return a random name for a row, fixed before the row has an id, that its sealed values are bound to."""
    return secrets.token_hex(16)


class Keyring:
    """The data keys, newest first, and the key of the blind index."""

    def __init__(self, data_keys: Sequence[DataKey], index_key: bytes) -> None:
        self._newest = data_keys[0]
        self._ciphers = {key.key_id: AESGCM(key.secret) for key in data_keys}
        # A key is no longer than a block.
        self._inner, self._outer = (
            hashlib.sha256(bytes(byte ^ pad for byte in index_key.ljust(_HMAC_BLOCK, b"\0"))) for pad in _HMAC_PADS
        )

    @property
    def newest_id(self) -> str:
        """The short name of the key that seals."""
        return self._newest.key_id

    @property
    def newest_prefix(self) -> str:
        """What every text begins with that the newest key has sealed."""
        return f"{self._newest.key_id}."

    def seal(self, plain: str, binding: str) -> str:
        """Encrypt a text with the newest key, bound to its place."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = self._ciphers[self._newest.key_id]
        body = cipher.encrypt(nonce, plain.encode(), binding.encode())
        return f"{self.newest_prefix}{base64.b64encode(nonce + body).decode()}"

    def open(self, token: str, binding: str) -> str:
        """Decrypt a sealed text; raises SealBroken when it was altered, moved, or its key is gone."""
        key_id, _, encoded = token.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise SealBroken("the key of this text is not on the ring")
        try:
            raw = base64.b64decode(encoded, validate=True)
            return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], binding.encode()).decode()
        except (InvalidTag, ValueError):
            raise SealBroken("the text was altered or moved") from None

    def blind_index(self, kind: str, value: str) -> str:
        """Return the keyed digest by which a sealed value is looked up; `kind` keeps namespaces apart."""
        return self.blind_digest(kind, value).hex()

    def blind_digest(self, kind: str, value: str) -> bytes:
        """Return the 32 bytes that `blind_index` writes down in hexadecimal."""
        # HMAC by its definition (RFC 2104), with both halves of the key hashed once: a quarter of the time that
        # hmac.digest takes, and a register file asks for one a row. A test compares the two.
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(f"{kind}\0{value}".encode())
        outer.update(inner.digest())
        return outer.digest()


class PassingCipher:
    """Seals bytes under a key that is kept nowhere: whoever no longer holds this object cannot open them.

    For what a process puts on the disk only because it does not fit into memory.
    """

    def __init__(self) -> None:
        self._cipher = AESGCM(AESGCM.generate_key(KEY_BYTES * 8))
        self._sealed = 0

    def seal(self, plain: bytes) -> bytes:
        """Encrypt bytes; the nonce is a number that the key has not had, which is cheaper than a random one."""
        self._sealed += 1
        nonce = self._sealed.to_bytes(_NONCE_BYTES, "big")
        return nonce + self._cipher.encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt what this cipher has sealed; raises SealBroken for anything else."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            raise SealBroken("the bytes were sealed by another cipher, or altered") from None
