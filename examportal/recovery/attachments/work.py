"""The daily round that deletes files of cases, some cases in a transaction."""

from examportal.db import transaction
from examportal.recovery.attachments import service


def delete_old() -> None:
    """Delete all whose time is over."""
    while True:
        with transaction():
            if not service.delete_some():
                return
