"""A clerk of the register at the wizard, and the worker behind it."""

from dataclasses import InitVar, dataclass, field
from io import BytesIO
from pathlib import Path

from flask import Flask

from examportal.accounts.staff.rules import Role
from tests.browser import Browser, Page
from tests.office.staff import Colleague
from tests.smtp import run_worker

START = "/biuro/wczytaj"
PLAN = "Pokaż, co się zmieni"
SEE_OTHER = 303


@dataclass
class Clerk:
    """Somebody who brings files in."""

    app: Flask
    email: str = "ewa.nowak@example.pl"
    sitting_at: InitVar[Browser | None] = None
    browser: Browser = field(init=False)

    def __post_init__(self, sitting_at: Browser | None) -> None:
        self.browser = sitting_at or Browser(self.app)
        Colleague(self.browser, self.email, "Ewa Nowak", Role.REGISTRAR).set_up()

    def send(self, content: bytes, name: str = "ewidencja.csv", status: int = 303) -> Page:
        """Bring a file."""
        return self.browser.submit(START, {"file": (BytesIO(content), name)}, status, button=PLAN)

    def work(self) -> None:
        """Let the worker do what is due."""
        run_worker(self.app)

    def plan(self, content: bytes, name: str = "ewidencja.csv") -> Page:
        """Bring a file and come to its plan."""
        sent = self.look(content, name)
        if "Co jest w której kolumnie" not in sent.text:
            return sent
        planned = self.browser.submit(sent, button=PLAN)
        self.work()
        return self.browser.follow(planned)

    def look(self, content: bytes, name: str = "ewidencja.csv") -> Page:
        """Bring a file and come to the page of its columns, or to why it cannot be read."""
        sent = self.send(content, name)
        self.work()
        page = self.browser.get(sent.location, self.browser.flask.get(sent.location).status_code)
        return self.browser.follow(page) if page.status == SEE_OTHER else page

    def plan_sample(self, sample: Path) -> Page:
        """Bring a sample file and come to its plan."""
        return self.plan(sample.read_bytes(), sample.name)

    def confirm(self, plan: Page, *, skip_conflicts: bool | None = None) -> Page:
        """Confirm a plan; return the page on which the worker is waited for."""
        answers = {} if skip_conflicts is None else {"skip_conflicts": skip_conflicts}
        page = self.browser.get(f"{plan.url}/potwierdzenie")
        return self.browser.follow(self.browser.submit(page, answers))

    def merge(self, plan: Page, *, skip_conflicts: bool | None = None) -> Page:
        """Confirm a plan and see what came of it."""
        self.confirm(plan, skip_conflicts=skip_conflicts)
        self.work()
        return self.browser.get(plan.url)
