"""The one choke point for an active account: what nobody but its owner may change without a proof.

A page, a command and a job all come through here. A proof (a support code, an approved case of recovery) cannot be
shown yet, so an active account is left as it is.
"""

from examportal.accounts import queries
from examportal.core.errors import Refusal
from examportal.journal.rules import Actor
from examportal.register import queries as register
from examportal.register.entries import service as entries
from examportal.register.entries.service import Seen
from examportal.register.rules import ByPesel, IdentityDocument


class ProofNeeded(Refusal):
    """The person has an active account: whoever asks for the change must prove first to be that person."""


def correct_pesel(seen: Seen, pesel: ByPesel, actor: Actor, *, is_another: bool = False) -> None:
    """Correct a person's PESEL; raises ProofNeeded, or what `register.entries.service.correct_pesel` raises."""
    check_proof(seen.examiner_id)
    entries.correct_pesel(seen, pesel, actor, is_another=is_another)


def correct_document(seen: Seen, document: IdentityDocument, actor: Actor) -> None:
    """Correct a person's document; raises ProofNeeded, or what `register.entries.service.correct_document` raises."""
    check_proof(seen.examiner_id)
    entries.correct_document(seen, document, actor)


def check_proof(examiner_id: int) -> None:
    """Let a change of a person's keys through, or raise ProofNeeded; the person stays locked until it is made."""
    register.find_for_change(examiner_id)
    if has_active_account(examiner_id):
        raise ProofNeeded


def has_active_account(examiner_id: int) -> bool:
    """Tell whether there is an account that was activated; one that is suspended is guarded as well."""
    account = queries.find_account(examiner_id)
    return account is not None and account.activated_at is not None
