"""What has become of my account? The page behind the link of a letter; it shows, and nothing can be done on it."""

from flask import Blueprint, render_template, request

from examportal.db import transaction
from examportal.legacy.moving import pages
from examportal.throttle import service as throttle
from examportal.throttle.rules import OLD_ACCOUNT_LINKS, Refuse, address_key
from examportal.web.forms import Page
from examportal.web.guard import public

blueprint = Blueprint("my_account", __name__)


@blueprint.get("/dawne-konto/<token>")
@public
def word(token: str) -> Page:
    """Tell the owner of an account of the old service what becomes of it; guessing links is slowed down."""
    found = pages.find_word(token)
    if found is not None:
        expired = pages.has_expired(found)
        return render_template("legacy/my_account.html", word=found, expired=expired), 410 if expired else 200
    with transaction():
        decision = throttle.count_event({OLD_ACCOUNT_LINKS: address_key(request.remote_addr)})
    page = render_template("legacy/my_account.html", word=None, expired=False)
    if isinstance(decision, Refuse):
        return page, 429, {"Retry-After": str(decision.seconds)}
    return page, 404
