"""A portal that asks for a code on a new device, and somebody with an account."""

from collections.abc import Iterator

import pytest
from flask import Flask

from examportal.accounts import queries
from examportal.accounts.models import Account
from tests.accounts.owners import owner, told


@pytest.fixture
def account(app: Flask) -> Iterator[Account]:
    """Return an active account of a portal that asks for a code on a new device."""
    with told(app, login_code="new_device"):
        yield queries.get_account(owner())
