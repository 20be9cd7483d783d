"""What a relay's answer means, and what of it may be kept. Plain Python."""

import re

from examportal.core.text import clean
from examportal.jobs.rules import Verdict

REPLY_LENGTH = 200
_ADDRESS = re.compile(r"[^\s<>\"'()\[\],;:]+@[^\s<>\"'()\[\],;:]+")
_PERMANENT = range(500, 600)
_SHORTEST_LOCAL_PART = 3


OTHER_PROVIDER = "other"
_PROVIDERS = {
    "gmail.com": ("gmail.com", "googlemail.com"),
    "wp.pl": ("wp.pl",),
    "o2.pl": ("o2.pl", "tlen.pl", "go2.pl"),
    "onet.pl": ("onet.pl", "poczta.onet.pl", "onet.eu", "op.pl", "vp.pl"),
    "interia.pl": ("interia.pl", "interia.eu", "interia.com", "poczta.fm"),
}
_PROVIDER_OF = {domain: provider for provider, domains in _PROVIDERS.items() for domain in domains}


def provider_of(address: str) -> str:
    """Return the provider of a mailbox by its main domain, OTHER_PROVIDER for all but the great ones."""
    return _PROVIDER_OF.get(address.rpartition("@")[2].lower(), OTHER_PROVIDER)


def verdict_on(code: int) -> Verdict:
    """Tell what to do after a refusal: 5xx is final, 4xx (greylisting, full mailbox) and nonsense may pass."""
    return Verdict.GIVE_UP if code in _PERMANENT else Verdict.RETRY


def keepable_reply(reply: str, recipient: str) -> str:
    """Return a server's answer without e-mail addresses, on one line, at most REPLY_LENGTH characters long."""
    local = recipient.partition("@")[0]
    kept = _ADDRESS.sub("…", clean(reply))
    if len(local) >= _SHORTEST_LOCAL_PART:
        kept = re.sub(re.escape(local), "…", kept, flags=re.IGNORECASE)
    return kept[:REPLY_LENGTH]
