"""Letters of an import: ordered with the merge, posted by the worker, withdrawn with an undo while they wait."""

from collections.abc import Sequence

from examportal.config import settings
from examportal.db import db
from examportal.intake.announcing import queries
from examportal.intake.announcing.models import ImportLetter
from examportal.intake.queries import get_import_for_change
from examportal.jobs.service import enqueue
from examportal.journal.rules import WORKER, Actor
from examportal.mail.letter import Letter
from examportal.mail.service import post, withdraw

ANNOUNCE = "intake.announce_numbers"
"""The kind of job that tells people of the numbers that an import brought."""


def order_letters(import_id: int) -> None:
    """Have people told of the numbers that an import brought to their accounts, when the installation says so."""
    if settings().number_letters:
        enqueue(ANNOUNCE, import_id)


def post_letters(import_id: int, composed: Sequence[tuple[int, Letter]]) -> None:
    """Post letters to people who were not told meanwhile; the import is locked, so that no undo comes between.

    After an undo nothing is posted: whose numbers stayed has found out by using them.
    """
    imported = get_import_for_change(import_id)
    told = queries.told_among(import_id, [examiner_id for examiner_id, _ in composed])
    for examiner_id, letter in composed:
        if imported.undone_at is None and examiner_id not in told:
            outgoing = post(letter, actor=WORKER, about=f"examiner:{examiner_id}")
            db.session.add(ImportLetter(import_id=import_id, examiner_id=examiner_id, letter_id=outgoing.id))


def withdraw_letters(import_id: int, undo_change_set_id: int, actor: Actor) -> None:
    """Withdraw the letters of an import that still wait, of people from whom an undo takes a number."""
    for letter_id in queries.letters_to_withdraw(import_id, undo_change_set_id):
        withdraw(letter_id, actor)
