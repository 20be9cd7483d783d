"""What a relay's answer means and what of it may be kept; where a letter stands. Plain Python."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from examportal.core.text import clean
from examportal.jobs.rules import Verdict

REPLY_LENGTH = 200
_ADDRESS = re.compile(r"[^\s<>\"'()\[\],;:]+@[^\s<>\"'()\[\],;:]+")
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
PERMANENT_CODES = range(500, 600)
_SHORTEST_LOCAL_PART = 3
_HOST_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
RECIPIENT_REFUSED, MESSAGE_REFUSED = "recipient_refused", "message_refused"
FINAL_REASONS = (RECIPIENT_REFUSED, MESSAGE_REFUSED)

OTHER_PROVIDER = "other"
_PROVIDERS = {
    "gmail.com": ("gmail.com", "googlemail.com"),
    "wp.pl": ("wp.pl",),
    "o2.pl": ("o2.pl", "tlen.pl", "go2.pl"),
    "onet.pl": ("onet.pl", "poczta.onet.pl", "onet.eu", "op.pl", "vp.pl"),
    "interia.pl": ("interia.pl", "interia.eu", "interia.com", "poczta.fm"),
    "outlook.com": ("outlook.com", "outlook.pl", "hotmail.com", "live.com", "msn.com"),
}
_PROVIDER_OF = {domain: provider for provider, domains in _PROVIDERS.items() for domain in domains}


def provider_of(address: str) -> str:
    """Return the provider of a mailbox by its main domain, OTHER_PROVIDER for all but the great ones."""
    return _PROVIDER_OF.get(address.rpartition("@")[2].lower(), OTHER_PROVIDER)


def domain_of(address: str) -> str:
    """Return the domain of an address as it stands in DNS, in lower case; of what is no address, what may be one."""
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return address.rpartition("@")[2].strip().lower()
    return str(found.ascii_domain).lower()


class LetterState(StrEnum):
    """Where a letter stands.

    `accepted` is the word of the server that took it, `bounced` of a later one that could not deliver it. `refused` is
    a final answer about the address or the letter itself, `gave_up` is our time running out.
    """

    QUEUED = "queued"
    BEING_SENT = "being_sent"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    BOUNCED = "bounced"
    GAVE_UP = "gave_up"
    WITHDRAWN = "withdrawn"


UNREACHED = frozenset({LetterState.REFUSED, LetterState.BOUNCED, LetterState.GAVE_UP})
"""The states of a letter that its reader will not get."""


@dataclass(frozen=True)
class LetterFacts:
    """What tells where a letter stands.

    `attempted_at`, `reason` and `reply_code` are of the last attempt, `lease_until` and `due_at` of the job that
    delivers it, None when there is none (any more); `hold` tells that the office has paused it.
    """

    accepted_at: datetime | None = None
    given_up_at: datetime | None = None
    withdrawn_at: datetime | None = None
    bounced_at: datetime | None = None
    attempted_at: datetime | None = None
    reason: str | None = None
    reply_code: int | None = None
    lease_until: datetime | None = None
    due_at: datetime | None = None
    hold: str | None = None


def state_of(letter: LetterFacts, now: datetime) -> LetterState:
    """Return where a letter stands."""
    if letter.bounced_at:
        return LetterState.BOUNCED
    if letter.withdrawn_at:
        return LetterState.WITHDRAWN
    if letter.accepted_at:
        return LetterState.ACCEPTED
    if letter.given_up_at:
        return LetterState.REFUSED if _is_final(letter) else LetterState.GAVE_UP
    if letter.lease_until and letter.lease_until > now:
        return LetterState.BEING_SENT
    return LetterState.DEFERRED if letter.attempted_at else LetterState.QUEUED


def _is_final(letter: LetterFacts) -> bool:
    return letter.reason in FINAL_REASONS and letter.reply_code in PERMANENT_CODES


def server_name(announced: str, host: str) -> str:
    """Return the name of a server as it announced itself, or as we call it when that is no name."""
    return announced.lower() if _HOST_NAME.fullmatch(announced) else host


def verdict_on(code: int) -> Verdict:
    """Tell what to do after a refusal: 5xx is final, 4xx (greylisting, full mailbox) and nonsense may pass."""
    return Verdict.GIVE_UP if code in PERMANENT_CODES else Verdict.RETRY


def enhanced_status(code: int | None, reply: str) -> str | None:
    """Return the enhanced status (RFC 3463) in a reply, `5.1.1`; None when there is none that fits its code."""
    found = _STATUS.search(reply)
    if found is None or (code is not None and found[0][0] != str(code)[0]):
        return None
    return found[0]


def keepable_reply(reply: str, recipient: str) -> str:
    """Return a server's answer without e-mail addresses, on one line, at most REPLY_LENGTH characters long."""
    local = recipient.partition("@")[0]
    kept = _ADDRESS.sub("…", clean(reply))
    if len(local) >= _SHORTEST_LOCAL_PART and local.casefold() in kept.casefold():
        kept = re.sub(re.escape(local), "…", kept, flags=re.IGNORECASE)
    return kept[:REPLY_LENGTH]
