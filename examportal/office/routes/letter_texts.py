"""Texts of letters: the list, one text with preview and history, a letter to try, the portal's own text again."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from examportal.accounts.staff import presence
from examportal.accounts.staff.queries import get_member
from examportal.accounts.staff.rules import Permission
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.db import transaction
from examportal.journal.rules import Actor
from examportal.mail import words as mail_words
from examportal.mail.letter import Letter
from examportal.mail.texts import service
from examportal.mail.texts.rules import (
    KINDS,
    LinkMisplaced,
    LinkMissing,
    LinkTwice,
    Mark,
    MarkUnknown,
    TextRefused,
)
from examportal.mail.texts.service import ChangedMeanwhile
from examportal.office import letter_texts
from examportal.office.letter_text_forms import LetterTextForm
from examportal.office.routes import Page
from examportal.web.forms import PortalForm
from examportal.web.guard import staff_only
from examportal.web.lists import row_number

blueprint = Blueprint("letter_texts", __name__)
ONE = "/biuro/listy/teksty/<kind>"
MARKS = {
    Mark.LINK: "link, w osobnym akapicie: słowa na przycisku, dwukropek, a pod nimi {link}",
    Mark.EXPIRES: "do kiedy działa link",
    Mark.HAPPENED: "kiedy to się stało",
    Mark.NUMBERS: "nowe numery z zakresami, każdy w osobnym wierszu",
    Mark.CHANGE: "co się zmieniło, na przykład: zmieniono hasło",
    Mark.LEFT: "ile kodów zapasowych zostało",
    Mark.LOGIN: "login do portalu",
}
_CHANGED = (
    "Ktoś w międzyczasie zapisał inną treść tego listu. Twoja została w formularzu: porównaj ją z historią i zapisz."
)
_REFUSED: dict[type[TextRefused], str] = {
    LinkMissing: "W treści nie ma linku, a bez niego nikt nie zrobi tego, o co prosi list. Dodaj akapit: słowa na "
    "przycisku, dwukropek i {link}.",
    LinkTwice: "Link stoi w treści więcej niż raz. Zostaw jeden.",
    LinkMisplaced: "Link musi stać w osobnym akapicie: słowa na przycisku, dwukropek, a pod nimi {link}.",
}


@blueprint.get("/biuro/listy/teksty")
@staff_only(Permission.EDIT_LETTERS)
def overview() -> Page:
    """List the letters whose text the office may write."""
    return render_template("office/letter_texts.html", kinds=letter_texts.all_kinds(), names=mail_words.KINDS)


@blueprint.route(ONE, methods=["GET", "POST"])
@staff_only(Permission.EDIT_LETTERS)
def edit(kind: str) -> Page:
    """Show the text of a letter; POST saves it, shows it as a letter, or sends that letter to oneself."""
    _known(kind)
    if request.method == "GET":
        now = letter_texts.open_text(kind)
        return _page(kind, LetterTextForm(formdata=None, subject=now.subject, body=now.body, seen=str(now.seen)))
    form = LetterTextForm()
    if not form.validate_on_submit():
        return _page(kind, form)
    act = {"podglad": _preview, "proba": _try}.get(request.form.get("act", ""), _save)
    try:
        return act(kind, form)
    except TextRefused as refusal:
        form.refuse(_words(refusal), "body")
    except ChangedMeanwhile:
        form.seen.data = str(letter_texts.open_text(kind).seen)
        form.refuse(_CHANGED)
    return _page(kind, form)


@blueprint.post(f"{ONE}/wbudowana")
@staff_only(Permission.EDIT_LETTERS)
def give_back(kind: str) -> Page:
    """Write with the portal's own text again."""
    _known(kind)
    form = PortalForm()
    if not form.validate_on_submit():
        return _page(kind, form)
    try:
        with transaction():
            service.give_back(kind, _me(), seen=request.form.get("seen", 0, type=row_number))
    except ChangedMeanwhile:
        flash("Ktoś w międzyczasie zmienił treść tego listu, więc nic nie zrobiliśmy. Sprawdź ją.", "warning")
    else:
        flash("Wróciła treść, którą portal miał na początku. Tak będą wyglądały następne listy.", "success")
    return redirect(url_for("letter_texts.edit", kind=kind), 303)


def _known(kind: str) -> None:
    if kind not in KINDS:
        abort(404)


def _save(kind: str, form: LetterTextForm) -> Page:
    with transaction():
        service.save(kind, form.text("subject"), form.text("body"), _me(), seen=form.seen_version)
    flash(
        "Treść zapisana. Tak będą wyglądały następne listy; tych, które już czekają na wysłanie, to nie zmienia.",
        "success",
    )
    return redirect(url_for("letter_texts.edit", kind=kind), 303)


def _preview(kind: str, form: LetterTextForm) -> Page:
    shown = letter_texts.preview(kind, form.text("subject"), form.text("body"), "podglad@example.pl")
    return _page(kind, form, preview=shown)


def _try(kind: str, form: LetterTextForm) -> Page:
    here = presence.present()
    member = get_member(here.member_id)
    with transaction():
        to = (member.email, here.name)
        letter_texts.post_to_oneself(kind, form.text("subject"), form.text("body"), to, _me())
    return _page(kind, form, tried=member.email)


def _words(refusal: TextRefused) -> str:
    if isinstance(refusal, MarkUnknown):
        return f"Portal nie wie, co wpisać w miejsce {{{refusal.name}}}. Znaki, które zna, są pod formularzem."
    return _REFUSED[type(refusal)]


def _me() -> Actor:
    return staff_actor(presence.present().member_id)


def _page(kind: str, form: PortalForm, *, preview: Letter | None = None, tried: str | None = None) -> Page:
    page = render_template(
        "office/letter_text.html",
        form=form,
        text=letter_texts.open_text(kind),
        name=mail_words.KINDS[kind],
        marks={mark: MARKS[mark] for mark in Mark if mark in KINDS[kind]},
        preview=preview,
        tried=tried,
    )
    return page, 422 if form.problems else 200
