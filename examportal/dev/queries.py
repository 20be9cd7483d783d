"""What the sample register asks of the database."""

from sqlalchemy import exists, select

from examportal.db import db
from examportal.register.models import Examiner


def register_is_empty() -> bool:
    """Tell whether nobody is in the register."""
    return not db.session.scalar(select(exists().where(Examiner.id.is_not(None))))
