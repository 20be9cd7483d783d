"""A letter as it goes over the wire (RFC 5322)."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import lru_cache
from typing import Any

from email_validator import EmailNotValidError, validate_email

from examportal.config import Settings
from examportal.core.clock import in_warsaw

_KEPT = 256
"""Headers kept; those of one letter alone drop out soon."""


class _KeptHeaders(EmailPolicy):
    """Reads and folds each header once: most are the same in all letters, and take half the time of writing one."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Return a header as the message keeps it."""
        return _parsed(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as it goes over the wire."""
        return _folded(name, value)


@lru_cache(maxsize=_KEPT)
def _parsed(name: str, value: Any) -> tuple[str, Any]:
    return SMTP.header_store_parse(name, value)


@lru_cache(maxsize=_KEPT)
def _folded(name: str, value: Any) -> bytes:
    return SMTP.fold_binary(name, value)


_POLICY = _KeptHeaders(linesep=SMTP.linesep)


def build(settings: Settings, recipient: str, headers: dict[str, str], posted_at: datetime) -> EmailMessage:
    """Return a message with its headers and no body yet.

    Raises ValueError when an address or a header cannot stand in a message: nothing that holds a line break passes.
    """
    message = EmailMessage(policy=_POLICY)
    for name, value in headers.items():
        message[name] = value
    message["From"] = str(Address(settings.board_name, addr_spec=settings.mail_sender))
    message["To"] = str(Address(addr_spec=ascii_address(recipient)))
    message["Reply-To"] = str(Address(settings.board_name, addr_spec=settings.board_email))
    message["Date"] = in_warsaw(posted_at)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = "pl"
    return message


def add_body(message: EmailMessage, text: str, html: str) -> None:
    """Give the message its two forms: plain text for every reader, HTML as the alternative."""
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")


def ascii_address(address: str) -> str:
    """Return the address with its domain as it stands in DNS; raises ValueError when it is none.

    By the library that took the address in: Python's own codec knows only the older rules, by which a letter to
    straße.de goes to strasse.de, which is somebody else.
    """
    try:
        return str(validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email)
    except EmailNotValidError:
        raise ValueError("the address cannot stand in a message") from None
