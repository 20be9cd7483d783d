"""Use cases of the profile."""

from examportal.core import clock
from examportal.db import db
from examportal.profile import queries
from examportal.profile.models import Profile
from examportal.profile.rules import ProfileData


def save(examiner_id: int, data: ProfileData) -> None:
    """Keep what a person has written; the caller records in the journal why it was written."""
    row = queries.find_row(examiner_id) or Profile(examiner_id=examiner_id)
    row.seal(data.to_document())
    row.phone_index = queries.phone_index(data.phone)
    row.saved_at = clock.now()
    db.session.add(row)
