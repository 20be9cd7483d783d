"""The examiner's own account page."""

from flask import Blueprint, render_template

from examportal.accounts.presence import present
from examportal.accounts.terms.queries import accepted_by
from examportal.core.countries import country_name
from examportal.core.pesel import mask
from examportal.profile import history, queries
from examportal.profile.rules import show_phone
from examportal.register import queries as register
from examportal.web.guard import examiners_only

blueprint = Blueprint("profile", __name__)
blueprint.add_app_template_filter(mask, "masked_pesel")
blueprint.add_app_template_filter(show_phone, "phone")
blueprint.add_app_template_filter(country_name, "country")


@blueprint.get("/konto")
@examiners_only
def overview() -> str:
    """Show the person, all registry numbers and what was written in the profile."""
    here = present()
    own = queries.get_own(here.examiner_id)
    return render_template(
        "profile/overview.html",
        examiner=own,
        personal=own.personal,
        numbers=register.all_numbers(here.examiner_id),
        account=own,
        profile=own.profile,
        accepted=accepted_by(here.account_id),
        name_reported=own.has_another_name,
    )


@blueprint.get("/konto/historia")
@examiners_only
def show_history() -> str:
    """Show the sign-ins, and who of the office looked or changed something."""
    whom = present().examiner_id
    return render_template(
        "profile/history.html",
        sign_ins=history.sign_ins(whom),
        own_acts=history.own_acts(whom),
        letters=history.letters_sent(whom),
        deeds=history.deeds(whom),
        most=history.MOST,
    )
