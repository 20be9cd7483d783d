"""Where letters stand: provider, server, last attempt, bounces."""

import sqlalchemy as sa
from alembic import op
from email_validator import EmailNotValidError, validate_email


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WAITING = sa.text("accepted_at IS NULL AND given_up_at IS NULL")
GIVEN_UP = sa.text("given_up_at IS NOT NULL")
BOUNCED = sa.text("bounced_at IS NOT NULL")
MOMENTS = ("attempted_at", "withdrawn_at", "bounced_at", "delayed_at")
TEXTS = {"reason": 60, "server": 255, "bounce_status": 12}
INDEXES = {
    "about": (["about", "id"], None),
    "provider": (["provider", "posted_at"], None),
    "accepted": (["accepted_at", "provider"], None),
    "waiting": (["provider", "attempted_at", "posted_at"], WAITING),
    "given_up": (["given_up_at"], GIVEN_UP),
    "bounced": (["bounced_at"], BOUNCED),
}


def upgrade() -> None:
    """Go up."""
    provider = sa.Column("provider", sa.String(length=254), server_default=sa.text("''"), nullable=False)
    op.add_column("outgoing_letter", provider)
    for name in MOMENTS:
        op.add_column("outgoing_letter", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name, length in TEXTS.items():
        op.add_column("outgoing_letter", sa.Column(name, sa.String(length=length), nullable=True))
    _fill_providers()
    _fill_last_attempts()
    for name, (columns, where) in INDEXES.items():
        name = op.f(f"ix_outgoing_letter_{name}")
        op.create_index(name, "outgoing_letter", columns, sqlite_where=where, postgresql_where=where)


def _fill_providers() -> None:
    at = "strpos" if op.get_bind().dialect.name == "postgresql" else "instr"
    op.execute(f"UPDATE outgoing_letter SET provider = lower(substr(recipient, {at}(recipient, '@') + 1))")
    letters = sa.table("outgoing_letter", sa.column("provider"))
    found = op.get_bind().execute(sa.select(letters.c.provider).distinct()).scalars().all()
    for typed in (domain for domain in found if not domain.isascii()):
        try:
            known = validate_email(f"a@{typed}", check_deliverability=False).ascii_domain.lower()
        except EmailNotValidError:
            continue
        op.execute(letters.update().where(letters.c.provider == typed).values(provider=known))


def _fill_last_attempts() -> None:
    last = "(SELECT {} FROM delivery_attempt WHERE letter_id = outgoing_letter.id ORDER BY id DESC LIMIT 1)"
    op.execute(
        f"UPDATE outgoing_letter SET attempted_at = {last.format('attempted_at')}, reason = {last.format('reason')}"
    )
    # Whatever was given up without an attempt that says so was taken back.
    given_up = "EXISTS (SELECT 1 FROM delivery_attempt WHERE letter_id = outgoing_letter.id AND verdict = 'give_up')"
    op.execute(
        f"UPDATE outgoing_letter SET withdrawn_at = given_up_at WHERE given_up_at IS NOT NULL AND NOT {given_up}"
    )


def downgrade() -> None:
    """Go down."""
    for name in reversed(INDEXES):
        op.drop_index(op.f(f"ix_outgoing_letter_{name}"), "outgoing_letter")
    for name in (*TEXTS, *MOMENTS, "provider"):
        op.drop_column("outgoing_letter", name)
