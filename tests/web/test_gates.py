"""What stands between a session and its pages."""

from flask import Flask, session

from examportal.web import gates


def test_a_page_that_is_gone_is_no_way_on(app: Flask) -> None:
    with app.test_request_context():
        session["wanted"] = ["profile.was_here_once", {}]
        assert gates.lead_on("profile.overview").location == "/konto"
        assert "wanted" not in session


def test_a_form_that_meets_a_gate_is_not_remembered(app: Flask) -> None:
    app.extensions["gates"], before = (lambda: None, lambda: "terms.confirm"), app.extensions["gates"]
    try:
        with app.test_request_context("/konto", method="POST"):
            answer = gates.check(app.view_functions["profile.overview"])
            assert answer is not None
            assert answer.location == "/regulamin/potwierdzenie"
            assert "wanted" not in session
            assert "nie zapisaliśmy" in str(session["_flashes"])
            assert gates.check(app.view_functions["entrance.sign_out"]) is None
    finally:
        app.extensions["gates"] = before
