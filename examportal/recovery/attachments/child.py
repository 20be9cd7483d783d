"""Where attachments are drawn anew: `python -m examportal.recovery.attachments.child KIND` < FILE, a process.

A line of JSON goes out and behind it, unless it tells a fault, the bytes. Silence tells the parent that the file was
too much.
"""

import json
import sys
from typing import BinaryIO

from examportal.core.limits import confine
from examportal.recovery.attachments import drawing
from examportal.recovery.attachments.rules import AttachmentRefused, Fault, Kind

MEMORY = 1024 * 1024 * 1024
SECONDS = 10


def main(arguments: list[str]) -> None:
    """Draw the file on standard input."""
    confine(MEMORY, SECONDS)
    with open("/dev/stdin", "rb") as file:  # noqa: PTH123 - opened anew: read from the start
        sys.stdout.buffer.write(answer(file, Kind(arguments[0])))


def answer(file: BinaryIO, kind: Kind) -> bytes:
    """Return all there is to say about a file; never raises for what is in it."""
    try:
        drawn = drawing.draw(file, kind)
    except AttachmentRefused as refused:
        return _line({"fault": refused.fault})
    except MemoryError:
        return _line({"fault": Fault.TOO_MUCH})
    except Exception:  # noqa: BLE001 - decoders raise what they like at foreign bytes, and it all means the same
        return _line({"fault": Fault.DAMAGED})
    return _line({"pages": drawn.pages}) + drawn.content


def _line(message: dict[str, object]) -> bytes:
    return json.dumps(message).encode() + b"\n"


if __name__ == "__main__":
    main(sys.argv[1:])
