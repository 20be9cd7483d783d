"""Every select about the pace of letters."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from examportal.db import among, db
from examportal.mail.pacing.models import ProviderPace


def paces_for_change(providers: Sequence[str]) -> Mapping[str, ProviderPace]:
    """Return what is known of some providers, locked in one order."""
    query = select(ProviderPace).where(among(ProviderPace.provider, providers)).order_by(ProviderPace.provider)
    found = db.session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return {pace.provider: pace for pace in found}
