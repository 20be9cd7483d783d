"""Tables of the staff's keys."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.accounts.staff.rules import LONGEST_NAME, Role
from examportal.db import Base, SealedDocument

_ROLES = ", ".join(f"'{role}'" for role in Role)
_SUSPENDED = text("lifted_at IS NULL")
_IN_USE = text("confirmed_at IS NOT NULL AND ended_at IS NULL")
_OFFERED = text("confirmed_at IS NULL AND ended_at IS NULL")
_UNKEPT = text("kept_at IS NULL AND ended_at IS NULL")
_KEPT = text("kept_at IS NOT NULL AND ended_at IS NULL")


class StaffMember(Base):
    """Somebody of the board's staff.

    `activated_at` is when password, authenticator and recovery codes were complete; None while an invitation runs, the
    first one or the one that follows a reset. The address is kept in lower case, so that it is there once.
    """

    __tablename__ = "staff_member"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
        CheckConstraint(f"role IN ({_ROLES})", name="known_role"),
        CheckConstraint("activated_at IS NULL OR password_hash IS NOT NULL", name="active_has_password"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_set_at: Mapped[datetime | None]
    invited_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]


class OwnPermission(Base):
    """A permission in which somebody differs from the role: `given` beyond it, or taken away.

    Rows that only repeat the role are not kept. Unlike roles the names are not checked here, so that a permission that
    comes or goes with a release needs no migration: `rules.permissions_of` passes over what it does not know.
    """

    __tablename__ = "staff_own_permission"

    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    permission: Mapped[str] = mapped_column(String(40), primary_key=True)
    given: Mapped[bool]


class StaffSuspension(Base):
    """Somebody's way into the office is closed until it is lifted; at most one is in force."""

    __tablename__ = "staff_suspension"
    __table_args__ = (
        Index(
            "uq_staff_suspension_in_force",
            "member_id",
            unique=True,
            sqlite_where=_SUSPENDED,
            postgresql_where=_SUSPENDED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    actor: Mapped[str] = mapped_column(String(60))
    suspended_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


class StaffInvitation(Base):
    """One letter with a link to the set-up of somebody's keys; all of them are used up when the set-up is complete."""

    __tablename__ = "staff_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class HalfSignIn(Base):
    """A browser that has shown the password and nothing else, or (`second_step_at`) both, but has codes to keep first.

    It is no session and opens nothing but the rest of the way.
    """

    __tablename__ = "half_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    second_step_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class StaffSession(Base):
    """One signed-in browser of the staff: the cookie has the token, the row its digest."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Authenticator(SealedDocument, Base):
    """An authenticator app: first offered as a QR code, in use once a code has confirmed it. `sealed` has its secret.

    `last_step` is the last accepted step of its clock: no code counts twice.
    """

    __tablename__ = "authenticator"
    __table_args__ = (
        Index("uq_authenticator_in_use", "member_id", unique=True, sqlite_where=_IN_USE, postgresql_where=_IN_USE),
        Index("uq_authenticator_offered", "member_id", unique=True, sqlite_where=_OFFERED, postgresql_where=_OFFERED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    offered_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    last_step: Mapped[int | None]


class RecoverySet(SealedDocument, Base):
    """Ten recovery codes; `sealed` has them until their owner says that they are kept, which ends the former set."""

    __tablename__ = "recovery_set"
    __table_args__ = (
        CheckConstraint("sealed IS NULL OR (kept_at IS NULL AND ended_at IS NULL)", name="wiped_when_kept"),
        Index("uq_recovery_set_unkept", "member_id", unique=True, sqlite_where=_UNKEPT, postgresql_where=_UNKEPT),
        Index("uq_recovery_set_kept", "member_id", unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    issued_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One code of a set, as a keyed digest: whoever has the database alone cannot try codes against it."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("set_id", "code_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("recovery_set.id"))
    code_digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
