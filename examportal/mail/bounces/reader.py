"""What a message in the mailbox of bounces says: about which letter, for good or for now. Plain Python.

flufl.bounce knows how mail servers of all kinds word a failure; the standard library finds the enhanced status, and the
Message-ID of ours that the message returns. Whatever cannot be read is no bounce, and no error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from enum import StrEnum

from flufl.bounce import all_failures

from examportal.core.text import clean
from examportal.mail.rules import enhanced_status

LARGEST = 256 * 1024
"""So much of a message is read: what it says about the failure, and the headers that it returns, stand at its front."""

_MESSAGE_ID = re.compile(rb"<(L-[0-9A-Z]{4}-[0-9A-Z]{4}\.[0-9a-f]{24}@[A-Za-z0-9.-]{1,253})>")
_LONGEST_DIAGNOSIS = 1000


class Kind(StrEnum):
    """What a message says about the letter that it names."""

    FAILED = "failed"
    DELAYED = "delayed"
    OTHER = "other"


@dataclass(frozen=True)
class Notice:
    """What a message says: `message_id` is that of our letter with its brackets, None when it names none."""

    kind: Kind
    message_id: str | None = None
    status: str | None = None
    diagnosis: str = field(default="", repr=False)


def read(raw: bytes) -> Notice:
    """Read a message; what is none, and whatever else comes into a mailbox, is of another kind."""
    try:
        return _read(message_from_bytes(raw[:LARGEST]))
    except Exception:  # noqa: BLE001 - anybody may write to this mailbox, and nothing that they write is our error
        return Notice(Kind.OTHER)


def _read(message: Message) -> Notice:
    delayed, failed = all_failures(message)
    if not failed and not delayed:
        return Notice(Kind.OTHER)
    message_id = next(_message_ids(message), None)
    status, diagnosis = _diagnosis(message)
    return Notice(Kind.FAILED if failed else Kind.DELAYED, message_id, status, diagnosis)


def _message_ids(message: Message) -> Iterator[str]:
    """Return what may be the Message-ID of a letter of ours, wherever it stands in the parts of a message."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            continue  # the returned letter is walked over next
        texts = [str(part.get("Message-ID", "")).encode("ascii", "replace")] if part is not message else []
        if not part.is_multipart():
            texts.append(part.get_payload(decode=True) or b"")  # type: ignore[arg-type] # bytes when it is asked so
        for text in texts:
            yield from (f"<{found.decode()}>" for found in _MESSAGE_ID.findall(text))


def _diagnosis(message: Message) -> tuple[str | None, str]:
    """Return enhanced status and what the server said, from the part for machines or else the words for people."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.walk():
                if block is not part and block.get("Action"):
                    said = clean(str(block.get("Diagnostic-Code", "")).partition(";")[2])
                    return _finest(str(block.get("Status", "")), said), said[:_LONGEST_DIAGNOSIS]
    words = _words(message)
    return enhanced_status(None, words), ""


def _finest(status: str, said: str) -> str | None:
    """Return the status of a report; where that says nothing (`5.0.0`, as Exim's always), what the server has said."""
    known, finer = enhanced_status(None, status), enhanced_status(None, said)
    says_nothing = known is None or known.endswith(".0.0")
    return finer if finer and says_nothing and (known is None or known[0] == finer[0]) else known


def _words(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            return (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
    return ""
