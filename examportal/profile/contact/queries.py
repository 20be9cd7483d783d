"""Every select on how fresh the contact data are."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select

from examportal.db import ask
from examportal.profile.models import Profile


def fresh_at(examiner_id: int) -> datetime | None:
    """Return when a person has last written or confirmed the contact data; None without a profile."""
    row = ask(_moments(), {"examiner_id": examiner_id}).one_or_none()
    return max(moment for moment in row if moment is not None) if row else None


@cache
def _moments() -> Select[datetime, datetime | None]:
    """Put together once and kept: it is asked after every sign-in."""
    own = Profile.examiner_id == bindparam("examiner_id")
    return select(Profile.saved_at, Profile.contact_confirmed_at).where(own)
