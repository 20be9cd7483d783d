"""The terms that everybody may read, and the page on which a signed-in examiner confirms them."""

from flask import Blueprint, abort, flash, render_template

from examportal.accounts.presence import present
from examportal.accounts.terms import queries, service
from examportal.accounts.terms.forms import ConfirmForm
from examportal.accounts.terms.rules import read
from examportal.core import clock
from examportal.db import transaction
from examportal.web import gates
from examportal.web.forms import Page, form_page
from examportal.web.gates import before_gates
from examportal.web.guard import examiners_only, public

blueprint = Blueprint("terms", __name__)
blueprint.add_app_template_filter(read, "blocks")
HOME = "profile.overview"
ONE = "/regulamin/<int(max=2147483647):number>"
_REPLACED = "Gdy ta strona była otwarta, regulamin się zmienił. Poniżej jest nowy: przeczytaj go i potwierdź."


@blueprint.get("/regulamin")
@public
def in_force() -> str:
    """Show the version in force, and what comes next."""
    today = clock.today()
    found, coming = queries.find_in_force(today), queries.find_coming(today)
    return render_template("accounts/terms.html", version=found, coming=coming, today=today, current=found)


@blueprint.get(ONE)
@public
def version(number: int) -> str:
    """Show one version: what somebody has confirmed stays readable."""
    found = queries.find_version(number)
    if found is None:
        abort(404)
    today = clock.today()
    current = queries.find_in_force(today)
    return render_template("accounts/terms.html", version=found, coming=None, today=today, current=current)


@blueprint.route("/regulamin/potwierdzenie", methods=["GET", "POST"])
@examiners_only
@before_gates
def confirm() -> Page:
    """Show the version in force to whoever has to confirm it; POST confirms and leads on."""
    here, today = present(), clock.today()
    shown = queries.find_in_force(today)
    if shown is None or not here.owes_terms:
        return gates.lead_on(HOME)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.confirm(here.examiner_id, form.number)
        except service.TermsReplaced:
            form.refuse(_REPLACED)
        else:
            flash("Dziękujemy. Zapisaliśmy, że regulamin jest potwierdzony.", "success")
            return gates.lead_on(HOME)
    form.version.data = str(shown.number)
    accepted = queries.accepted_by(here.account_id)
    return form_page("accounts/confirm_terms.html", form, version=shown, accepted=accepted)


def gate() -> str | None:
    """Be closed to whoever has to confirm the terms."""
    return "terms.confirm" if present().owes_terms else None
