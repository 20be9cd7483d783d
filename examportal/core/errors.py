"""Refusals: what a service raises when the answer is no. The door turns them into words."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The base of every expected no; carries no personal data, so it may be logged."""


class Suspended(Refusal):
    """The person's way into the portal is closed until the board has looked."""


class LinkUnknown(Refusal):
    """No link was ever issued with this token."""


class LinkExpired(Refusal):
    """The link was right, its time is over."""


class LinkUsed(Refusal):
    """The link has done its work already."""


class LinkReplaced(Refusal):
    """The link belongs to an address or an attempt that no longer counts."""
