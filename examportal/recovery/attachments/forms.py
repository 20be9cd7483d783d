"""Choosing files: the field, and what becomes of what was chosen."""

from typing import Any

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage

from examportal.core.text import clean
from examportal.recovery.attachments import service, words
from examportal.recovery.attachments.reader import make_harmless
from examportal.recovery.attachments.rules import LONGEST_NAME, AttachmentRefused
from examportal.recovery.attachments.service import SealedFile
from examportal.web.forms import PortalForm, Required

NAME = "attachments"


class FilesForm(PortalForm):
    """Files that somebody of the office adds."""

    attachments = MultipleFileField("Pliki", [Required(words.NOT_CHOSEN)])


def sealed_files(form: Any) -> list[SealedFile] | None:
    """Return the chosen files drawn anew and sealed; None when one is refused, which the form then says."""
    chosen: list[FileStorage] = form[NAME].data or []
    try:
        drawn = make_harmless([file.stream for file in chosen])
    except AttachmentRefused as refused:
        names = [clean(file.filename or "")[:LONGEST_NAME] for file in chosen]
        form.refuse(words.fault_sentence(refused, names), NAME)
        return None
    return [service.seal(file.filename, one) for file, one in zip(chosen, drawn, strict=True)]


def ask_again(form: Any) -> None:
    """Say that files have to be chosen anew when a form with some comes back for another reason."""
    if form[NAME].data and not form[NAME].errors:
        form.refuse(words.CHOOSE_AGAIN, NAME)
