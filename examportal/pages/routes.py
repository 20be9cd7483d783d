"""The public texts."""

from flask import Blueprint, render_template, request

from examportal.accounts.rules import IDLE_LIMIT, PRIVACY_NOTICE_SINCE, PRIVACY_NOTICE_VERSION
from examportal.core.clock import in_warsaw
from examportal.db import transaction
from examportal.mail.letter import read_number
from examportal.mail.queries import find_posted
from examportal.mail.words import kind_words
from examportal.pages.chapters import CHAPTERS, chapter
from examportal.pages.forms import LetterForm
from examportal.throttle import service as throttle
from examportal.throttle.rules import LETTER_CHECKS, Refuse, address_key
from examportal.web.forms import Page, form_page, too_soon
from examportal.web.guard import public

blueprint = Blueprint("pages", __name__)
_IDLE_MINUTES = IDLE_LIMIT.seconds // 60
blueprint.add_app_template_global(chapter, "help_chapter")


@blueprint.get("/pomoc")
@public
def help() -> str:  # noqa: A001 - the endpoint is pages.help, and nothing here asks for the builtin
    """Show every chapter of the help on one page."""
    return render_template("pages/help.html", chapters=CHAPTERS, idle_minutes=_IDLE_MINUTES)


@blueprint.get("/prywatnosc")
@public
def privacy() -> str:
    """Show the information clause in force."""
    return render_template("pages/privacy.html", version=PRIVACY_NOTICE_VERSION, since=PRIVACY_NOTICE_SINCE)


@blueprint.get("/deklaracja-dostepnosci")
@public
def accessibility() -> str:
    """Show the accessibility statement that the act of 4 April 2019 asks for."""
    return render_template("pages/accessibility.html", idle_minutes=_IDLE_MINUTES)


@blueprint.route("/czy-to-od-nas", methods=["GET", "POST"])
@public
def letter_check() -> Page:
    """Say whether there is a letter with a number: its kind and its day, and nothing about anybody.

    Answered on the spot, so that the number stands in no address.
    """
    form = LetterForm()
    if not form.validate_on_submit():
        return form_page("pages/letter_check.html", form, asked=False)
    with transaction():
        decision = throttle.count_event({LETTER_CHECKS: address_key(request.remote_addr)})
    if isinstance(decision, Refuse):
        return too_soon("pages/letter_check.html", form, decision.seconds, asked=False)
    # What is no number is looked for, too: the answer takes as long.
    found = find_posted(read_number(form.text("number")) or "")
    kind, day = (kind_words(found[0]), in_warsaw(found[1]).date()) if found else (None, None)
    return form_page("pages/letter_check.html", form, asked=True, kind=kind, day=day)
