"""How often what may be tried, and how long to wait afterwards. Plain Python.

A counter is a vessel: each attempt pours one measure in, and it empties at an even pace. Whoever finds it full waits
until there is room for one measure more, which is never longer than `Limit.every`. So no wait is permanent, and being
refused costs nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

UNKNOWN_ADDRESS = "unknown"
_NETWORK_BITS = 64
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """`allowed` at once, afterwards one more every `per / allowed`.

    Somebody who uses every chance gets just under twice `allowed` in the first `per`. Where "at most N in a day" must
    hold for any day whatever, `allowed` is N and `per` N days.
    """

    kind: str
    allowed: int
    per: timedelta

    @property
    def every(self) -> timedelta:
        """How long one measure takes to run out; also the longest wait."""
        return self.per / self.allowed

    @property
    def reach(self) -> timedelta:
        """How long a full counter takes to run out: `per`, but for rounding."""
        return self.every * self.allowed


# An unknown device. The slow limit beside a quick one makes waits grow: 5 tries at once, 7 more three minutes apart,
# then one an hour.
PAIR = Limit("pair", 5, 15 * _MINUTE)
"""One person from one address: enough for two forgotten passwords and the Caps Lock key."""
PAIR_SLOW = Limit("pair_slow", 12, 12 * _HOUR)
PERSON = Limit("person", 20, _HOUR)
"""One person from anywhere: four addresses at their limit. A registry number has only some 100,000 possible values."""
PERSON_SLOW = Limit("person_slow", 100, _DAY)
"""Guessing such a number at this pace takes years; NIST SP 800-63B draws the line at 100 wrong tries, too."""
ADDRESS = Limit("address", 100, _HOUR)
"""One address, whomever it tries. A right answer gives its measure back, so that this counts wrong ones: 60 colleagues
in a training room may all be wrong once; trying one PESEL after the other from one place ends here."""
ADDRESS_WATCHED = Limit("address_watched", 20, _HOUR)
"""Takes the place of ADDRESS during an alarm: who has not been wrong often does not notice."""
EVERYBODY = Limit("everybody", 600, _HOUR)
"""Wrong answers of the whole portal. Never refuses; when full there is an alarm. A board sees a few hundred sign-ins in
a busy hour, so twice as many wrong ones are not its examiners."""

# A device on which this person has signed in before: only what happens on it counts.
DEVICE = Limit("device", 10, 15 * _MINUTE)
"""Twice the chances of a stranger, for whoever is at home."""
DEVICE_SLOW = Limit("device_slow", 24, 12 * _HOUR)
"""One every half hour in the end: a stolen laptop is no way round the other limits."""

ALARM = Limit("alarm", 1, 10 * _MINUTE)
"""How often an alarm that goes on is logged."""

LETTER_PAUSE = Limit("letter_pause", 1, _MINUTE)
"""The cool-down between letters that one account asks for: most arrive within it."""
LETTERS = Limit("letters", 5, 5 * _DAY)
"""At most 5 in any 24 hours, so that nobody's mailbox is flooded by whoever knows the PESEL."""
ADDRESS_CHANGES = Limit("address_changes", 5, 5 * _HOUR)
"""Typing errors in an address that waits for its letter: five at once, then one an hour."""
EMAIL_CHANGES = Limit("email_changes", 5, 5 * _DAY)
"""Letters to another address for an active account, at most 5 in any 24 hours: nobody has proved that mailbox yet."""
LETTERS_TO = Limit("letters_to", 30, _DAY)
"""Activation letters to one address, whoever they are for: a school office may register its whole staff, but nobody
who knows many people's numbers floods a stranger's mailbox."""
RESTARTS = Limit("restarts", 3, 3 * _DAY)
"""Registrations begun anew, at most 3 in any 24 hours: each sends a letter to an address that nobody has proved yet."""
DRAFTS = Limit("drafts", 10, _DAY)
"""Answers of late forms kept for one person: a form that is sent again and again must not fill the disk."""
PROFILE_CHANGES = Limit("profile_changes", 10, _DAY)
"""Changes of the own data that one person reports: each is kept for good and read by somebody in the office."""
CORRECTION_REPORTS = Limit("correction_reports", 10, _DAY)
"""Mistakes in the register that one person reports, withdrawn ones too: somebody in the office reads each."""
PASSWORD_LETTERS = Limit("password_letters", 3, 3 * _HOUR)
"""Forgotten password: at most 3 in any hour for one person."""
LOGIN_LETTERS = Limit("login_letters", 3, 3 * _HOUR)
"""Forgotten login number: at most 3 in any hour for one PESEL or one e-mail address."""
LOGIN_ASKERS = Limit("login_askers", 30, _HOUR)
"""Forgotten login number from one address: as for passwords."""
CASE_TELLERS = Limit("case_tellers", 10, _HOUR)
"""Tellings of lost access from one address: each may have files, which take a second or more to draw anew."""
CASES_OF = Limit("cases_of", 5, _DAY)
"""Those that name one PESEL or number: somebody may forget a paper, nobody buries a person under cases."""
CASES_ALL = Limit("cases_all", 100, _DAY)
"""Those of everybody: far more than a board sees, and with their files at most some gigabytes. Who comes later is told
so, whoever it is; the phone stays."""
LETTER_CHECKS = Limit("letter_checks", 30, _HOUR)
"""Letter numbers that one address asks about: a staff room with a letter each. There are 25 to the 8th numbers."""
OLD_ACCOUNT_LINKS = Limit("old_account_links", 30, _HOUR)
"""Links to what became of an account that nobody was sent, from one address: a mail program that cuts them off."""
PASSWORD_ASKERS = Limit("password_askers", 30, _HOUR)
"""Forgotten password from one address: a whole staff room after the holidays."""

PROOFS = Limit("proofs", 5, 15 * _MINUTE)
"""The own password asked for again by whoever is signed in. Beside the limits of the door: whoever holds somebody's
browser and guesses keeps nobody from signing in elsewhere."""
PROOFS_SLOW = Limit("proofs_slow", 20, _DAY)
"""Guessing a password of twelve characters at this pace leads nowhere."""

FIRST_CODES = Limit("first_codes", 10, 15 * _MINUTE)
"""Codes that confirm a new app, whose secret is on the screen: nothing to guess, only to mistype."""
PASSKEY_ASKERS = Limit("passkey_askers", 120, _HOUR)
"""Challenges for passkeys from one address, each a row: a training room signs in twice."""

STAFF_CODE = Limit("staff_code", 5, 15 * _MINUTE)
"""Codes of the second step: a phone with a wrong clock, read twice. Who comes here has shown the password."""
STAFF_CODE_SLOW = Limit("staff_code_slow", 20, _DAY)
"""Three codes of a million are right at any moment: guessing at this pace takes decades. A right one gives back only
its own measure, or whoever has found out the password would have new chances with every sign-in of its owner."""

LOGIN_CODE = Limit("login_code", 10, _HOUR)
"""Login codes typed for one person from one address: two half-finished sign-ins, used up."""
LOGIN_CODE_PERSON = Limit("login_code_person", 30, _DAY)
"""Those for one person from anywhere. Whoever comes here knows the password; a right guess among a million then takes
decades. A right code gives back only its own measure."""
LOGIN_CODE_ADDRESS = Limit("login_code_address", 100, _HOUR)
"""Those of one address, whomever they are for: a training room, in which some mistype."""
LOGIN_CODE_DEVICE = Limit("login_code_device", 10, _HOUR)
"""On a device known from before only these two count, so that nobody else can use its owner's chances up."""
LOGIN_CODE_DEVICE_SLOW = Limit("login_code_dev_slow", 20, _DAY)
CODE_PAUSE = Limit("code_pause", 1, _MINUTE)
"""The cool-down between codes that one half-finished sign-in asks for."""
CODES = Limit("codes", 10, 2 * _HOUR)
"""Codes sent to one person whose password was typed on unknown devices."""
CODES_DEVICE = Limit("codes_device", 10, 2 * _HOUR)
"""Those asked for on one known device."""
CODES_ADDRESS = Limit("codes_address", 60, _HOUR)
"""Those asked for from one address: a training room, in which some ask twice."""

SUPPORT_CODES = Limit("support_codes", 10, 10 * _HOUR)
"""Support codes that one owner makes, each a row: ten at once, then one an hour."""
SUPPORT_CODE_PERSON = Limit("support_code_person", 10, 10 * _HOUR)
"""Support codes typed for one person, by whomever: misheard digits. A code lives for an hour, so one of a million is
guessed in 20 tries at best; a right one gives its measure back, and no count here keeps the owner from anything."""
SUPPORT_CODE_MEMBER = Limit("support_code_member", 20, _HOUR)
"""Those that one member of the staff types for whomever: somebody at the telephone all day, misheard now and then."""

KNOWN_DEVICE = (DEVICE, DEVICE_SLOW)
UNKNOWN_DEVICE = (PAIR, PAIR_SLOW, PERSON, PERSON_SLOW, ADDRESS, ADDRESS_WATCHED, EVERYBODY)
OF_ONE_PERSON = frozenset({PAIR, PAIR_SLOW, PERSON, PERSON_SLOW, DEVICE, DEVICE_SLOW})
"""What counts one person's sign-ins, from anywhere or from one place: the office may see and lift these."""
EVERYWHERE = frozenset({PERSON, PERSON_SLOW})
"""Those of them that hold wherever the person tries."""
CLEARED = frozenset({PAIR, PAIR_SLOW, DEVICE, DEVICE_SLOW, STAFF_CODE, LOGIN_CODE, LOGIN_CODE_DEVICE, PROOFS})
"""What a right answer empties. The others only get back the one measure that it had cost: an attacker with an account
of his own must not wash his address clean by signing in."""


@dataclass(frozen=True)
class Admit:
    """Go on."""


@dataclass(frozen=True)
class Refuse:
    """Come back after `retry_after`; `kind` names the limit."""

    kind: str
    retry_after: timedelta

    @property
    def seconds(self) -> int:
        """The wait for `Retry-After`: whole seconds, rounded up."""
        return -(-self.retry_after // _SECOND)


Decision = Admit | Refuse


@dataclass(frozen=True)
class Level:
    """How full a counter is with the measure of this attempt already in it."""

    limit: Limit
    empty_at: datetime

    def wait(self, now: datetime) -> timedelta:
        """Return how long until this measure would have fitted in; zero or less when it does."""
        return self.empty_at - now - self.limit.reach

    def overflows(self, now: datetime) -> bool:
        """Tell whether this measure did not fit in."""
        return self.wait(now) > timedelta()


@dataclass(frozen=True)
class Wait:
    """That somebody has to wait, until when, and whether it is so `everywhere` or in one place only."""

    until: datetime
    everywhere: bool


def wait_of(limit: Limit, empty_at: datetime, now: datetime) -> Wait | None:
    """Return how long a counter refuses the next attempt; None when it would admit one.

    A counter that claims to be more than twice full was filled by a clock that ran ahead: it says nothing.
    """
    until = empty_at + limit.every - limit.reach
    if until <= now or empty_at > now + 2 * limit.reach:
        return None
    return Wait(until, everywhere=limit in EVERYWHERE)


def limits_of(*, known_device: bool) -> tuple[Limit, ...]:
    """Return what a sign-in attempt counts against.

    Strangers never fill the counters of a device that they do not hold, and a school's own address does not matter on
    it either.
    """
    return KNOWN_DEVICE if known_device else UNKNOWN_DEVICE


def one_measure(limit: Limit) -> timedelta:
    """Return what one attempt pours into a counter."""
    return limit.every


def returned(limit: Limit) -> timedelta:
    """Return how much of a counter a right answer empties."""
    return limit.reach if limit in CLEARED else one_measure(limit)


def alarmed(levels: Iterable[Level], now: datetime) -> bool:
    """Tell whether the portal sees more wrong answers than its examiners give."""
    return any(level.limit == EVERYBODY and level.overflows(now) for level in levels)


def decide(levels: Iterable[Level], now: datetime) -> Decision:
    """Admit what fits everywhere; otherwise name the longest wait, after which it fits."""
    levels = list(levels)
    silent = {EVERYBODY} if alarmed(levels, now) else {EVERYBODY, ADDRESS_WATCHED}
    full = [level for level in levels if level.limit not in silent and level.overflows(now)]
    longest = max(full, key=lambda level: level.wait(now), default=None)
    return Refuse(longest.limit.kind, longest.wait(now)) if longest else Admit()


def poured_back(levels: Iterable[Level], decision: Decision, now: datetime) -> list[Limit]:
    """Return the counters that do not keep the measure of this attempt.

    None does when it was refused: who asks too early changes nothing. Otherwise those that only watch and are full.
    """
    return [level.limit for level in levels if isinstance(decision, Refuse) or level.overflows(now)]


def address_key(remote_addr: str | None) -> str:
    """Return what counts as one address: IPv4 whole, IPv6 by /64, which is what one household or phone has.

    Whatever is no address is one address together: rather too strict than a way round the limit.
    """
    try:
        address = ip_address((remote_addr or "").strip())
    except ValueError:
        return UNKNOWN_ADDRESS
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), _NETWORK_BITS), strict=False))
