"""Reporting a change of the own data, and looking at the document of a changed name."""

import json
from dataclasses import replace

from examportal.accounts import guarded
from examportal.accounts import queries as keys
from examportal.accounts.notices.rules import Notice
from examportal.accounts.notices.service import tell
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.service import NoAccount, examiner_actor, record_for
from examportal.core import clock
from examportal.db import db, keyring
from examportal.journal.rules import Actor, Event
from examportal.profile import queries as profiles
from examportal.profile import service as profile_service
from examportal.profile.changes import queries
from examportal.profile.changes.models import ProfileChange
from examportal.profile.changes.rules import (
    ChangedMeanwhile,
    NoNameToCheck,
    NothingChanged,
    Reported,
    asks_for_document,
    parts_changed,
)
from examportal.profile.rules import ProfileData
from examportal.register import queries as register


def stamp_of(profile: ProfileData) -> str:
    """Return what a form keeps to know whether the profile is still as it was shown; tells nothing of it."""
    return keyring().blind_index("profile_stamp", json.dumps(profile.to_document(), sort_keys=True))


def report(examiner_id: int, stamp: str, profile: ProfileData) -> int:
    """Let the person's profile be another one from now on; keep what was. Return the id of the change.

    `stamp` is that of the profile that was shown. A changed phone number is told by letter. Raises NothingChanged or
    ChangedMeanwhile.
    """
    register.get_for_change(examiner_id)
    before = profiles.get_profile(examiner_id)
    if profile == before:
        raise NothingChanged
    if stamp != stamp_of(before):
        raise ChangedMeanwhile
    return _change(examiner_id, before, profile, examiner_actor(examiner_id))


def change_phone(examiner_id: int, phone: str, actor: Actor) -> None:
    """Let somebody of the office change an owner's phone number (E.164) in the profile; the owner is told by letter.

    Kept as any other change. Raises `accounts.guarded.ProofNeeded`, `accounts.service.NoAccount` or NothingChanged.
    """
    guarded.check_proof(examiner_id, GuardedAct.PHONE, actor)
    before = profiles.find_profile(examiner_id)
    if before is None or not guarded.has_active_account(examiner_id):
        raise NoAccount
    if before.phone == phone:
        raise NothingChanged
    _change(examiner_id, before, replace(before, phone=phone), actor)


def _change(examiner_id: int, before: ProfileData, profile: ProfileData, actor: Actor) -> int:
    examiner = register.get_examiner(examiner_id)
    profile_service.save(examiner_id, profile)
    renames = asks_for_document(before, profile, (examiner.last_name, examiner.first_names))
    row = ProfileChange(examiner_id=examiner_id, renames=renames, made_at=clock.now())
    by_office = actor != examiner_actor(examiner_id)
    row.seal(Reported(0, examiner_id, row.made_at, before, profile, renames, by_office=by_office).to_document())
    db.session.add(row)
    db.session.flush()
    parts = ",".join(parts_changed(before, profile))
    record_for(Event.PROFILE_CHANGED, examiner_id, actor, change=row.id, parts=parts, renames=renames)
    if before.phone != profile.phone:
        tell(keys.get_account(examiner_id), Notice.PHONE_CHANGED, actor=actor)
    return row.id


def check_name(change_id: int, note: str, actor: Actor) -> None:
    """Note that somebody of the office has compared a changed name with a document.

    Raises ChangeUnknown or NoNameToCheck.
    """
    row = queries.get_row_for_change(change_id)
    if not row.renames or row.checked_at is not None:
        raise NoNameToCheck
    row.checked_at, row.checked_by = clock.now(), str(actor)
    row.seal(replace(queries.opened(row), note=note).to_document())
    record_for(Event.NAME_CHECKED, row.examiner_id, actor, change=row.id)
