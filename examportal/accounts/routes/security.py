"""The page about the own keys."""

from flask import render_template

from examportal.accounts.presence import present
from examportal.accounts.routes.blueprint import blueprint
from examportal.accounts.security_page import sections_for
from examportal.web.guard import examiners_only


@blueprint.get("/konto/bezpieczenstwo")
@examiners_only
def security() -> str:
    """Show what protects the account."""
    return render_template("accounts/security.html", sections=sections_for(present().examiner_id))
