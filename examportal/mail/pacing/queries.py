"""Every select about the pace of letters."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from examportal.db import among, db
from examportal.mail.models import OutgoingLetter
from examportal.mail.pacing.models import ProviderPace
from examportal.mail.pacing.rules import Answers


def paces_for_change(providers: Sequence[str]) -> Mapping[str, ProviderPace]:
    """Return what is known of some providers, locked in one order."""
    query = select(ProviderPace).where(among(ProviderPace.provider, providers)).order_by(ProviderPace.provider)
    found = db.session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return {pace.provider: pace for pace in found}


def in_flight(letter_ids: Select[Any]) -> dict[str, int]:
    """Return how many of some letters wait in the outbox, by provider; `letter_ids` selects them."""
    waiting = OutgoingLetter.accepted_at.is_(None) & OutgoingLetter.given_up_at.is_(None)
    query = select(OutgoingLetter.provider, func.count()).where(OutgoingLetter.id.in_(letter_ids), waiting)
    return dict(db.session.execute(query.group_by(OutgoingLetter.provider)).all())


def answers(letter_ids: Select[Any], since: datetime) -> Answers:
    """Return what servers said of those of some letters that were posted since a moment."""
    bounced = OutgoingLetter.bounced_at.is_not(None)
    accepted = OutgoingLetter.accepted_at.is_not(None) & ~bounced
    refused = OutgoingLetter.given_up_at.is_not(None) & OutgoingLetter.withdrawn_at.is_(None)

    def count(condition: ColumnElement[bool]) -> int:
        own = OutgoingLetter.id.in_(letter_ids)
        query = select(func.count()).select_from(OutgoingLetter).where(own, OutgoingLetter.posted_at >= since)
        return db.session.scalar(query.where(condition)) or 0

    return Answers(count(accepted), count(bounced | refused))
