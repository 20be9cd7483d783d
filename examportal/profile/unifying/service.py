"""Joining two records of one person and parting them again; both pass the choke point for active accounts."""

from dataclasses import asdict
from typing import Any

from examportal.accounts import guarded
from examportal.accounts import queries as keys
from examportal.accounts import service as accounts
from examportal.accounts.proofs.rules import GuardedAct
from examportal.core import clock
from examportal.db import db
from examportal.journal.rules import Actor, Event
from examportal.profile.unifying import queries, rules
from examportal.profile.unifying.models import Unification
from examportal.profile.unifying.rules import Basis, JoinedIsActive, OneRecord, WayInClosed
from examportal.register import queries as register
from examportal.register.entries import joining
from examportal.register.entries import service as entries
from examportal.register.entries.joining import Traces
from examportal.register.entries.queries import get_record
from examportal.register.entries.service import Seen
from examportal.register.rules import PersonalData, PersonEntry


def unify(kept: Seen, joined: Seen, basis: Basis, actor: Actor) -> None:
    """Join the record `joined` to `kept`, which holds everything from now on.

    A registration begun on the joined record counts no more. Raises OneRecord, WayInClosed, JoinedIsActive,
    ChangedMeanwhile, PersonUnknown, or `accounts.guarded.ProofNeeded` for either person with an active account.
    """
    if kept.examiner_id == joined.examiner_id:
        raise OneRecord
    _lock(actor, kept.examiner_id, joined.examiner_id)
    mine, theirs = entries.lock_as_seen(kept).person, entries.lock_as_seen(joined).person
    after = rules.united(mine, theirs)
    begun = keys.find_account(joined.examiner_id)
    if begun is not None and begun.activated_at is not None:
        raise JoinedIsActive
    traces = joining.join(kept.examiner_id, joined.examiner_id, after, actor)
    if begun is not None:
        accounts.withdraw(begun)
    unification = Unification(
        kept_id=kept.examiner_id, joined_id=joined.examiner_id, basis=str(basis), actor=str(actor)
    )
    around = {"before": mine.personal.to_document(), "after": after.personal.to_document()}
    unification.seal(around | {"traces": asdict(traces)})
    db.session.add(unification)
    db.session.flush()
    _note(Event.RECORDS_UNIFIED, actor, unification, (mine, after), theirs)


def part(unification_id: int, kept: Seen, actor: Actor) -> None:
    """Make two records of the two that were joined; what the kept one got since stays with it.

    Raises UnificationUnknown, AlreadyParted, TooLate, WayInClosed, ChangedMeanwhile, PersonUnknown (the kept record was
    joined to another one since), IdentityTaken, or `accounts.guarded.ProofNeeded`.
    """
    found = queries.get_unification(unification_id)
    if found.kept_id != kept.examiner_id:
        raise queries.UnificationUnknown
    joined_id = found.joined_id
    _lock(actor, kept.examiner_id, joined_id)
    unification = queries.get_unification(unification_id)  # as it is behind the locks
    rules.check_parting(unification.made_at, unification.undone_at, clock.now())
    now = entries.lock_as_seen(kept).person
    stored = unification.unseal()
    after = rules.parted(stored["before"], stored["after"], now)
    joining.part(kept.examiner_id, joined_id, Traces(**stored["traces"]), after)
    unification.undone_at = clock.now()
    _note(Event.RECORDS_PARTED, actor, unification, (now, after), get_record(joined_id).person)


def forget_old() -> None:
    """Forget what only records say that were joined so long ago that they cannot be parted; names and numbers stay."""
    for unification in queries.past_parting(clock.now()):
        if unification.undone_at is None:
            register.get_examiner(unification.joined_id).seal(PersonalData().to_document())
        unification.sealed = None


def _lock(actor: Actor, *examiner_ids: int) -> None:
    """Lock two people, always in the same order; raises ProofNeeded or WayInClosed."""
    for examiner_id in sorted(examiner_ids):
        guarded.check_proof(examiner_id, GuardedAct.UNIFY, actor)
    if any(keys.is_suspended(examiner_id) for examiner_id in examiner_ids):
        raise WayInClosed


def _note(
    event: Event, actor: Actor, unification: Unification, kept: tuple[PersonEntry, PersonEntry], joined: PersonEntry
) -> None:
    """Write it down under both people."""
    before, after = (entries.facts_of(person) for person in kept)
    told: dict[str, Any] = {"unification": unification.id, "basis": unification.basis}
    entries.note_change(event, actor, unification.kept_id, (before, after), **told)
    same = entries.facts_of(joined)
    entries.note_change(event, actor, unification.joined_id, (same, same), **told)
