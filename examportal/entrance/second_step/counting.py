"""What a try and a sent code count against: on a known device only what happens on it, elsewhere person and address."""

from collections.abc import Mapping

from flask import request

from examportal.accounts import presence
from examportal.accounts.devices import keeping
from examportal.accounts.halfway.rules import Method
from examportal.accounts.halfway.service import Standing
from examportal.sms import service as sms
from examportal.throttle import rules
from examportal.throttle import service as throttle
from examportal.throttle.rules import Limit

count = throttle.count_event
forgive = throttle.forgive_event


def of_try(account_id: int) -> Mapping[Limit, str]:
    """Return what a typed code counts against."""
    device, address = _device(account_id), rules.address_key(request.remote_addr)
    if device is not None:
        return dict.fromkeys((rules.LOGIN_CODE_DEVICE, rules.LOGIN_CODE_DEVICE_SLOW), device)
    return {
        rules.LOGIN_CODE: f"{account_id} {address}",
        rules.LOGIN_CODE_PERSON: str(account_id),
        rules.LOGIN_CODE_ADDRESS: address,
    }


def of_sending(standing: Standing, method: Method) -> Mapping[Limit, str]:
    """Return what a code that is asked for counts against; each way has a pause of its own, and an SMS its costs."""
    device, address = _device(standing.account_id), rules.address_key(request.remote_addr)
    pause = {rules.CODE_PAUSE: str(standing.halfway_id)}
    if method is Method.SMS:
        pause = {rules.CODE_PAUSE: f"{standing.halfway_id} sms", **sms.costs_of(str(standing.account_id))}
    if device is not None:
        return {**pause, rules.CODES_DEVICE: device}
    return {**pause, rules.CODES: str(standing.account_id), rules.CODES_ADDRESS: address}


def _device(account_id: int) -> str | None:
    found = keeping.find(account_id, presence.device_token())
    return found.token_digest if found is not None else None
