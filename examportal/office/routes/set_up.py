"""Setting up one's keys the first time: link of the invitation, password, authenticator, recovery codes."""

from flask import Blueprint, flash, redirect, render_template, url_for

from examportal.accounts import presence as examiners
from examportal.accounts.passwords import hash_password
from examportal.accounts.staff import presence, queries
from examportal.accounts.staff.rules import Role, Step, keys_of
from examportal.accounts.staff.service import sign_in
from examportal.accounts.steps import apps, codes, qr, recovery
from examportal.core.errors import LinkUnknown, Refusal
from examportal.db import release, transaction
from examportal.office import halfway
from examportal.office.forms import PASSWORDS, WRONG_FIRST_CODE, FirstCodeForm, StaffPasswordForm, own_data_of
from examportal.office.routes import Page
from examportal.office.words import ROLES
from examportal.throttle.rules import Refuse
from examportal.web.forms import PortalForm, form_page, too_soon
from examportal.web.guard import public

blueprint = Blueprint("set_up", __name__)
halfway.lead(blueprint)


@blueprint.route("/biuro/zaproszenie/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> Page:
    """Show the form of an invitation; POST sets the password and leads on to the second step."""
    try:
        found = queries.get_invitation(token)
        sign_in.check_invitation(found)
    except Refusal as refusal:
        return _dead_link(refusal)
    member = queries.get_member(found.member_id)
    form = StaffPasswordForm(own=own_data_of(member))
    if not form.validate_on_submit():
        return form_page(
            "office/invitation.html",
            form,
            member=member,
            role=ROLES[Role(member.role)],
            expires_at=found.expires_at,
            rules=PASSWORDS.listed(),
        )
    release()
    password_hash = hash_password(form.text("new_password"))
    try:
        with transaction():
            outcome = sign_in.set_password_by_link(token, password_hash)
    except Refusal as refusal:
        return _dead_link(refusal)
    presence.begin_half(outcome.token or "")
    return halfway.go_on(outcome.step)


def _dead_link(refusal: Refusal) -> Page:
    status = 404 if isinstance(refusal, LinkUnknown) else 410
    return render_template("office/dead_invitation.html", reason=type(refusal).__name__), status


@blueprint.route("/biuro/aplikacja", methods=["GET", "POST"])
@public
def authenticator() -> Page:
    """Show the QR code of the new authenticator; POST takes its first code."""
    token, member_id = halfway.token_at(Step.AUTHENTICATOR)
    secret = apps.offered_secret(keys_of(member_id))
    form = FirstCodeForm()
    facts = {"secret": codes.in_groups(secret), "picture": url_for("set_up.qr_code")}
    if not form.validate_on_submit():
        return form_page("office/authenticator.html", form, **facts)
    decision = halfway.count_code(member_id)
    if isinstance(decision, Refuse):
        return too_soon("office/authenticator.html", form, decision.seconds, **facts)
    with transaction():
        right = sign_in.confirm_first_authenticator(token, form.text("code"))
    if not right:
        form.refuse(WRONG_FIRST_CODE, "code")
        return form_page("office/authenticator.html", form, **facts)
    halfway.forgive_code(member_id)
    return halfway.go_on(Step.RECOVERY_CODES)


@blueprint.get("/biuro/aplikacja/qr.svg")
@public
def qr_code() -> Page:
    """Return the QR code as a picture, to the browser that is setting up."""
    _, member_id = halfway.token_at(Step.AUTHENTICATOR)
    secret = apps.offered_secret(keys_of(member_id))
    return qr.picture(halfway.address_in_qr(secret, queries.get_member(member_id).email))


@blueprint.route("/biuro/kody-zapasowe", methods=["GET", "POST"])
@public
def recovery_codes() -> Page:
    """Show the recovery codes; POST says that they are kept, and completes the set-up."""
    token, member_id = halfway.token_at(Step.RECOVERY_CODES)
    form = PortalForm()
    if not form.validate_on_submit():
        return form_page("office/recovery_codes.html", form, codes=recovery.shown(keys_of(member_id)))
    with transaction():
        session_token = sign_in.finish_set_up(token, examiners.running_here())
    presence.begin(session_token)
    flash("Gotowe. Następnym razem zaloguj się hasłem i kodem z aplikacji.", "success")
    return redirect(url_for("office.start"), 303)
