"""Tables of the staff's keys."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from examportal.accounts.staff.rules import LONGEST_NAME, Role
from examportal.db import Base

_ROLES = ", ".join(f"'{role}'" for role in Role)
_SUSPENDED = text("lifted_at IS NULL")


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
    """One signed-in browser of the staff: the cookie has the token, the row its digest.

    `seen_at` is a recent click (not each is written down), `browser` what its owner calls it.
    """

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(String(60), server_default=text("''"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
