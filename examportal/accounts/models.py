"""Tables of the keys: accounts, sessions, password links, acknowledgements."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.db import Base, SealedDocument

_IN_FORCE = text("lifted_at IS NULL")
_WAITING = text("activated_at IS NULL")
_FOLDED_EMAIL = text("lower(email)")  # phones write the first letter of an address in capitals


class Account(Base):
    """The keys of one examiner; the same row from the saved profile form on.

    `email` is confirmed from `activated_at` on; several accounts may share one address. `withdrawn_at` is set while a
    registration was started again and not yet saved: then password, address and links no longer count. `frozen_at` is
    set while the owner has said "it was not me": nobody signs in until a letter has led to a new password.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("activated_at IS NULL OR activated_at >= registered_at", name="activated_after_registered"),
        CheckConstraint("activated_at IS NULL OR withdrawn_at IS NULL", name="active_is_not_withdrawn"),
        Index("ix_account_waiting", "examiner_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_account_folded_email", _FOLDED_EMAIL),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_set_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]


class SignInSession(Base):
    """One signed-in browser: the cookie has the token, the row its digest, so a session can be ended from here.

    The token is another one after each proof of who is there; the row stays. `proved_at` is when password or second
    step were last shown, `seen_at` a recent click (not each is written down), `browser` what its owner calls it.
    """

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    proved_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(String(60))


class PasswordReset(Base):
    """One letter with a link to a new password; used once, for the address it was sent to."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Acknowledgement(Base):
    """That the person of an account was shown one version of a document and said so."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("account_id", "document", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    document: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    acknowledged_at: Mapped[datetime]


class PasswordRequest(SealedDocument, Base):
    """Somebody asked for a new password; the row goes when the worker has answered, or found nobody to answer.

    `pesel_index` is made of whatever was typed; `sealed` holds it when it looks like a login number, which has no blind
    index (it may be a mistyped PESEL), and the address that was typed, if any was.
    """

    __tablename__ = "password_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    pesel_index: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]


class LoginRequest(SealedDocument, Base):
    """Somebody asked for a login number; the row goes when the worker has answered, or found nobody to answer.

    `sealed` holds what was typed: a PESEL or an e-mail address, or neither.
    """

    __tablename__ = "login_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]


class KnownDevice(Base):
    """A browser in which somebody has signed in to the account before; the cookie has the token, the row its digest.

    Known until `expires_at`, which keeps strangers' tries away from it; until `trusted_until` no code is asked for on
    it. `browser` is its name as people say it, `ended_at` when its owner has struck it off.
    """

    __tablename__ = "known_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(60), server_default=text("''"))
    first_seen_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    trusted_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Suspension(Base):
    """A person's way into the portal is closed until somebody of the board has looked; at most one is in force."""

    __tablename__ = "suspension"
    __table_args__ = (
        Index("uq_suspension_in_force", "examiner_id", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    ground: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(60))
    suspended_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


class Objection(Base):
    """The "it was not me" link of one notice; whoever gets the notice may close the account's way in with it.

    `notice` is what a notice about an active account told; None: it was about a registration.
    `before_activation`: the address was only ever typed in, so its reader has no say once another one is proved.
    """

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    examiner_id: Mapped[int] = mapped_column(ForeignKey("examiner.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    before_activation: Mapped[bool]
    notice: Mapped[str | None] = mapped_column(String(30))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
