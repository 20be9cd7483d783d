"""The form of the lists."""

from collections.abc import Mapping

from wtforms import Field, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from examportal.recovery.documents.rules import (
    LONGEST_DOCUMENT,
    LONGEST_LIST,
    MOST_DOCUMENTS,
    Asker,
    is_too_long,
    read_list,
)
from examportal.web.forms import MaxLength, PortalForm, Required


def _documents(_form: BaseForm, field: Field) -> None:
    if is_too_long(read_list(field.data)):
        raise StopValidation(
            f"Wpisz najwyżej {MOST_DOCUMENTS} dokumentów: każdy w osobnym wierszu, do {LONGEST_DOCUMENT} znaków."
        )


_LIST = (Required("Wpisz co najmniej jeden dokument."), MaxLength(LONGEST_LIST), _documents)


class DocumentsForm(PortalForm):
    """A document a line, by who asks."""

    person = TextAreaField("Osoba prywatna", _LIST)
    institution = TextAreaField("Przez szkołę, uczelnię albo pracodawcę", _LIST)

    def lists(self) -> Mapping[Asker, tuple[str, ...]]:
        """Return the lists as they were typed."""
        return {asker: read_list(self.text(asker.value)) for asker in Asker}
