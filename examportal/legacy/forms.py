"""Forms of the old service's accounts: a file, a search, and the matrix of one account."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, StringField

from examportal.legacy.rules import Right
from examportal.web.forms import PortalForm, Required

VIEW, EDIT = "podglad", "edycja"


class OldFileForm(PortalForm):
    """A file of the old service."""

    file = FileField("Plik z kontami", [Required("Wybierz plik z kontami.")])


class FindForm(PortalForm):
    """Whom to look for in a file; typed into a form, so that no name stands in an address."""

    query = StringField("Login, nazwa albo e-mail", [Required("Wpisz login, nazwę albo e-mail, albo ich część.")])


class MatrixForm(PortalForm):
    """The rights of one account as they are ticked; the boxes themselves are read by `ticked`."""

    seen = HiddenField()
    settled = BooleanField("Błędne wiersze są sprawdzone: liczą się uprawnienia zaznaczone powyżej")

    @property
    def edition(self) -> int:
        """The edition that was shown, -1 for none."""
        typed = self.text("seen")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < len("2147483647") else -1


@dataclass(frozen=True)
class Box:
    """Both boxes of one right in one section: `view_name` and `edit_name` are those of the controls."""

    section: str
    view_name: str
    edit_name: str
    view: bool
    edit: bool


@dataclass(frozen=True)
class Line:
    """A right with its boxes, one pair a section."""

    name: str
    boxes: Sequence[Box]


def matrix(sections: Sequence[str], names: Sequence[str], rights: frozenset[Right]) -> list[Line]:
    """Return the boxes of all rights in all sections, ticked where the account has them."""
    held = {(right.section, right.name): right for right in rights}
    return [
        Line(
            name,
            [
                Box(section, *_names(row, column), *_ticks(held.get((section, name))))
                for column, section in enumerate(sections)
            ],
        )
        for row, name in enumerate(names)
    ]


def ticked(sections: Sequence[str], names: Sequence[str], sent: MultiDict[str, str]) -> frozenset[Right]:
    """Return the rights whose boxes were ticked; an edit without its view is among them."""
    return frozenset(
        Right(section, name, view, edit)
        for row, name in enumerate(names)
        for column, section in enumerate(sections)
        for view, edit in [_sent(row, column, sent)]
        if view or edit
    )


def edits_without_view(rights: frozenset[Right]) -> list[str]:
    """Return the places where edit is ticked and view is not, in words."""
    return sorted(f"„{one.name}” w sekcji „{one.section}”" for one in rights if one.edit and not one.view)


def _names(row: int, column: int) -> tuple[str, str]:
    return f"{VIEW}-{row}-{column}", f"{EDIT}-{row}-{column}"


def _sent(row: int, column: int, sent: MultiDict[str, str]) -> tuple[bool, bool]:
    view, edit = _names(row, column)
    return view in sent, edit in sent


def _ticks(right: Right | None) -> tuple[bool, bool]:
    return (right is not None, right is not None and right.edit)
