"""Every select on profiles."""

from sqlalchemy import select

from examportal.db import db
from examportal.profile.models import Profile
from examportal.profile.rules import ProfileData


def find_row(examiner_id: int) -> Profile | None:
    """Find the sealed row of a person."""
    return db.session.scalar(select(Profile).where(Profile.examiner_id == examiner_id))


def get_profile(examiner_id: int) -> ProfileData:
    """Open what a person has written in the profile; every account has one."""
    row = db.session.scalars(select(Profile).where(Profile.examiner_id == examiner_id)).one()
    return ProfileData.from_document(row.unseal())
