"""What the portal knows of a person that a password may not be built from."""

from examportal.accounts import queries as keys
from examportal.accounts.choosing.own import OwnData, own_data, written_dates
from examportal.profile import queries
from examportal.profile.rules import ProfileData
from examportal.register import queries as register
from examportal.register.rules import PersonalData


def known_of(examiner_id: int) -> OwnData:
    """Return the person's names, numbers and places, from the register and from what was saved in the profile."""
    examiner = register.get_examiner(examiner_id)
    personal = PersonalData.from_document(examiner.unseal())
    account, row = keys.find_account(examiner_id), queries.find_row(examiner_id)
    numbers = [number.registry_number for number in register.all_numbers(examiner_id)]
    document = personal.document.number if personal.document else ""
    registered = own_data(
        names=[examiner.first_names, examiner.last_name],
        emails=[personal.email or "", account.email if account else ""],
        numbers=[personal.pesel or "", document, examiner.login_number or "", *numbers],
        hints=[personal.phone or ""],
    )
    written = _written(ProfileData.from_document(row.unseal())) if row else OwnData()
    return registered + OwnData(dates=written_dates(personal.birth_date)) + written


def _written(profile: ProfileData) -> OwnData:
    work = profile.workplace
    return own_data(
        names=[profile.first_names, profile.last_name],
        hints=[profile.phone, profile.home_address.city, *([work.name, work.city] if work else [])],
    )
