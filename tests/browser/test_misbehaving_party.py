"""Who misbehaves is seen. A log that never showed anything would make every other promise look kept."""

import pytest


@pytest.fixture
def let_in(visit, demo):
    """The demo's undeclared tracker is in the publications' own script until the test ends."""
    visitor = visit(property_id="demo")
    visitor.page.get_by_role("button", name="Let it in").click()
    yield visitor
    visitor.open("/", property_id="demo")
    visitor.page.get_by_role("button", name="Stop it").click()


@pytest.mark.usefixtures("let_in")
def test_a_party_that_asks_nobody_shows_up_in_the_log(visit, addresses):
    visitor = visit("FR", path=addresses["article"])

    assert visitor.parties() == {"sneaky"}
    assert {entry["path"] for entry in visitor.received("sneaky")} == {"/s.js", "/ran", "/take"}


@pytest.mark.usefixtures("let_in")
def test_what_it_keeps_on_the_device_is_seen_too(visit, addresses):
    visitor = visit("FR", path=addresses["article"])

    assert visitor.kept() == {"_snk"}


def test_with_the_switch_off_again_it_is_gone(let_in, visit, addresses):
    let_in.page.get_by_role("button", name="Stop it").click()

    visitor = visit("FR", path=addresses["article"])

    assert visitor.parties() == set()
    let_in.page.get_by_role("button", name="Let it in").click()


def test_it_is_out_unless_somebody_lets_it_in(visit, addresses):
    visitor = visit("US-CA", path=addresses["article"])

    assert "sneaky" not in visitor.parties()
