"""How often a person on the staircase may ask for something; each count stands in a transaction of its own."""

from examportal.db import transaction
from examportal.onboarding.models import Claim
from examportal.profile.forms import AddressForm
from examportal.throttle import service as throttle
from examportal.throttle.rules import LETTERS_TO, Admit, Decision, Limit, Refuse
from examportal.web.filters import wait_words


def count(claim: Claim | None, *limits: Limit) -> Decision:
    """Count what somebody asks for against the person whom it concerns."""
    if claim is None:
        return Admit()  # nothing will be done
    person = str(claim.examiner_id)
    with transaction():
        return throttle.count_event(dict.fromkeys(limits, person))


def mailbox_has_room(form: AddressForm) -> bool:
    """Count a letter against the address it would go to; when that had too many, say so at the field."""
    with transaction():
        decision = throttle.count_event({LETTERS_TO: form.text("email").lower()})
    if not isinstance(decision, Refuse):
        return True
    wait = wait_words(decision.seconds)
    form.refuse(f"Na ten adres poszło już dużo listów. Podaj inny albo spróbuj {wait}.", "email")
    return False
