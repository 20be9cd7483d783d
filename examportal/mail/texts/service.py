"""Writing the text of a letter, and giving the portal its own back."""

from sqlalchemy.exc import IntegrityError

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.mail.texts import queries
from examportal.mail.texts.models import LetterText
from examportal.mail.texts.rules import read


class ChangedMeanwhile(Refusal):
    """Somebody else has saved another text since this one was opened."""


def save(kind: str, subject: str, body: str, actor: Actor, *, seen: int) -> None:
    """Write with this text from now on; letters that are posted already stay as they are.

    `seen` is the id of the version that was shown, 0 for none. Raises TextRefused or ChangedMeanwhile.
    """
    read(kind, subject, body)
    _keep(LetterText(kind=kind, subject=subject, body=body), actor, seen)


def give_back(kind: str, actor: Actor, *, seen: int) -> None:
    """Write with the portal's own text again; raises ChangedMeanwhile."""
    _keep(LetterText(kind=kind), actor, seen)


def _keep(text: LetterText, actor: Actor, seen: int) -> None:
    newest = queries.find_newest(text.kind)
    if (newest.id if newest else 0) != seen:
        raise ChangedMeanwhile
    text.follows, text.author, text.saved_at = seen, str(actor), clock.now()
    try:
        with db.session.begin_nested():
            db.session.add(text)
    except IntegrityError:
        raise ChangedMeanwhile from None
    own = "own" if text.body else "built_in"
    journal.record(Event.LETTER_TEXT_CHANGED, actor, subject=f"letter_text:{text.id}", kind=text.kind, text=own)
