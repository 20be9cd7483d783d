"""The form of the own data."""

from wtforms import HiddenField

from examportal.profile.forms import ProfileForm
from examportal.web.forms import MaxLength
from examportal.web.plumbing import REQUEST_LIMIT


class ChangeForm(ProfileForm):
    """The profile as it is, to be changed; `stamp` is that of the profile that was shown."""

    stamp = HiddenField("", [MaxLength(REQUEST_LIMIT)])  # whatever it is, it is compared and never complained of
