"""Pages of lists asked for behind a number that no row has: the beginning, and never an error."""

import pytest
from flask import Flask

from tests.accounts.owners import owner, sign_in
from tests.browser import Browser
from tests.office.staff import Colleague

NONSENSE = ("99999999999999999999", "9" * 5000, "-1", "x")
OF_THE_OFFICE = (
    "/biuro/osoby/{id}/historia?przed=",
    "/biuro/osoby?stan=czynne&po=",
    "/biuro/zmiany?przed=",
    "/biuro/poprawki?po=",
    "/biuro/sprawy?po=",
    "/biuro/sprawy?zakonczone=1&przed=",
)
OF_EXAMINERS = ("/konto/dane/zgloszenia?przed=", "/konto/historia?przed=")


@pytest.mark.parametrize("nonsense", NONSENSE, ids=["great", "endless", "negative", "letter"])
def test_a_number_that_no_row_has_leads_to_the_beginning(app: Flask, nonsense: str) -> None:
    anna = owner()
    ewa = Colleague(Browser(app)).set_up()
    for address in OF_THE_OFFICE:
        page = address.format(id=anna)
        beginning = ewa.browser.get(page.rpartition("?" if page.count("=") == 1 else "&")[0])
        assert ewa.browser.get(page + nonsense).heading == beginning.heading
    own = sign_in(Browser(app), anna)
    for page in OF_EXAMINERS:
        assert own.get(page + nonsense).heading == own.get(page.partition("?")[0]).heading
