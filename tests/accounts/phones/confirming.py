"""Phones confirmed as their owners do, and the codes that come there."""

import re

from examportal.accounts.phones import service
from examportal.db import db, transaction
from examportal.sms.models import TextMessage

PHONE = "/konto/bezpieczenstwo/telefon"
NUMBER, OTHER = "+48601234567", "+48602345678"


def messages() -> list[dict[str, str]]:
    """Return number and text of the messages that have not gone yet, oldest first."""
    db.session.rollback()
    return [one.unseal() for one in db.session.query(TextMessage).order_by(TextMessage.id) if one.sealed]


def newest_sms_code() -> str:
    """Return the code in the newest message."""
    (code,) = re.findall(r"kod (?:logowania )?(\d{3} \d{3})\b", messages()[-1]["text"])
    return str(code).replace(" ", "")


def confirmed(examiner_id: int, number: str = NUMBER) -> None:
    """Let codes go to a phone of somebody."""
    with transaction():
        service.ask(examiner_id, number)
    code = newest_sms_code()
    with transaction():
        assert service.confirm(examiner_id, code, "")
