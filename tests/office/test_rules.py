"""What is no address of somebody of the staff."""

from examportal.accounts.staff.rules import read_address


def test_what_is_no_address_is_none() -> None:
    assert read_address("ewa") is None
    assert read_address(" Ewa.Nowak@Example.pl ") == "ewa.nowak@example.pl"
