"""Reserving the moments at which many letters go, so that no provider gets more a minute than the board has set.

Only for letters that go to many people at once: whoever asks for a letter gets it now, whatever else is on its way.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from examportal.config import settings
from examportal.core import clock
from examportal.db import db
from examportal.mail.pacing import queries, rules
from examportal.mail.pacing.models import ProviderPace


def reserve(wanted: Mapping[str, int]) -> dict[str, list[datetime]]:
    """Return for each provider (`mail.rules.domain_of`) as many moments as letters are wanted, in order.

    Hand them to `mail.service.post` as `due_at`. Inside the caller's transaction, which locks the providers.
    """
    now, rate = clock.now(), settings().provider_rate
    if rate == 0:
        return {provider: rules.slots(count, 0, None, now) for provider, count in wanted.items()}
    providers = sorted(provider for provider, count in wanted.items() if count)
    known = queries.paces_for_change(providers)
    if len(known) < len(providers):
        _enter([provider for provider in providers if provider not in known], now)
        known = queries.paces_for_change(providers)
    taken = {}
    for provider, pace in known.items():
        taken[provider] = rules.slots(wanted[provider], rate, pace.free_from, now)
        pace.free_from = rules.next_free(taken[provider], rate)
    return taken


def _enter(providers: list[str], now: datetime) -> None:
    for provider in providers:
        try:
            with db.session.begin_nested():
                db.session.execute(insert(ProviderPace).values(provider=provider, free_from=now))
        except IntegrityError:
            pass  # somebody else has just entered it
