"""E-mail addresses and phone numbers of a register file. The libraries decide.

The plainest ones, which are nearly all, are told without asking: a test compares the answers with the libraries'.
"""

import re

import phonenumbers
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from examportal.core.text import squeeze
from examportal.intake.traces import plain, whole

MAX_EMAIL = 254
_MAX_LOCAL, _MAX_PLAIN = 64, 128
_LABEL = "[a-z0-9]{1,30}(?:-[a-z0-9]{1,30})?"
_PLAIN_EMAIL = re.compile(rf"([a-z0-9]+(?:[._-][a-z0-9]+)*)@((?:{_LABEL}\.)+[a-z]{{2,20}})")
_SPECIAL = tuple(SPECIAL_USE_DOMAIN_NAMES)
# Nine digits are Polish unless they begin like the prefix of the country.
_PLAIN_PHONE = re.compile(r"(?:\+48)?((?!48)[1-9][0-9]{8})")


def read_email(cell: str) -> str | None:
    """Return an address to which a letter could go, None for anything else."""
    text = plain(cell)
    if not text or len(text) > MAX_EMAIL:
        return None
    if is_plain_email(text):
        return text
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None


def read_phone(cell: str) -> str | None:
    """Return a phone number as E.164, None for anything else; without a prefix it is Polish.

    Only the length is judged: the register's phones are for the office, and ranges of numbers change every year.
    """
    text = whole(squeeze(plain(cell)))
    if plain_phone := _PLAIN_PHONE.fullmatch(text):
        return f"+48{plain_phone[1]}"
    try:
        number = phonenumbers.parse(text, "PL")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_plain_email(text: str) -> bool:
    """Tell whether an address is sure to be one as it stands: lower-case letters and digits, no special domain."""
    found = _PLAIN_EMAIL.fullmatch(text) if len(text) <= _MAX_PLAIN else None
    return found is not None and len(found[1]) <= _MAX_LOCAL and not found[2].endswith(_SPECIAL)
