"""The public texts."""

from flask import Blueprint, render_template

from examportal.accounts.rules import IDLE_LIMIT, PRIVACY_NOTICE_SINCE, PRIVACY_NOTICE_VERSION
from examportal.pages.chapters import CHAPTERS, chapter
from examportal.web.guard import public

blueprint = Blueprint("pages", __name__)
blueprint.add_app_template_global(chapter, "help_chapter")


@blueprint.get("/pomoc")
@public
def help() -> str:  # noqa: A001 - the endpoint is pages.help, and nothing here asks for the builtin
    """Show every chapter of the help on one page."""
    return render_template("pages/help.html", chapters=CHAPTERS)


@blueprint.get("/prywatnosc")
@public
def privacy() -> str:
    """Show the information clause in force."""
    return render_template("pages/privacy.html", version=PRIVACY_NOTICE_VERSION, since=PRIVACY_NOTICE_SINCE)


@blueprint.get("/deklaracja-dostepnosci")
@public
def accessibility() -> str:
    """Show the accessibility statement that the act of 4 April 2019 asks for."""
    return render_template("pages/accessibility.html", idle_minutes=IDLE_LIMIT.seconds // 60)
