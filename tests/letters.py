"""Letters as they lie sealed in the outbox, opened for tests."""

import re
from urllib.parse import urlsplit

from examportal.accounts import service as accounts
from examportal.accounts.models import PasswordRequest
from examportal.db import db, transaction
from examportal.jobs.rules import Outcome
from examportal.mail import service
from examportal.mail.models import OutgoingLetter


def posted(kind: str) -> list[OutgoingLetter]:
    """Return the letters of a kind, oldest first."""
    return list(db.session.query(OutgoingLetter).filter_by(kind=kind).order_by(OutgoingLetter.id))


def settle_delivery(letter_id: int, outcome: Outcome) -> None:
    """Record one attempt to deliver a letter, inside a transaction, as the worker records many."""
    service.settle_deliveries({letter_id: outcome})


def text_of(letter: OutgoingLetter) -> str:
    """Return the plain text of a letter that still waits."""
    return str(letter.unseal()["text"])


def links_in(text: str) -> set[str]:
    """Return the paths of the links in a letter's text that lead further; some letters have none."""
    return {
        urlsplit(url).path
        for url in re.findall(
            r"https?://\S+/(?:aktywacja|adres|haslo|zaproszenie|dawne-konto|to-nie-ja|sprzeciw|nowy-dostep"
            r"|biuro/zaproszenie)/\S+",
            text,
        )
    }


def link_in(text: str) -> str:
    """Return the path of the one portal link in a letter's text."""
    paths = links_in(text)
    assert len(paths) == 1, f"{len(paths)} links"
    return str(paths.pop())


def newest_link(kind: str) -> str:
    """Return the path of the link in the newest letter of a kind."""
    return link_in(text_of(posted(kind)[-1]))


def answer_password_requests() -> None:
    """Do what the worker does about requests for a new password, without sending letters."""
    for request in db.session.query(PasswordRequest).all():
        with transaction():
            accounts.answer_password_request(request.id)
