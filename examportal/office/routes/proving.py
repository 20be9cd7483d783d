"""What proves that a caller owns an account: the support code, typed on the card."""

from flask import Blueprint, flash

from examportal.accounts.halfway.rules import read_code
from examportal.accounts.staff.presence import present
from examportal.accounts.staff.rules import Permission
from examportal.accounts.support_codes import service as support
from examportal.accounts.support_codes.rules import Confirmed, WayInClosed
from examportal.db import release, transaction
from examportal.office.helping.forms import SupportCodeForm
from examportal.office.routes import Page
from examportal.office.routes.entries import open_card
from examportal.office.routes.people import ID, card_of, show_card
from examportal.throttle import service as throttle
from examportal.throttle.rules import SUPPORT_CODE_MEMBER, SUPPORT_CODE_PERSON, Refuse
from examportal.web.filters import moment, wait_words
from examportal.web.guard import staff_only

blueprint = Blueprint("proving", __name__)
_WRONG = "Ten kod nie pasuje albo już nie działa. Rozmówca może przeczytać go jeszcze raz albo utworzyć nowy."


@blueprint.post(f"/biuro/osoby/{ID}/kod-autoryzujacy")
@staff_only(Permission.HELP_PEOPLE)
def take_code(examiner_id: int) -> Page:
    """Take the code that a caller tells; the right one opens, for this session, what needs a proof."""
    open_card(examiner_id)
    form = SupportCodeForm()
    if not form.validate_on_submit():
        return show_card(examiner_id, form)
    counted = {SUPPORT_CODE_PERSON: str(examiner_id), SUPPORT_CODE_MEMBER: str(present().member_id)}
    with transaction():
        decision = throttle.count_event(counted)
    if isinstance(decision, Refuse):
        form.refuse(f"Za dużo prób. Spróbuj ponownie {wait_words(decision.seconds)}.", "support_code")
        return show_card(examiner_id, form)
    confirmed = _compare(examiner_id, read_code(form.text("support_code")) or "")
    if confirmed is None:
        form.refuse(_WRONG, "support_code")
        return show_card(examiner_id, form)
    with transaction():
        throttle.forgive_event(counted)
    flash(f"Kod pasuje: potwierdzono, że dzwoni właściciel konta, do {moment(confirmed.until)}.", "success")
    return card_of(examiner_id)


def _compare(examiner_id: int, typed: str) -> Confirmed | None:
    """Compare outside any transaction and record what came of it."""
    clerk, code_id = present().actor, support.find_fitting(examiner_id, typed)
    release()
    try:
        with transaction():
            if code_id is not None:
                return support.accept(examiner_id, code_id, clerk)
            support.refuse(examiner_id, clerk)
    except WayInClosed:
        return None
    return None
