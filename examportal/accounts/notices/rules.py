"""What an owner is told about, and when a sign-in is among it. Plain Python."""

from enum import StrEnum


class Notice(StrEnum):
    """What happened; the name is stored with the link of the letter."""

    SIGNED_IN = "signed_in"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a notice
    EMAIL_CHANGE_ASKED = "email_change_asked"
    EMAIL_CHANGED = "email_changed"
    PHONE_CHANGED = "phone_changed"
    SECOND_STEP_FAILED = "second_step_failed"
    SECOND_STEP_CHANGED = "second_step_changed"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSKEY_COPIED = "passkey_copied"
    DEVICES_CHANGED = "devices_changed"


class SignInNotices(StrEnum):
    """About which sign-ins the board has decided to write."""

    EVERY = "every"
    NEW_DEVICE = "new_device"
    NEVER = "never"


def tells_of_sign_in(chosen: str, *, new_device: bool) -> bool:
    """Tell whether a sign-in is written about, as the setting SIGN_IN_NOTICES says."""
    return chosen == SignInNotices.EVERY or (chosen == SignInNotices.NEW_DEVICE and new_device)
