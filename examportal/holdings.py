"""What the rooms hold, handed in at the front door: their tables, and what of these goes into a person's copy."""

from functools import partial

from examportal.accounts import copying as accounts_copying
from examportal.accounts import models as accounts_models
from examportal.accounts.addresses import models as address_models
from examportal.accounts.drafts import models as draft_models
from examportal.accounts.halfway import models as halfway_models
from examportal.accounts.invitations import models as invitation_models
from examportal.accounts.phones import models as phone_models
from examportal.accounts.proofs import models as proof_models
from examportal.accounts.staff import models as staff_models
from examportal.accounts.steps import models as step_models
from examportal.accounts.support_codes import models as support_models
from examportal.accounts.terms import models as terms_models
from examportal.core.countries import country_name
from examportal.intake import models as intake_models
from examportal.intake.announcing import models as announcing_models
from examportal.intake.disputes import models as dispute_models
from examportal.intake.lacking import models as lacking_models
from examportal.intake.undos import models as undo_models
from examportal.intake.uploads import models as upload_models
from examportal.jobs import models as jobs_models
from examportal.journal import copying as journal_copying
from examportal.journal import models as journal_models
from examportal.legacy import models as legacy_models
from examportal.legacy.examiners import models as old_examiner_models
from examportal.legacy.moving import models as moving_models
from examportal.mail import copying as mail_copying
from examportal.mail import models as mail_models
from examportal.mail.advice import models as advice_models
from examportal.mail.bounces import models as bounce_models
from examportal.mail.pacing import models as pacing_models
from examportal.mail.pausing import models as pausing_models
from examportal.mail.texts import models as text_models
from examportal.mail.words import kind_words
from examportal.office import copied
from examportal.office import copying as office_copying
from examportal.office.happenings import event_words, party_words, result_words
from examportal.office.helping import models as helping_models
from examportal.office.resends import models as resend_models
from examportal.office.season import models as season_models
from examportal.onboarding import copying as onboarding_copying
from examportal.onboarding import models as onboarding_models
from examportal.profile import copying as profile_copying
from examportal.profile import models as profile_models
from examportal.profile.changes import models as reported_models
from examportal.profile.corrections import models as correction_models
from examportal.profile.forms import EMPLOYMENT_CHOICES
from examportal.profile.unifying import models as unifying_models
from examportal.recovery import copying as recovery_copying
from examportal.recovery import models as recovery_models
from examportal.recovery.attachments import models as attachment_models
from examportal.recovery.documents import models as document_models
from examportal.register import copying as register_copying
from examportal.register import models as register_models
from examportal.register.changes import models as change_models
from examportal.register.entries import models as entries_models
from examportal.register.marks import models as mark_models
from examportal.register.words import models as word_models
from examportal.sms import copying as sms_copying
from examportal.sms import models as sms_models
from examportal.throttle import models as throttle_models

# Tables are known to the database handle and to migrations once their module is imported.
TABLES = (
    accounts_models,
    draft_models,
    halfway_models,
    invitation_models,
    phone_models,
    proof_models,
    change_models,
    intake_models,
    lacking_models,
    dispute_models,
    announcing_models,
    old_examiner_models,
    jobs_models,
    journal_models,
    legacy_models,
    moving_models,
    mail_models,
    advice_models,
    bounce_models,
    pacing_models,
    pausing_models,
    onboarding_models,
    profile_models,
    reported_models,
    correction_models,
    recovery_models,
    attachment_models,
    document_models,
    register_models,
    entries_models,
    helping_models,
    staff_models,
    step_models,
    support_models,
    terms_models,
    address_models,
    sms_models,
    throttle_models,
    undo_models,
    unifying_models,
    resend_models,
    season_models,
    text_models,
    upload_models,
    word_models,
    mark_models,
)

PARTS = (
    *register_copying.PARTS,
    *accounts_copying.PARTS,
    *profile_copying.PARTS,
    *onboarding_copying.PARTS,
    *office_copying.PARTS,
    *mail_copying.PARTS,
    *recovery_copying.PARTS,
    *sms_copying.PARTS,
    *journal_copying.PARTS,
)
"""What each room gives to a person's copy; a part stands behind the one whose rows it belongs to."""

_PARTIES = ("actor", "checked_by", "closed_by", "done_by", "ended_by", "proposed_by", "approved_by")
WORDS = {
    **copied.SAID,
    "event": event_words,
    "result": result_words,
    "country": country_name,
    "employment": dict(EMPLOYMENT_CHOICES).__getitem__,
    "outgoing_letter.kind": kind_words,
    **dict.fromkeys(_PARTIES, partial(party_words, staff_names={})),
}
"""How the page of a copy tells what is stored as a code, by column or by table and column; the file keeps the codes."""

_SHORT = "of minutes, on the way through the door; the journal tells what came of it"
_OF_A_FILE = "rows of the office's files, kept for a while and by line, not by person"
LEFT_OUT = {
    "examiner_mark": "by which a person is found: made of what the copy tells, and not to be read",
    "name_word": "by which a name is found: made of the name",
    "halfway_sign_in": _SHORT,
    "login_code": _SHORT,
    "login_request": _SHORT,
    "password_request": _SHORT,
    "recovery_code": "digests of codes",
    "passkey_challenge": _SHORT,
    "staged_person": _OF_A_FILE,
    "staged_number": _OF_A_FILE,
    "import_dispute": _OF_A_FILE,
    "import_letter": "which letter a file has caused; the letter is told",
    "import_row": _OF_A_FILE,
    "intake_lacking": _OF_A_FILE,
    "intake_undo_row": _OF_A_FILE,
    "intake_upload": _OF_A_FILE,
    "intake_upload_part": _OF_A_FILE,
    "intake_upload_row": _OF_A_FILE,
    "old_examiner_file": _OF_A_FILE,
    "old_examiner_row": _OF_A_FILE,
    "recovery_attachment_part": "bytes of a file; that there is one is told, and the office hands it out on request",
    "old_file": "a file about the office's own people",
    "staged_account": "the office's own people, as the old service had them",
    "moved_account": "the office's own people",
    "account_word": "the office's own people",
    "resend": "what the office asked for, about many",
    "staff_member": "the office's own people",
}
"""Tables that hold something about people and are in no copy, each with the reason."""
