"""Pure rules of known devices: for how long one is known and trusted."""

from datetime import datetime, timedelta

from examportal.accounts.halfway.rules import SKEW

DEVICE_LIFETIME = timedelta(days=365)
TRUST_LIFETIME = timedelta(days=30)


def is_trusted(trusted_until: datetime | None, now: datetime) -> bool:
    """Tell whether no code is asked for on a device; a clock that was set back trusts nobody anew."""
    return trusted_until is not None and now < trusted_until <= now + TRUST_LIFETIME + SKEW
