"""The password asked for again."""

from flask import redirect, request

from examportal.accounts.reauthentication import NEXT, ProofForm, is_proved, next_page, prove
from examportal.accounts.routes.blueprint import blueprint
from examportal.web.forms import Page, form_page
from examportal.web.guard import examiners_only


@blueprint.route("/konto/potwierdz", methods=["GET", "POST"])
@examiners_only
def confirm() -> Page:
    """Take the password before a page that asks for a fresh proof, and lead there."""
    form, wanted = ProofForm(), request.args.get(NEXT, "")
    if request.method == "GET" and is_proved():
        return redirect(next_page(wanted), 303)
    facts = {"place": request.full_path if wanted else request.path}
    if not form.validate_on_submit():
        return form_page("accounts/confirm.html", form, **facts)
    return prove(form, **facts) or redirect(next_page(wanted), 303)
