"""What was on file about a person before a case: where notices go, and the only numbers that are called back."""

from datetime import datetime

from examportal.accounts import queries as keys
from examportal.accounts.phones import queries as phones
from examportal.profile.queries import find_profile
from examportal.profile.rules import read_phone
from examportal.recovery import queries
from examportal.recovery.rules import Known
from examportal.register import queries as register
from examportal.register.rules import PersonalData

REGISTER, PROFILE, CONFIRMED = "register", "profile", "confirmed"
"""Where a phone number is from."""


def on_file(examiner_id: int, before: datetime) -> Known:
    """Return the addresses and phones of a person as they were before a moment.

    What somebody has changed since then is left out: whoever opens a case could have changed it for that very case.
    The address of the account counts always: nobody changes it without a proof.
    """
    personal = PersonalData.from_document(register.get_examiner(examiner_id).unseal())
    account = keys.find_account(examiner_id)
    numbers: list[tuple[str, str | None]] = []
    emails = [account.email] if account is not None and account.withdrawn_at is None else []
    if not queries.register_changed_since(examiner_id, before):
        emails += [personal.email] if personal.email else []
        numbers.append((REGISTER, read_phone(personal.phone) if personal.phone else None))
    profile = find_profile(examiner_id)
    if profile is not None and not queries.profile_saved_since(examiner_id, before):
        numbers.append((PROFILE, profile.phone))
    confirmed = phones.find_confirmed(account.id) if account is not None else None
    if confirmed is not None and confirmed.confirmed_at is not None and confirmed.confirmed_at < before:
        numbers.append((CONFIRMED, str(confirmed.unseal()["number"])))
    told = {number: source for source, number in reversed(numbers) if number}
    return Known(tuple(dict.fromkeys(emails)), tuple((source, number) for number, source in told.items()))


def together(one: Known, other: Known) -> Known:
    """Return what is known by either."""
    phones_of_both = {number: source for source, number in (*other.phones, *one.phones)}
    return Known(
        tuple(dict.fromkeys((*one.emails, *other.emails))),
        tuple((source, number) for number, source in phones_of_both.items()),
    )
