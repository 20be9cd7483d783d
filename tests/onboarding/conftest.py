"""Where most tests of the staircase begin."""

import pytest

from tests.browser import Browser
from tests.onboarding.steps import ANNA, knock
from tests.people import ANSWERS, enter


@pytest.fixture
def waiting(client: Browser) -> Browser:
    """Return a browser of somebody who has just sent the form."""
    enter(ANNA)
    knock(client)
    client.submit("/rejestracja", ANSWERS)
    return client
