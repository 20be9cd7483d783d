"""The one choke point for an active account: what nobody but its owner may change without a proof.

A page, a command and a job all come through here. A proof is shown by a support code, to one clerk, or by an approved
case of recovery; `accounts.proofs` keeps it, and each use of it leaves a line in the journal.
"""

from examportal.accounts import queries
from examportal.accounts.addresses import service as addresses
from examportal.accounts.addresses.models import EmailChange
from examportal.accounts.devices import keeping
from examportal.accounts.models import Account
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.phones import keeping as phones
from examportal.accounts.proofs import queries as proofs
from examportal.accounts.proofs import rules
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.rules import keys_of
from examportal.accounts.service import NoAccount, record_for
from examportal.accounts.steps import ending
from examportal.config import settings
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.journal.rules import Actor, Event
from examportal.register import queries as register
from examportal.register.entries import service as entries
from examportal.register.entries.service import Seen
from examportal.register.rules import ByPesel, IdentityDocument


class ProofNeeded(Refusal):
    """The person has an active account: whoever asks for the change must prove first to be that person."""


def correct_pesel(seen: Seen, pesel: ByPesel, actor: Actor, *, is_another: bool = False) -> None:
    """Correct a person's PESEL; raises ProofNeeded, or what `register.entries.service.correct_pesel` raises."""
    check_proof(seen.examiner_id, GuardedAct.PESEL, actor)
    entries.correct_pesel(seen, pesel, actor, is_another=is_another)


def correct_document(seen: Seen, document: IdentityDocument, actor: Actor) -> None:
    """Correct a person's document; raises ProofNeeded, or what `register.entries.service.correct_document` raises."""
    check_proof(seen.examiner_id, GuardedAct.DOCUMENT, actor)
    entries.correct_document(seen, document, actor)


def ask_for_email(examiner_id: int, email: str, actor: Actor) -> EmailChange:
    """Write with a link to another address for an active account, and tell the present one.

    The address counts once the link is confirmed from there. Raises ProofNeeded, NoAccount, or what
    `accounts.addresses.service.ask` raises.
    """
    check_proof(examiner_id, GuardedAct.EMAIL, actor)
    _active_account(examiner_id)
    return addresses.ask(examiner_id, email, actor)


def end_second_steps(examiner_id: int, actor: Actor) -> None:
    """End every second step of an active account and forget its devices; its owner is told, and adds new ones.

    Until then the password and a code by letter let in, as the board has set it. Raises ProofNeeded or NoAccount.
    """
    check_proof(examiner_id, GuardedAct.SECOND_STEP, actor)
    account = queries.get_account_for_change(_active_account(examiner_id).id)
    ending.end_all(keys_of(account.id, examiner_id))
    phones.end_waiting(account.id)
    phones.end_confirmed(account.id)
    keeping.end(account.id)
    record_for(Event.SECOND_STEPS_ENDED, examiner_id, actor)
    notices.tell(account, Notice.SECOND_STEP_CHANGED, actor=actor)


def check_proof(examiner_id: int, act: GuardedAct, actor: Actor) -> None:
    """Let an act through, or raise ProofNeeded; the person stays locked until it is done.

    The journal names the proof that was used. Nobody needs one for a person without an active account.
    """
    register.find_for_change(examiner_id)
    if not is_guarded(examiner_id, act):
        return
    proof = proofs.find_valid(examiner_id, act, actor, clock.now())
    if proof is None:
        raise ProofNeeded
    told = {"act": str(act), "basis": proof.basis, "reference": proof.reference}
    record_for(Event.PROOF_USED, examiner_id, actor, shown=proof.id, **told)


def is_closed(examiner_id: int, act: GuardedAct, actor: Actor) -> bool:
    """Tell, for pages, whether `check_proof` would refuse an act now; nothing is locked or written."""
    needed = is_guarded(examiner_id, act)
    return needed and proofs.find_valid(examiner_id, act, actor, clock.now()) is None


def is_guarded(examiner_id: int, act: GuardedAct) -> bool:
    """Tell whether an act for a person needs a proof."""
    return rules.is_guarded(act, settings().proof_needed_for) and has_active_account(examiner_id)


def has_active_account(examiner_id: int) -> bool:
    """Tell whether there is an account that was activated; one that is suspended is guarded as well."""
    account = queries.find_account(examiner_id)
    return account is not None and account.activated_at is not None


def _active_account(examiner_id: int) -> Account:
    account = queries.find_account(examiner_id)
    if account is None or account.activated_at is None:
        raise NoAccount
    return account
