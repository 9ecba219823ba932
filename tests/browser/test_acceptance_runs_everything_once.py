"""What was accepted runs: everything, once, in the order of the page, as its author wrote it."""

import time

import pytest

EVERY_SCRIPT = ["p.js", "ad.js", "widget.js", "px.js", "listen.js", "player.js"]

PAGE = """<!doctype html><html lang="en"><head><title>Order</title>
<script src="/.sayso/p/dispatch/sayso.js"></script></head><body>
<script type="text/plain" data-sayso="pulse" src="//pulse.localhost:{port}/p.js" id="first"
  crossorigin="anonymous" referrerpolicy="origin" data-site="A-1"></script>
<script type="text/plain" data-sayso="audience">new Image().src = "//leads.localhost:{port}/ran?script=inline";</script>
<script type="text/plain" data-sayso="chirp" src="//chirp.localhost:{port}/widget.js"></script>
<script type="text/plain" data-sayso="leadfunnel" src="//leads.localhost:{port}/px.js"></script>
</body></html>"""


def ran(visitor):
    """The scripts that told their makers that they ran, in the order they were heard."""
    return [
        entry["query"].removeprefix("script=")
        for entry in visitor.received()
        if entry["path"] == "/ran"
    ]


@pytest.fixture
def ordered(visit, demo):
    """A visitor of a page with four marked scripts, of which the first is slow to arrive."""

    def slow(route):
        time.sleep(0.3)
        route.continue_()

    visitor = visit("FR")
    visitor.context.route("**/p.js", slow)
    visitor.write("/ordered", PAGE.format(port=demo.port))
    return visitor


def test_everything_runs_once(visit, addresses):
    visitor = visit("FR", path=addresses["article"])

    visitor.press("accept")

    assert sorted(ran(visitor)) == sorted(EVERY_SCRIPT)


def test_on_the_next_page_everything_runs_once_without_another_click(visit, addresses):
    visitor = visit("FR")
    visitor.press("accept")
    visitor.demo.forget()

    visitor.open(addresses["article"])

    assert sorted(ran(visitor)) == sorted(EVERY_SCRIPT)


def test_answering_twice_runs_nothing_twice(visit, addresses):
    visitor = visit("FR", path=addresses["article"])

    visitor.press("accept")
    visitor.page.evaluate("sayso.accept()")
    visitor.settle()

    assert sorted(ran(visitor)) == sorted(EVERY_SCRIPT)


def test_what_is_granted_step_by_step_runs_at_its_step(visit, addresses):
    visitor = visit("FR", path=addresses["article"])

    visitor.page.evaluate("sayso.save({ audience: true })")
    visitor.settle()
    assert ran(visitor) == ["p.js"]

    visitor.page.evaluate("sayso.save({ comfort: true })")
    visitor.settle()
    assert ran(visitor) == ["p.js", "listen.js"]


def test_scripts_run_in_the_order_of_the_page_even_if_the_first_is_slow(ordered):
    ordered.press("accept")

    assert ran(ordered) == ["p.js", "inline", "widget.js", "px.js"]


def test_a_script_keeps_the_attributes_its_author_gave_it(ordered):
    ordered.press("accept")

    first = ordered.page.locator("script#first")
    assert first.count() == 1
    attributes = first.evaluate("(e) => [e.crossOrigin, e.referrerPolicy, e.dataset.site]")
    assert attributes == ["anonymous", "origin", "A-1"]


def test_everything_keeps_what_it_needs_on_the_device(visit, addresses):
    visitor = visit("FR", path=addresses["article"])

    visitor.press("accept")

    assert visitor.kept() >= {"_bl_uid", "_pulse", "_pulse_visits", "_lf", "chirp_sid", "reel_view"}
