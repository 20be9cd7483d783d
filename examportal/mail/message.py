"""A letter as it goes over the wire (RFC 5322)."""

import re
from binascii import b2a_qp
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from examportal.config import Settings
from examportal.core.clock import in_warsaw

_KEPT = 256
"""Headers kept; a subject that only one letter has drops out soon."""

_DOMAINS_KEPT = 1024
_PLAIN_LOCAL_PART = re.compile(r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*")
_LONGEST_LOCAL_PART, _LONGEST_ADDRESS = 64, 254
_LINE_END = re.compile(r"\r\n?|\n")
# No body can hold it: in quoted-printable two hexadecimal digits or the end of the line follow an equals sign.
_BOUNDARY = "=_part_of_a_letter"
_PART = (
    f"\r\n--{_BOUNDARY}\r\n"  # the line end before it is its own
    'Content-Type: text/{form}; charset="utf-8"\r\n'
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "\r\n"
)
_TEXT, _HTML = _PART.format(form="plain").encode(), _PART.format(form="html").encode()
_END = f"\r\n--{_BOUNDARY}--\r\n".encode()


@dataclass(frozen=True)
class Draft:
    """What one letter has of its own."""

    recipient: str = field(repr=False)
    subject: str
    message_id: str
    posted_at: datetime
    text: str = field(repr=False)
    html: str = field(repr=False)


def write(settings: Settings, draft: Draft) -> bytes:
    """Return a letter as it is sent: plain text for every reader, HTML as the alternative, lines that end with CRLF.

    Put together by hand: Python's own classes take ten times as long, and letters come by the thousand. Raises
    ValueError when an address or the subject cannot stand in a message: nothing that holds a line break passes.
    """
    own = (
        f"Message-ID: {draft.message_id}\r\n"
        f"To: {ascii_address(draft.recipient)}\r\n"
        f"Date: {format_datetime(in_warsaw(draft.posted_at))}\r\n"
    )
    return b"".join(
        (
            _header("Subject", draft.subject),
            own.encode(),
            _same_in_all(settings.board_name, settings.mail_sender, settings.board_email),
            _TEXT,
            _printable(draft.text),
            _HTML,
            _printable(draft.html),
            _END,
        )
    )


def ascii_address(address: str) -> str:
    """Return the address with its domain as it stands in DNS; raises ValueError when it is none.

    By the library that took the address in: Python's own codec knows only the older rules, by which a letter to
    straße.de goes to strasse.de, which is somebody else. Where nothing but the domain can be wrong, the library is
    asked about that alone, and once.
    """
    local_part, _, domain = address.rpartition("@")
    is_plain = len(local_part) <= _LONGEST_LOCAL_PART and _PLAIN_LOCAL_PART.fullmatch(local_part)
    if is_plain and len(written := f"{local_part}@{_ascii_domain(domain)}") <= _LONGEST_ADDRESS:
        return written
    return _ascii_form(address)


@lru_cache(maxsize=_DOMAINS_KEPT)
def _ascii_domain(domain: str) -> str:
    return _ascii_form(f"a@{domain}").removeprefix("a@")


def _ascii_form(address: str) -> str:
    try:
        return str(validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email)
    except EmailNotValidError:
        raise ValueError("the address cannot stand in a message") from None


@lru_cache(maxsize=1)
def _same_in_all(board_name: str, mail_sender: str, board_email: str) -> bytes:
    headers = {
        "From": str(Address(board_name, addr_spec=mail_sender)),
        "Reply-To": str(Address(board_name, addr_spec=board_email)),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "pl",
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{_BOUNDARY}"',
    }
    return b"".join(_header(name, value) for name, value in headers.items()) + b"\r\n"


@lru_cache(maxsize=_KEPT)
def _header(name: str, value: str) -> bytes:
    return SMTP.fold_binary(*SMTP.header_store_parse(name, value))


def _printable(text: str) -> bytes:
    return b2a_qp(_LINE_END.sub("\r\n", text.rstrip("\r\n") + "\n").encode(), istext=True)
