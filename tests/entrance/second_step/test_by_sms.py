"""`/kod` for whoever has confirmed a phone: the channel changed by one click, codes of both count."""

import pytest

from examportal.accounts.halfway import service
from examportal.accounts.halfway.rules import Method
from examportal.accounts.halfway.service import HalfwayEnded
from examportal.accounts.models import Account
from examportal.accounts.phones import service as phones
from examportal.db import transaction
from tests.accounts.owners import knock, sign_in, told
from tests.accounts.phones.confirming import NUMBER, confirmed, messages, newest_sms_code
from tests.accounts.steps.keys import add_app
from tests.browser import Browser
from tests.entrance.second_step.codes import codes_sent, newest_code

SMS, EMAIL = "Wyślij kod SMS-em", "Wyślij kod e-mailem"


@pytest.fixture
def anna(account: Account) -> Account:
    """Return the account of somebody who has confirmed a phone."""
    confirmed(account.examiner_id)
    return account


def test_one_click_changes_the_channel_and_codes_of_both_count(client: Browser, anna: Account) -> None:
    knock(client)
    by_letter = newest_code()
    assert client.submit("/kod", button=SMS).location == "/kod"
    page = client.get("/kod")
    assert "•••567" in page.text
    assert "601" not in page.text
    assert messages()[-1]["number"] == NUMBER
    other = Browser(client.app)
    knock(other)
    other.submit("/kod", button=SMS)
    assert other.submit("/kod", {"code": newest_sms_code()}).location == "/konto"
    assert client.submit("/kod", {"code": by_letter}).location == "/konto"


def test_a_message_has_a_pause_and_a_cost_of_its_own(client: Browser, anna: Account) -> None:
    knock(client)
    client.submit("/kod", button=SMS)
    assert "Nowy możesz zamówić" in client.submit("/kod", status=429, button=SMS).text
    with told(client.app, sms_per_day=2):
        other = Browser(client.app)
        knock(other)
        assert "ile możemy" in other.submit("/kod", status=429, button=SMS).text
        assert len(codes_sent()) == 2
        assert other.submit("/kod", {"code": newest_code()}).location == "/konto"


def test_a_phone_removed_meanwhile_or_without_gateway_gets_nothing(client: Browser, anna: Account) -> None:
    knock(client)
    with told(client.app, sms_url=""):
        assert not client.get("/kod").tree.all("input", value="sms")
    token = client.flask.get_cookie("halfway")
    assert token is not None
    before = len(messages())
    with transaction():
        phones.remove(anna.examiner_id, "")
    with pytest.raises(HalfwayEnded), transaction():
        service.send_code(token.value, Method.SMS)
    assert len(messages()) == before


def test_with_a_stronger_step_no_message_is_offered(client: Browser, anna: Account) -> None:
    add_app(sign_in(client, anna.examiner_id))
    other = Browser(client.app)
    knock(other)
    assert not other.get("/kod").tree.all("input", value="sms")
    assert service.methods_of(anna)[0] is Method.APP
