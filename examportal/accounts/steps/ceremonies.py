"""What browsers and authenticators are asked about passkeys, and whether the answers hold: WebAuthn, by its library."""

import json
from collections.abc import Sequence
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from examportal.accounts.steps.rules import LONGEST_CREDENTIAL_ID, NewKey, Party, ShownKey

_TRANSPORTS = frozenset({"ble", "hybrid", "internal", "nfc", "smart-card", "usb"})
_LONGEST_ANSWER = 64 * 1024
_TIMEOUT = 4 * 60 * 1000
"""In milliseconds; a hint for the browser, a little shorter than the challenge lives."""


def to_add(party: Party, names: tuple[str, str], handle: bytes, challenge: bytes, there: Sequence[str]) -> str:
    """Return what a browser is asked in order to make a passkey, as JSON.

    `names` are the portal's and the owner's, as the authenticator lists them; `there` are keys that exist already.
    """
    # Preferred, not required: a plain security key without a PIN is still a good second step.
    wanted = AuthenticatorSelectionCriteria(
        resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
    )
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=names[0],
        user_name=names[1],
        user_id=handle,
        challenge=challenge,
        timeout=_TIMEOUT,
        authenticator_selection=wanted,
        exclude_credentials=_descriptors([(one, ()) for one in there]),
    )
    return options_to_json(options)


def to_show(party: Party, challenge: bytes, allowed: Sequence[tuple[str, Sequence[str]]], *, verified: bool) -> str:
    """Return what a browser is asked in order to show a passkey, as JSON.

    `allowed` are ids with their transports, none when any discoverable key will do; `verified` asks for PIN or finger.
    """
    wanted = UserVerificationRequirement.REQUIRED if verified else UserVerificationRequirement.PREFERRED
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_TIMEOUT,
        allow_credentials=_descriptors(allowed),
        user_verification=wanted,
    )
    return options_to_json(options)


def read_new(answer: str, challenge: bytes, party: Party) -> NewKey | None:
    """Return the passkey that an answer brings, None when it does not hold."""
    if len(answer) > _LONGEST_ANSWER:
        return None
    try:
        made = verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=party.id, expected_origin=party.origin
        )
        transports = tuple(sorted(_TRANSPORTS & set(json.loads(answer)["response"].get("transports", ()))))
    except Exception:  # noqa: BLE001 - whatever an answer breaks in parsers of three formats, it is no passkey
        return None
    if not 0 < len(made.credential_id) <= LONGEST_CREDENTIAL_ID:
        return None
    return NewKey(
        bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count, transports=transports
    )


def credential_in(answer: str) -> str | None:
    """Return the id of the passkey that an answer claims to come from, unproved; None when it names none."""
    if len(answer) > _LONGEST_ANSWER:
        return None
    try:
        claimed: Any = json.loads(answer)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return claimed if isinstance(claimed, str) and claimed.isascii() and claimed.isprintable() else None


def read_shown(answer: str, challenge: bytes, party: Party, public_key: bytes, *, verified: bool) -> ShownKey | None:
    """Return the passkey that an answer shows, None when it does not hold; `verified` insists on PIN or finger."""
    try:
        shown = parse_authentication_credential_json(answer)
        proved = verify_authentication_response(
            credential=shown,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,  # the counter is judged by our own rule, which tells a copy from a lie
            require_user_verification=verified,
        )
    except Exception:  # noqa: BLE001 - as above
        return None
    return ShownKey(
        bytes_to_base64url(proved.credential_id),
        proved.new_sign_count,
        proved.user_verified,
        shown.response.user_handle,
    )


def _descriptors(keys: Sequence[tuple[str, Sequence[str]]]) -> list[PublicKeyCredentialDescriptor]:

    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(one), transports=[AuthenticatorTransport(each) for each in transports]
        )
        for one, transports in keys
    ]
