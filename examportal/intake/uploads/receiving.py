"""Taking in the bytes of an upload: some parts at a time are sealed and written down, and never more is held.

It has a transaction for each of these and opens them itself, so that nobody waits long for the write lock.
"""

import hashlib
from itertools import islice
from typing import BinaryIO

from examportal.db import transaction
from examportal.intake.uploads import service
from examportal.intake.uploads.rules import PART_BYTES, PARTS_AT_A_TIME
from examportal.sheets.reader import MAX_BYTES, FileError, FileFault, check


def receive(member_id: int, name: str, source: BinaryIO) -> int:
    """Keep a file and return the id of its upload; raises FileError when it is too large, or nothing to open.

    The second it takes to look at the file is spent before anything is written down.
    """
    check(source)
    source.seek(0)
    digest, place, size = hashlib.sha256(), 0, 0
    with transaction():
        upload = service.start(member_id, name)
        upload_id, row_key = upload.id, upload.row_key
    while size <= MAX_BYTES and (chunks := list(islice(iter(lambda: source.read(PART_BYTES), b""), PARTS_AT_A_TIME))):
        sealed = [service.seal_part(row_key, place + number, chunk) for number, chunk in enumerate(chunks)]
        with transaction():
            service.add_parts(upload_id, place, sealed)
        for chunk in chunks:
            digest.update(chunk)
        place, size = place + len(chunks), size + sum(map(len, chunks))
    fault = FileFault.EMPTY if not size else FileFault.TOO_LARGE if size > MAX_BYTES else None
    with transaction():
        if fault is None:
            service.receive(upload_id, digest.hexdigest())
        else:
            service.throw_away(upload_id, member_id)
    if fault is not None:
        raise FileError(fault)
    return upload_id
