"""The notice moves nothing on the page it appears on."""

import pytest
from playwright.sync_api import expect

# Stands before the page does, so that it sees every shift.
WATCH = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      window.shifts.push({ value, moved: sources.map((source) => source.node?.nodeName) });
    }
  }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def watched(visit):
    """A visitor whose pages keep a list of what moved by itself."""

    def enter(region, path="/", **options):
        visitor = visit(region, **options)
        visitor.context.add_init_script(WATCH)
        visitor.context.clear_cookies(name="sayso")
        visitor.open(path)
        return visitor

    return enter


@pytest.mark.parametrize("region", ["FR", "US-CA"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_notice_appears_without_moving_anything(watched, addresses, region, width):
    visitor = watched(region, addresses["article"], viewport={"width": width, "height": 800})

    expect(visitor.dialog).to_be_visible()
    assert visitor.page.evaluate("shifts") == []


def test_the_status_of_the_signal_appears_without_moving_anything(watched, addresses):
    visitor = watched("US-CA", addresses["article"], gpc=True)

    expect(visitor.page.get_by_text("Opt-out request honored")).to_be_visible()
    assert visitor.page.evaluate("shifts") == []


def test_the_notice_leaves_without_moving_anything(watched, addresses):
    visitor = watched("FR", addresses["article"])

    visitor.press("refuse")

    expect(visitor.dialog).to_have_count(0)
    assert visitor.page.evaluate("shifts") == []
