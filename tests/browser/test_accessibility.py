"""Everybody can answer: axe-core finds nothing, the keyboard reaches everything, small screens need no sideways scroll."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

AXE = Path(__file__).parents[2] / "client" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """(tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }).then((found) =>
  found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ target, html }) => `${target.flat().join(" > ")} ${html.slice(0, 120)}`).join(" | ")}`))"""

# Follows focus through open shadow roots to what really has it.
FOCUSED = """() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}"""
SIDEWAYS = """() => [document.scrollingElement, ...document.querySelectorAll("sayso-panel")]
  .flatMap((root) => [root, ...(root.shadowRoot?.querySelectorAll("dialog, [role=dialog]") ?? [])])
  .filter((box) => box.scrollWidth > box.clientWidth && box.clientWidth > 0)
  .map((box) => `${box.nodeName} ${box.scrollWidth} > ${box.clientWidth}`)"""


@pytest.fixture(scope="session")
def axe():
    assert AXE.exists(), f"{AXE} is missing: run `npm ci` in client/"
    return AXE.read_text(encoding="utf-8")


def violations(visitor, axe):
    """What axe-core objects to, in light and in dark."""
    visitor.page.evaluate(axe)
    found = []
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.stand_still()
        found += [f"{scheme}: {entry}" for entry in visitor.page.evaluate(RUN, RULES)]
    return found


def focused(visitor):
    return visitor.page.evaluate_handle(FOCUSED).as_element()


# Whether nothing of what has the focus can be seen for the notice (WCAG 2.2, 2.4.11).
COVERED = """(element) => {
  if (element === document.body || element.closest("sayso-panel")) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  const seen = [0.1, 0.5, 0.9].some((across) => [0.1, 0.5, 0.9].some((down) =>
    !document.elementFromPoint(left + width * across, top + height * down)?.closest("sayso-panel")));
  return seen ? null : element.outerHTML.slice(0, 120);
}"""


def walk_to(visitor, selector, key="Tab", limit=150):
    """Press Tab until what matches *selector* has the focus."""
    for _ in range(limit):
        visitor.page.keyboard.press(key)
        if focused(visitor).evaluate("(element, selector) => element.matches(selector)", selector):
            return
    pytest.fail(f"{limit} presses of {key} do not reach {selector}")


@pytest.mark.parametrize("region", ["FR", "US-CA"])
def test_the_notice_has_no_violation(visit, axe, region):
    visitor = visit(region)
    expect(visitor.dialog).to_be_visible()

    assert violations(visitor, axe) == []


def test_the_notice_has_no_violation_from_right_to_left(visit, axe):
    visitor = visit("FR", locale="ar-MA")
    expect(visitor.dialog).to_be_visible()

    assert violations(visitor, axe) == []


def test_the_status_of_the_signal_has_no_violation(visit, axe):
    visitor = visit("US-CA", gpc=True)
    expect(visitor.page.get_by_text("Opt-out request honored")).to_be_visible()

    assert violations(visitor, axe) == []


@pytest.mark.parametrize("region", ["FR", "US-CA"])
@pytest.mark.parametrize("view", ["preferences", "cookies"])
def test_the_panel_has_no_violation(visit, axe, region, view):
    visitor = visit(region)
    visitor.page.evaluate("(view) => sayso.open(view)", view)
    expect(visitor.dialog.get_by_role("heading", level=2)).to_be_focused()
    for opener in visitor.page.locator("sayso-panel [aria-expanded]").all():
        opener.click()

    assert violations(visitor, axe) == []


@pytest.mark.parametrize("page", ["cookies", "privacy", "preferences"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_hosted_page_has_no_violation(visit, axe, page, language):
    visitor = visit("US-CA", path=f"/.sayso/p/dispatch/{page}", locale=language)

    assert violations(visitor, axe) == []


@pytest.mark.parametrize("page", ["front page", "article"])
def test_a_page_of_the_demo_has_no_violation(visit, axe, addresses, page):
    visitor = visit("FR", path=addresses[page])
    visitor.press("refuse")

    assert violations(visitor, axe) == []


@pytest.mark.parametrize("host", ["demo", "watch"])
def test_the_demo_s_own_pages_have_no_violation(visit, axe, host):
    visitor = visit(property_id=host)

    assert violations(visitor, axe) == []


def test_the_keyboard_alone_goes_from_the_notice_to_a_saved_choice(visit):
    visitor = visit("FR")
    press = visitor.page.keyboard.press

    walk_to(visitor, "[data-sayso-action=open-preferences]")
    press("Enter")
    expect(visitor.dialog.get_by_role("heading", level=2)).to_be_focused()
    walk_to(visitor, "#head-audience")
    press("Enter")
    expect(visitor.page.locator("sayso-panel #head-audience")).to_have_attribute(
        "aria-expanded", "true"
    )
    walk_to(visitor, "[data-sayso-purpose=audience]")
    press("Space")
    expect(visitor.switch("audience")).to_be_checked()
    walk_to(visitor, "[data-sayso-action=save]")
    press("Enter")

    expect(visitor.dialog).to_have_count(0)
    assert visitor.answer().granted == {"audience"}


def test_the_keyboard_alone_goes_to_the_cookie_list_and_back(visit):
    visitor = visit("FR")
    visitor.page.evaluate("sayso.open('preferences')")
    expect(visitor.dialog.get_by_role("heading", level=2)).to_have_text("Cookie preferences")

    walk_to(visitor, "[data-sayso-action=open-cookies]")
    visitor.page.keyboard.press("Enter")
    expect(visitor.dialog.get_by_role("heading", level=2)).to_have_text("Cookie list")
    walk_to(visitor, "[data-sayso-action=open-preferences]")
    visitor.page.keyboard.press("Enter")

    expect(visitor.dialog.get_by_role("heading", level=2)).to_have_text("Cookie preferences")


def test_the_keyboard_alone_refuses_on_the_notice(visit):
    visitor = visit("FR")

    walk_to(visitor, "[data-sayso-action=refuse]")
    visitor.page.keyboard.press("Enter")

    expect(visitor.dialog).to_have_count(0)
    assert visitor.answer().how == "refuse"


def test_the_keyboard_alone_opts_out_on_the_do_not_sell_page(visit):
    visitor = visit("US-CA", path="/.sayso/p/dispatch/privacy")

    walk_to(visitor, "button[value=opt-out]")
    visitor.page.keyboard.press("Enter")

    expect(visitor.page.get_by_role("status")).to_be_visible()
    assert visitor.answer().refused == {"sale", "advertising", "social"}


def test_the_keyboard_alone_answers_on_the_hosted_preference_page(visit):
    visitor = visit("FR", path="/.sayso/p/dispatch/preferences")

    walk_to(visitor, "#switch-audience")
    visitor.page.keyboard.press("Space")
    walk_to(visitor, "button[value=save]")
    visitor.page.keyboard.press("Enter")

    expect(visitor.page.get_by_role("status")).to_be_visible()
    assert visitor.answer().granted == {"audience"}


def test_the_keyboard_alone_goes_through_an_article_to_the_cookie_list_in_its_footer(
    visit, addresses
):
    visitor = visit("FR", path=addresses["article"])
    visitor.press("refuse")

    walk_to(visitor, "[data-sayso-open=cookies]")
    visitor.page.keyboard.press("Enter")

    expect(visitor.dialog.get_by_role("heading", level=2)).to_have_text("Cookie list")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (360, 740)])
@pytest.mark.parametrize("region", ["FR", "US-CA"])
def test_nothing_the_keyboard_reaches_is_hidden_behind_the_notice(
    visit, addresses, region, width, height
):
    visitor = visit(region, path=addresses["article"], viewport={"width": width, "height": height})
    expect(visitor.dialog).to_be_visible()
    visitor.stand_still()

    hidden, steps = [], 0
    for _ in range(150):
        visitor.page.keyboard.press("Tab")
        element = focused(visitor)
        hidden.append(element.evaluate(COVERED))
        steps += 1
        if element.evaluate("(element) => element.matches('[data-sayso-action=refuse]')"):
            break

    assert steps > 20, "the walk has to go through the page"
    assert [each for each in hidden if each] == []


def test_the_room_for_the_notice_is_given_back(visit):
    visitor = visit("FR")
    expect(visitor.dialog).to_be_visible()
    root = "document.documentElement.style"
    visitor.page.wait_for_function(f"{root}.scrollPaddingBlockEnd !== ''")

    visitor.page.locator("[data-sayso-action=refuse]").click()

    visitor.page.wait_for_function(f"{root}.scrollPaddingBlockEnd + {root}.marginBlockEnd === ''")


def test_tab_stays_inside_an_open_panel(visit):
    visitor = visit("FR")
    visitor.page.evaluate("sayso.open('preferences')")
    expect(visitor.dialog.get_by_role("heading", level=2)).to_be_focused()

    for key in ["Tab"] * 30 + ["Shift+Tab"] * 30:
        visitor.page.keyboard.press(key)
        assert visitor.page.evaluate("document.activeElement.localName") == "sayso-panel"


def test_focus_returns_to_the_link_that_opened_the_panel(visit):
    visitor = visit("FR")
    visitor.press("refuse")
    opener = visitor.page.locator("[data-sayso-open=preferences]").first
    opener.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.dialog).to_be_visible()

    visitor.page.keyboard.press("Escape")

    expect(visitor.dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_focus_returns_to_the_floating_control_that_opened_the_panel(visit):
    visitor = visit("FR")
    visitor.press("refuse")
    opener = visitor.page.locator("sayso-reopen button")
    opener.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.dialog).to_be_visible()

    visitor.page.keyboard.press("Escape")

    expect(visitor.dialog).to_have_count(0)
    expect(opener).to_be_focused()


@pytest.mark.parametrize("view", ["notice", "preferences", "cookies"])
@pytest.mark.parametrize("region", ["FR", "US-CA"])
def test_nothing_scrolls_sideways_at_320_pixels(visit, region, view):
    visitor = visit(region, viewport={"width": 320, "height": 640})

    visitor.page.evaluate("(view) => sayso.open(view)", view)
    visitor.settle()

    assert visitor.page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("page", ["cookies", "privacy", "preferences"])
def test_a_hosted_page_does_not_scroll_sideways_at_320_pixels(visit, page):
    visitor = visit(
        "US-CA", path=f"/.sayso/p/dispatch/{page}", viewport={"width": 320, "height": 640}
    )

    assert visitor.page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("region", ["FR", "US-CA"])
def test_every_control_can_be_reached_at_400_percent(visit, region):
    """WCAG 1.4.10: a window of 1280 by 1024 at 400 % is one of 320 by 256."""
    visitor = visit(region, viewport={"width": 320, "height": 256}, device_scale_factor=4)

    for control in visitor.page.locator("sayso-panel [data-sayso-action]").all():
        control.scroll_into_view_if_needed()
        expect(control).to_be_in_viewport(ratio=0.99)
        control.click(trial=True)


def test_the_two_main_buttons_are_large_enough_for_a_thumb(visit):
    visitor = visit("FR", viewport={"width": 360, "height": 740})

    for action in ("accept", "refuse"):
        assert visitor.control(action).bounding_box()["height"] >= 44
