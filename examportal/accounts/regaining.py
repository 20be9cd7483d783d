"""Keys given anew to whoever a case of recovery has proved to be the owner: through the choke point, all at once."""

from examportal.accounts import guarded, queries, service
from examportal.accounts.devices import keeping
from examportal.accounts.models import Account
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.phones import keeping as phones
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.rules import keys_of
from examportal.accounts.service import examiner_actor, record_own
from examportal.accounts.steps import ending
from examportal.journal.rules import Event


def regain(examiner_id: int, email: str, password_hash: str, *, steps_lost: bool) -> Account:
    """Set the password of an account, the address that has just been proved, and end what somebody else may hold.

    Every session ends and every device is forgotten; second steps stay unless `steps_lost`. The present and the former
    address are told. The caller holds the person's row. Raises `guarded.ProofNeeded`.
    """
    actor = examiner_actor(examiner_id)
    guarded.check_proof(examiner_id, GuardedAct.EMAIL, actor)
    account = queries.get_account_for_change(queries.get_account(examiner_id).id)
    former, account.email = account.email, email
    if former != email:
        record_own(Event.EMAIL_CHANGED, examiner_id)
    if steps_lost:
        guarded.check_proof(examiner_id, GuardedAct.SECOND_STEP, actor)
        _end_steps(account)
    service.void_links(account.id)
    service.set_password(account, password_hash)
    record_own(Event.DEVICES_ENDED, examiner_id, count=keeping.end(account.id))
    _tell(account, former, steps_lost=steps_lost)
    return account


def _end_steps(account: Account) -> None:
    ending.end_all(keys_of(account.id, account.examiner_id))
    phones.end_waiting(account.id)
    phones.end_confirmed(account.id)
    for event in (Event.AUTHENTICATOR_REMOVED, Event.PASSKEY_REMOVED, Event.PHONE_REMOVED):
        record_own(event, account.examiner_id)


def _tell(account: Account, former: str, *, steps_lost: bool) -> None:
    actor = examiner_actor(account.examiner_id)
    changed = Notice.EMAIL_CHANGED if former != account.email else Notice.PASSWORD_CHANGED
    notices.tell(account, changed, also_to=former, actor=actor)
    if steps_lost:
        notices.tell(account, Notice.SECOND_STEP_CHANGED, also_to=former, actor=actor)
