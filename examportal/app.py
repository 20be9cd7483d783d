"""The front door: create_app(), the only module that knows every room."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Flask
from flask_migrate import Migrate

from examportal import config, db, holdings
from examportal.accounts import commands as accounts_commands
from examportal.accounts import logins, presence
from examportal.accounts import routes as accounts_routes
from examportal.accounts.drafts import late
from examportal.accounts.drafts import service as drafts
from examportal.accounts.forgetting.work import forget_lapsed
from examportal.accounts.halfway import service as halfway
from examportal.accounts.queries import account_state
from examportal.accounts.service import ANSWER_PASSWORD_REQUEST, answer_password_request
from examportal.accounts.staff import presence as staff_presence
from examportal.accounts.steps import asking, passkeys
from examportal.accounts.terms import routes as terms_routes
from examportal.config import SettingError, Settings
from examportal.core.sealed import Keyring
from examportal.dev import commands as dev_commands
from examportal.entrance import routes as entrance_routes
from examportal.entrance.second_step import routes as second_step_routes
from examportal.entrance.second_step import stronger as stronger_step
from examportal.intake import commands as intake_commands
from examportal.intake import merging, raw_rows
from examportal.intake.announcing import service as announcing
from examportal.intake.announcing.work import announce
from examportal.intake.routes import choosing, deciding, downloading, listing, settling, undoing, uploading
from examportal.intake.undos import service as undos
from examportal.intake.undos import work as undos_work
from examportal.intake.uploads import service as uploads
from examportal.intake.uploads.work import work
from examportal.jobs import commands as jobs_commands
from examportal.jobs import handlers
from examportal.jobs.forgetting import forget_ended
from examportal.jobs.handlers import Handler
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.service import worker_alive
from examportal.journal import checks, retention
from examportal.journal import commands as journal_commands
from examportal.legacy import commands as legacy_commands
from examportal.legacy.examiners import service as old_examiners
from examportal.legacy.examiners.work import HANDLER as OLD_EXAMINERS_HANDLER
from examportal.legacy.examiners.work import forget_old as forget_old_examiners
from examportal.legacy.moving import service as moving
from examportal.legacy.moving import work as moving_work
from examportal.legacy.routes import accounts as old_accounts
from examportal.legacy.routes import examiners as old_examiners_routes
from examportal.legacy.routes import files as old_files
from examportal.legacy.routes import moving as moving_routes
from examportal.legacy.routes import my_account
from examportal.mail import delivery
from examportal.mail.bounces import work as bounces
from examportal.mail.bounces.mailboxes import read_place
from examportal.mail.pausing import service as pausing
from examportal.mail.queries import DELIVER
from examportal.mail.relay import read_url
from examportal.office import commands as office_commands
from examportal.office import desk
from examportal.office.diagnosis import words as diagnosis_words
from examportal.office.resends.service import WORK_ON as WORK_ON_RESEND
from examportal.office.resends.work import HANDLER as RESEND_HANDLER
from examportal.office.routes import (
    changes,
    colleagues,
    corrections,
    door,
    entries,
    helping,
    journal,
    letter_texts,
    letters,
    own_keys,
    own_passkeys,
    passkey_door,
    people,
    person_entries,
    proving,
    resends,
    season,
    set_up,
    terms,
    unifying,
)
from examportal.office.season import service as season_figures
from examportal.onboarding import invited
from examportal.onboarding import routes as onboarding_routes
from examportal.onboarding.service import REMIND, remind
from examportal.pages import routes as pages_routes
from examportal.profile import routes as profile_routes
from examportal.profile.changes import routes as changes_routes
from examportal.profile.contact import routes as contact_routes
from examportal.profile.copies import routes as copies_routes
from examportal.profile.corrections import routes as corrections_routes
from examportal.profile.phones import routes as phones_routes
from examportal.profile.support import routes as support_routes
from examportal.profile.unifying.service import forget_old as forget_joined
from examportal.recovery import commands as recovery_commands
from examportal.recovery import deciding as recovery
from examportal.recovery import forgetting as recovery_forgetting
from examportal.recovery import routes as recovery_routes
from examportal.recovery import waiting as recovery_waiting
from examportal.recovery.attachments import routes as attachment_routes
from examportal.recovery.attachments.work import delete_old as delete_old_attachments
from examportal.recovery.documents import routes as document_routes
from examportal.recovery.public import routes as lost_access_routes
from examportal.recovery.public.service import FIND_PERSON, find_person
from examportal.register import commands as register_commands
from examportal.register.changes.wording import WRITE_WORDS, write_words
from examportal.sealing import commands as sealing_commands
from examportal.sms import gateway
from examportal.sms import service as sms
from examportal.sms.queries import SEND
from examportal.throttle import service as throttle
from examportal.web import commands as web_commands
from examportal.web import guard, health, plumbing
from examportal.web.gates import Gate

BLUEPRINTS: tuple[Blueprint, ...] = (
    health.blueprint,
    entrance_routes.blueprint,
    second_step_routes.blueprint,
    onboarding_routes.blueprint,
    invited.blueprint,
    profile_routes.blueprint,
    contact_routes.blueprint,
    copies_routes.blueprint,
    phones_routes.blueprint,
    support_routes.blueprint,
    accounts_routes.blueprint,
    changes_routes.blueprint,
    corrections_routes.blueprint,
    pages_routes.blueprint,
    terms_routes.blueprint,
    door.blueprint,
    set_up.blueprint,
    stronger_step.blueprint,
    own_keys.blueprint,
    own_passkeys.blueprint,
    passkey_door.blueprint,
    colleagues.blueprint,
    journal.blueprint,
    changes.blueprint,
    corrections.blueprint,
    season.blueprint,
    people.blueprint,
    entries.blueprint,
    helping.blueprint,
    recovery_routes.blueprint,
    attachment_routes.blueprint,
    document_routes.blueprint,
    lost_access_routes.blueprint,
    proving.blueprint,
    uploading.blueprint,
    downloading.blueprint,
    choosing.blueprint,
    deciding.blueprint,
    undoing.blueprint,
    settling.blueprint,
    listing.blueprint,
    old_examiners_routes.blueprint,
    person_entries.blueprint,
    unifying.blueprint,
    letters.blueprint,
    resends.blueprint,
    letter_texts.blueprint,
    terms.blueprint,
    old_files.blueprint,
    old_accounts.blueprint,
    moving_routes.blueprint,
    my_account.blueprint,
)
COMMANDS = (
    web_commands.settings,
    jobs_commands.worker,
    journal_commands.commands,
    sealing_commands.commands,
    register_commands.commands,
    intake_commands.commands,
    legacy_commands.commands,
    accounts_commands.commands,
    office_commands.commands,
    recovery_commands.commands,
    office_commands.doctor,
    dev_commands.commands,
)
GATES: tuple[Gate, ...] = (terms_routes.gate, contact_routes.gate)
HOURLY = timedelta(hours=1)


def _done(act: Callable[[], object]) -> Callable[[int], Outcome]:
    """Return work that concerns no row and is done when it ends."""

    def work(_ref: int) -> Outcome:
        act()
        return Outcome(Verdict.DONE)

    return work


HANDLERS: dict[str, Handler] = {
    DELIVER: delivery.HANDLER,
    SEND: sms.HANDLER,
    "mail.collect_bounces": bounces.HANDLER,
    pausing.LET_GO: Handler(work=pausing.let_go),
    REMIND: Handler(settle=lambda link_id, _outcome: remind(link_id)),
    # Named when only the first sign-in kept answers: databases know the job by it.
    "onboarding.forget_old_answers": Handler(settle=lambda _ref, _outcome: drafts.forget_old(), every=HOURLY),
    "intake.sweep": Handler(work=_done(merging.sweep), every=HOURLY),
    "intake.forget_rows": Handler(work=_done(raw_rows.forget_old), every=timedelta(days=1)),
    "profile.forget_joined": Handler(settle=lambda _ref, _outcome: forget_joined(), every=timedelta(days=1)),
    "accounts.forget_challenges": Handler(settle=lambda _ref, _outcome: passkeys.forget_challenges(), every=HOURLY),
    "accounts.forget_lapsed": Handler(work=_done(forget_lapsed), every=timedelta(days=1)),
    "accounts.forget_halves": Handler(settle=lambda _ref, _outcome: halfway.forget_old(), every=timedelta(days=1)),
    "throttle.purge": Handler(settle=lambda _ref, _outcome: throttle.purge_old(), every=HOURLY),
    checks.CHECK: Handler(checks.work, checks.go_on),
    "jobs.forget_ended": Handler(work=_done(forget_ended), every=timedelta(days=1)),
    "journal.forget": Handler(work=_done(retention.forget_old), every=timedelta(days=1)),
    WRITE_WORDS: Handler(work=write_words),
    announcing.ANNOUNCE: Handler(work=announce),
    uploads.WORK_ON: Handler(work, uploads.go_on),
    undos.WORK_ON: Handler(undos_work.work, undos.go_on),
    "intake.forget_undo_plans": Handler(work=_done(undos_work.forget_unconfirmed), every=HOURLY),
    "intake.forget_uploads": Handler(settle=lambda _ref, _outcome: uploads.forget_expired(), every=HOURLY),
    FIND_PERSON: Handler(settle=lambda case_id, _outcome: find_person(case_id)),
    "recovery.delete_attachments": Handler(work=_done(delete_old_attachments), every=timedelta(days=1)),
    WORK_ON_RESEND: RESEND_HANDLER,
    old_examiners.INVITE: OLD_EXAMINERS_HANDLER,
    moving.MOVE: Handler(work=moving_work.move),
    moving.TELL: Handler(work=moving_work.tell),
    "legacy.forget_examiners": Handler(work=forget_old_examiners, every=timedelta(days=1)),
    season_figures.COUNT: Handler(work=season_figures.count),
    "recovery.forget": Handler(settle=lambda _ref, _outcome: recovery_forgetting.forget_old(), every=timedelta(days=1)),
    recovery.ANNOUNCE: Handler(settle=lambda case_id, _outcome: recovery_waiting.announce(case_id)),
    recovery_waiting.END: Handler(settle=lambda case_id, _outcome: recovery_waiting.end_waiting(case_id)),
    logins.ANSWER: Handler(settle=lambda request_id, _outcome: logins.answer(request_id)),
    "accounts.give_login_numbers": Handler(work=lambda _ref: logins.give_missing(), every=timedelta(days=1)),
    ANSWER_PASSWORD_REQUEST: Handler(settle=lambda request_id, _outcome: answer_password_request(request_id)),
}


def create_app(settings: Settings | None = None) -> Flask:
    """Build the portal; raises SettingError or UnsignedView when it must not start."""
    instance = config.instance_folder()
    app = Flask(
        "examportal",
        instance_path=str(instance),
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(Path(__file__).parent / "static"),
    )
    _lay_cellar(app, settings or config.load(instance))
    _open_rooms(app)
    guard.public(app.view_functions["static"])
    guard.refuse_unsigned(app)
    return app


def _lay_cellar(app: Flask, settings: Settings) -> None:
    # Better now than when the first letter waits, or has come back.
    _check("SMTP_URL", read_url, settings.smtp_url)
    _check("SMS_URL", gateway.read_url, settings.sms_url)
    _check("BOUNCE_MAILBOX", read_place, settings.bounce_mailbox)
    app.extensions["settings"] = settings
    app.extensions["keyring"] = Keyring(settings.data_keys, settings.index_key)
    app.config["SECRET_KEY"] = settings.secret_key
    app.extensions["tables"], app.extensions["copy_parts"] = holdings.TABLES, holdings.PARTS
    app.extensions["copy_words"] = holdings.WORDS
    db.init_app(app, settings.database_url)
    folder = str(config.ROOT / "migrations")
    Migrate(app, db.db, directory=folder, render_as_batch=True, compare_type=True, compare_server_default=True)
    plumbing.init_app(app, settings)


def _check(name: str, read: Callable[[str], object], value: str) -> None:
    try:
        read(value)
    except ValueError as fault:
        raise SettingError(f"{config.PREFIX}{name}: {fault}") from None


def _open_rooms(app: Flask) -> None:
    presence.init_app(app)
    asking.init_app(app)
    staff_presence.init_app(app)
    guard.init_app(app, desk.admit, GATES, late.keep_late)
    desk.init_app(app)
    diagnosis_words.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    handlers.init_app(app, HANDLERS)
    # What rooms below need of rooms above is handed in here.
    app.extensions["readiness_checks"] = {"worker": worker_alive}
    app.extensions["account_state"] = account_state
