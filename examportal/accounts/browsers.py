"""What runs in one browser: an examiner's session or one of the staff, never both."""

from dataclasses import dataclass, field

from examportal.accounts import service
from examportal.accounts.staff.service import sessions


@dataclass(frozen=True)
class Running:
    """The tokens of what runs in a browser."""

    examiner: str | None = field(default=None, repr=False)
    staff: str | None = field(default=None, repr=False)


NOTHING = Running()


def end(running: Running) -> None:
    """End it, because another session begins there."""
    if running.examiner is not None:
        service.end_session(running.examiner)
    if running.staff is not None:
        sessions.end(running.staff)
