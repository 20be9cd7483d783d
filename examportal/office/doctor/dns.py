"""What the DNS says of the sender's domain."""

from collections.abc import Sequence

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, get_default_resolver

SECONDS = 5.0
"""How long an answer is waited for."""


def texts(name: str) -> Sequence[str] | None:
    """Return the TXT records of a name, none when it has none; None when the DNS does not answer."""
    try:
        found = get_default_resolver().resolve(name, "TXT", lifetime=SECONDS)
    except (NXDOMAIN, NoAnswer):
        return ()
    except DNSException:
        return None
    return [b"".join(record.strings).decode("utf-8", "replace") for record in found]


def policy_texts(domain: str) -> Sequence[str] | None:
    """Return the DMARC records of a domain, or those of the domain above it (RFC 7489, 6.6.3: a fallback of receivers).

    The public suffixes are not asked: of a domain with two labels nothing is above.
    """
    found = texts(f"_dmarc.{domain}")
    above = domain.partition(".")[2]
    return texts(f"_dmarc.{above}") if found == () and "." in above else found
