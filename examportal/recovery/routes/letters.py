"""What the links of letters and messages open: the veto, and the new password; no account is needed."""

from flask import flash, redirect, render_template, url_for

from examportal.accounts.forms import NewPasswordForm, listed_password_rules
from examportal.accounts.passwords import hash_password
from examportal.core.errors import LinkUnknown, Refusal
from examportal.db import release, transaction
from examportal.profile.known import known_of
from examportal.recovery import access, queries, waiting
from examportal.recovery.routes.blueprint import blueprint
from examportal.recovery.rules import State
from examportal.web.forms import Page, PortalForm, form_page
from examportal.web.guard import public


@blueprint.route("/sprzeciw/<token>", methods=["GET", "POST"])
@public
def veto(token: str) -> Page:
    """Show what the link of a notice does; POST stops the case."""
    form = PortalForm()
    try:
        case = waiting.check_veto(token)
        if not form.validate_on_submit():
            return form_page("recovery/veto.html", form, reason=None, stopped=State(case.state) is State.VETOED)
        with transaction():
            waiting.veto(token)
    except Refusal as refusal:
        return _dead("recovery/veto.html", refusal)
    return redirect(url_for("recovery.vetoed"), 303)


@blueprint.get("/sprzeciw/przyjety")
@public
def vetoed() -> str:
    """Say that the case is stopped."""
    return render_template("recovery/vetoed.html")


@blueprint.route("/nowy-dostep/<token>", methods=["GET", "POST"])
@public
def regain(token: str) -> Page:
    """Show the form of the link at the end of a case; POST sets the password and the address."""
    try:
        link = queries.get_link(token)
        case = access.check_link(link)
    except Refusal as refusal:
        return _dead("recovery/dead_link.html", refusal)
    form = NewPasswordForm(own=known_of(case.examiner_id or 0))
    if not form.validate_on_submit():
        facts = {"expires_at": link.expires_at, "steps_lost": queries.told_in(case).steps_lost}
        return form_page("recovery/regain.html", form, rules=listed_password_rules(), **facts)
    release()
    password_hash = hash_password(form.text("new_password"))
    try:
        with transaction():
            access.set_password(token, password_hash)
    except Refusal as refusal:
        return _dead("recovery/dead_link.html", refusal)
    flash("Nowe hasło zapisane. Zaloguj się numerem PESEL albo loginem i nowym hasłem.", "success")
    return redirect(url_for("entrance.sign_in"), 303)


def _dead(template: str, refusal: Refusal) -> Page:
    status = 404 if isinstance(refusal, LinkUnknown) else 410
    return render_template(template, reason=type(refusal).__name__), status
