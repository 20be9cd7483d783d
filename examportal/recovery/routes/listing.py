"""The list of cases."""

from flask import render_template, request

from examportal.accounts.staff import presence
from examportal.accounts.staff.rules import Permission
from examportal.recovery import pages, queries, words
from examportal.recovery.routes.blueprint import blueprint
from examportal.recovery.routes.showing import to
from examportal.recovery.rules import read_number
from examportal.web.forms import Page
from examportal.web.guard import staff_only
from examportal.web.lists import row_number


@blueprint.get("/biuro/sprawy")
@staff_only(Permission.HANDLE_CASES)
def overview() -> Page:
    """Show open cases and what is to be reviewed, or with `zakonczone` those that have ended.

    With `numer`, as somebody says it on the phone, lead to that case.
    """
    asked = request.args.get("numer", "")
    found = queries.find_by_number(read_number(asked) or "")
    if found is not None:
        return to(found.id)
    wants_ended = "zakonczone" in request.args
    if wants_ended:
        lines, more = pages.ended(request.args.get("przed", type=row_number))
    else:
        lines, more = pages.listed(request.args.get("po", 0, type=row_number))
    to_review = [] if wants_ended else pages.lines(queries.to_review(pages.AT_ONCE))
    may_manage = presence.present().may(Permission.MANAGE_STAFF)
    facts = {
        "unfound": bool(asked),
        "kinds": words.KINDS,
        "states": words.STATES,
        "to_review": to_review,
        "may_manage": may_manage,
    }
    return render_template("recovery/cases.html", lines=lines, more=more, ended=wants_ended, **facts)
