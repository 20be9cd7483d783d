"""The front door for attachments: foreign bytes in, a file drawn anew out.

The kind is told by the content, never by a name or a header. A child process does the drawing, one at a time in this
process: files that take long keep one thread busy, not all.
"""

import json
import tempfile
import threading
from collections.abc import Sequence
from typing import IO

from examportal.core import confined
from examportal.recovery.attachments.rules import (
    MAX_BYTES,
    MAX_FILES,
    MAX_TOGETHER,
    AttachmentRefused,
    Fault,
    Harmless,
    Kind,
    kind_of,
)

_CHILD = "examportal.recovery.attachments.child"
_SECONDS = 15.0
_PATIENCE = 5.0
"""How long a request waits for its turn to draw before it is asked to come back."""
_MAGIC = {Kind.PICTURE: b"\xff\xd8\xff", Kind.PAPER: b"%PDF-"}
_drawing = threading.Lock()


def make_harmless(sources: Sequence[IO[bytes]]) -> list[Harmless]:
    """Return files drawn anew, in their order; raises AttachmentRefused, with the place of the one that is at fault."""
    if len(sources) > MAX_FILES:
        raise AttachmentRefused(Fault.TOO_MANY_FILES)
    contents = []
    for place, source in enumerate(sources):
        content = source.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise AttachmentRefused(Fault.TOO_LARGE, place)
        contents.append(content)
    if sum(map(len, contents)) > MAX_TOGETHER:
        raise AttachmentRefused(Fault.TOO_LARGE_TOGETHER)
    drawn = []
    for place, content in enumerate(contents):
        try:
            drawn.append(_drawn(content))
        except AttachmentRefused as refused:
            raise AttachmentRefused(refused.fault, place) from None
    return drawn


def _drawn(content: bytes) -> Harmless:
    kind = kind_of(content[:32])
    with tempfile.TemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        if not _drawing.acquire(timeout=_PATIENCE):
            raise AttachmentRefused(Fault.BUSY)
        try:
            said = confined.answer_of(_CHILD, kind, stdin=copy, seconds=_SECONDS)
        except TimeoutError:
            raise AttachmentRefused(Fault.TOO_MUCH) from None
        finally:
            _drawing.release()
    return _read(said, kind)


def _read(said: bytes, kind: Kind) -> Harmless:
    """Return what a child has drawn, or raise its fault; what it says is looked at, since it has met the file."""
    line, _, content = said.partition(b"\n")
    try:
        message = json.loads(line)
    except ValueError:
        raise AttachmentRefused(Fault.TOO_MUCH) from None
    if "fault" in message:
        raise AttachmentRefused(Fault(message["fault"]))
    if not content.startswith(_MAGIC[kind]) or len(content) > MAX_TOGETHER:
        raise AttachmentRefused(Fault.TOO_MUCH)
    return Harmless(kind, content, int(message["pages"]))
