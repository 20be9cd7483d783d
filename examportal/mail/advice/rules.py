"""Which advice fits an answer of a mail server. Plain Python.

An answer is looked up by its signature: the enhanced status (RFC 3463, `5.1.1`) when there is one, otherwise the reply
code (`550`); what is wrong between us and our own relay has the signatures `line` and `relay`, and an accepted letter
has `accepted`, what came back without any code `bounce`. A pattern is a signature or the beginning of one with a star
(`5.7.*`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from examportal.mail.rules import LetterFacts, provider_of

ANY = ""
"""The provider of advice that holds for all of them."""

LINE, RELAY, UNUSABLE, ACCEPTED, BOUNCE = "line", "relay", "letter", "accepted", "bounce"
_OWN = {"relay_refused": RELAY, "sender_refused": RELAY, "letter_unusable": UNUSABLE, "accepted": ACCEPTED}
_PATTERN = re.compile(r"[245]\.(?:\*|\d{1,3}\.(?:\*|\d{1,3}))|[245]\d\d|line|relay|letter|accepted|bounce")
_PROVIDER = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


@dataclass(frozen=True)
class Advice:
    """What an answer means: `label` for the office, `text` for the person who waits."""

    pattern: str
    provider: str
    label: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from other advice."""
        return self.pattern, self.provider


def is_pattern(typed: str) -> bool:
    """Tell whether something can stand as the pattern of advice."""
    return _PATTERN.fullmatch(typed) is not None


def is_provider(typed: str) -> bool:
    """Tell whether something can stand as the provider of advice."""
    return typed == ANY or _PROVIDER.fullmatch(typed) is not None


def signature(letter: LetterFacts, status: str | None, bounce_status: str | None = None) -> str | None:
    """Return what the last answer about a letter is looked up by; None when there was none.

    `status` is the enhanced status of the last reply, `bounce_status` that of a bounce, which came later.
    """
    if letter.bounced_at:
        return bounce_status or BOUNCE
    if letter.reason is None:
        return None
    if letter.reason.startswith("line_"):
        return LINE
    return _OWN.get(letter.reason) or status or (str(letter.reply_code) if letter.reply_code else None)


def best(known: Iterable[Advice], sought: str | None, provider: str) -> Advice | None:
    """Return the advice that fits an answer of a provider best; None when nobody has worded any.

    What is said of exactly this answer goes before what is said of a group, then the provider's own before everybody's.
    """
    fitting = [one for one in known if sought and _fits(one.pattern, sought) and _reach(one.provider, provider)]
    return max(fitting, key=lambda one: (*_narrowness(one.pattern), _reach(one.provider, provider)), default=None)


def _fits(pattern: str, sought: str) -> bool:
    return pattern == sought or (pattern.endswith("*") and sought.startswith(pattern[:-1]))


def _narrowness(pattern: str) -> tuple[bool, int]:
    return not pattern.endswith("*"), len(pattern)


def _reach(said_of: str, provider: str) -> int:
    """Return how closely advice concerns a provider, 0: not at all; domains of one provider share its advice."""
    if said_of == provider:
        return 3
    if said_of == provider_of(f"@{provider}"):
        return 2
    return 1 if said_of == ANY else 0


def together(seeds: Iterable[Advice], own: Iterable[Advice]) -> list[Advice]:
    """Return the portal's advice with the office's own wording in front of it, sorted by pattern and provider."""
    found = {one.key: one for one in seeds} | {one.key: one for one in own}
    return [found[key] for key in sorted(found)]
