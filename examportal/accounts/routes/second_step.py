"""The own second steps: app and recovery codes. Whoever changes one has shown the password a moment ago."""

from flask import flash, redirect, url_for

from examportal.accounts import own_steps
from examportal.accounts.presence import browser, present
from examportal.accounts.queries import get_account
from examportal.accounts.reauthentication import after_proof
from examportal.accounts.routes.blueprint import blueprint
from examportal.accounts.step_forms import WRONG_FIRST_CODE, FirstCodeForm
from examportal.accounts.steps import apps, codes, qr, recovery
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.rules import NothingOffered
from examportal.config import settings
from examportal.db import transaction
from examportal.throttle import service as throttle
from examportal.throttle.rules import FIRST_CODES, Refuse
from examportal.web.forms import Page, PortalForm, form_page, too_soon
from examportal.web.guard import examiners_only


@blueprint.post("/konto/bezpieczenstwo/aplikacja")
@examiners_only
@after_proof
def offer_app() -> Page:
    """Prepare a new app and lead to its QR code."""
    if not PortalForm().validate_on_submit():
        return redirect(url_for("accounts.security"), 303)
    with transaction():
        own_steps.offer_app(present().examiner_id)
    return redirect(url_for("accounts.new_app"), 303)


@blueprint.route("/konto/bezpieczenstwo/aplikacja/nowa", methods=["GET", "POST"])
@examiners_only
@after_proof
def new_app() -> Page:
    """Show the QR code of the new app; POST takes its first code."""
    here = present()
    secret = apps.offered_secret(own_steps.owner_of(here.examiner_id))
    form = FirstCodeForm()
    facts = {"secret": codes.in_groups(secret), "picture": url_for("accounts.app_picture")}
    if not form.validate_on_submit():
        return form_page("accounts/new_app.html", form, **facts)
    counted = {FIRST_CODES: str(here.account_id)}
    with transaction():
        decision = throttle.count_event(counted)
    if isinstance(decision, Refuse):
        return too_soon("accounts/new_app.html", form, decision.seconds, **facts)
    with transaction():
        right = own_steps.confirm_app(here.examiner_id, form.text("code"), browser())
    if not right:
        form.refuse(WRONG_FIRST_CODE, "code")
        return form_page("accounts/new_app.html", form, **facts)
    with transaction():
        throttle.forgive_event(counted)
    return lead_on("Aplikacja z kodami jest dodana. Na nieznanym urządzeniu po haśle poprosimy o kod z niej.")


@blueprint.get("/konto/bezpieczenstwo/aplikacja/qr.svg")
@examiners_only
@after_proof
def app_picture() -> Page:
    """Return the QR code of the new app as a picture."""
    here = present()
    secret = apps.offered_secret(own_steps.owner_of(here.examiner_id))
    issuer = f"Portal egzaminatora, {settings().board_name}"
    return qr.picture(codes.address_of(secret, get_account(here.examiner_id).email, issuer))


@blueprint.route("/konto/bezpieczenstwo/aplikacja/usun", methods=["GET", "POST"])
@examiners_only
@after_proof
def remove_app() -> Page:
    """Say what removing the app means; POST removes it."""
    examiner_id, form = present().examiner_id, PortalForm()
    owner = own_steps.owner_of(examiner_id)
    if steps.find_authenticator(owner) is None:
        raise NothingOffered
    if not form.validate_on_submit():
        return form_page("accounts/remove_app.html", form, is_last=not steps.all_passkeys(owner))
    with transaction():
        own_steps.remove_app(examiner_id, browser())
    flash("Aplikacja z kodami jest usunięta. Konto możesz skasować także w samej aplikacji.", "success")
    return redirect(url_for("accounts.security"), 303)


@blueprint.post("/konto/bezpieczenstwo/kody-zapasowe")
@examiners_only
@after_proof
def issue_codes() -> Page:
    """Prepare new recovery codes and lead to them."""
    if not PortalForm().validate_on_submit():
        return redirect(url_for("accounts.security"), 303)
    with transaction():
        own_steps.issue_codes(present().examiner_id)
    return redirect(url_for("accounts.recovery_codes"), 303)


@blueprint.route("/konto/bezpieczenstwo/kody-zapasowe/nowe", methods=["GET", "POST"])
@examiners_only
@after_proof
def recovery_codes() -> Page:
    """Show the new recovery codes; POST says that they are kept, and puts them in force."""
    examiner_id = present().examiner_id
    shown = recovery.shown(own_steps.owner_of(examiner_id))
    form = PortalForm()
    if not form.validate_on_submit():
        return form_page("accounts/recovery_codes.html", form, codes=shown)
    with transaction():
        own_steps.keep_codes(examiner_id, browser())
    flash("Kody zapasowe działają. Poprzednie, jeśli były, możesz zniszczyć.", "success")
    return redirect(url_for("accounts.security"), 303)


@blueprint.errorhandler(NothingOffered)
def nothing_offered(_refusal: NothingOffered) -> Page:
    """Lead to where it begins: what was to be shown is done, or was prepared too long ago."""
    flash("Ta strona była otwarta zbyt długo albo zmiana jest już zrobiona. Jeśli trzeba, zacznij jeszcze raz.")
    return redirect(url_for("accounts.security"), 303)


def lead_on(words: str) -> Page:
    """Say what was added, and lead to the recovery codes when they wait to be kept."""
    flash(words, "success")
    waits = steps.find_unkept_codes(own_steps.owner_of(present().examiner_id)) is not None
    return redirect(url_for("accounts.recovery_codes" if waits else "accounts.security"), 303)
