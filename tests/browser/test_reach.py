"""The notice reaches people who read from right to left, enlarge, choose their own colors, avoid motion, listen, or tap.

Beside this file, `test_accessibility.py` runs axe-core and walks with the keyboard.
"""

import re

import pytest
from playwright.sync_api import expect

VIEWS = ["notice", "preferences", "cookies"]

# Everything of ours that is drawn, in the light tree and in shadow trees.
OURS = """[...document.querySelectorAll("sayso-panel, sayso-reopen")].flatMap((host) =>
  [...host.querySelectorAll("*"), ...(host.shadowRoot?.querySelectorAll("*") ?? [])])"""
MOVES = f"""() => {OURS}.flatMap((element) => ["", "::before", "::after"].flatMap((part) => {{
  const {{ animationName, transitionDuration, scrollBehavior }} = getComputedStyle(element, part || null);
  const moves = animationName !== "none" || parseFloat(transitionDuration) > 0 || scrollBehavior === "smooth";
  return moves ? [`${{element.localName}}.${{element.className}}${{part}}`] : [];
}}))"""
SMALL = f"""(least) => {OURS}
  .filter((element) => element.matches("a[href], button") && element.checkVisibility())
  .map((element) => [element.textContent, element.getBoundingClientRect()])
  .filter(([, {{ width, height }}]) => width < least || height < least)
  .map(([text, {{ width, height }}]) => `${{text}}: ${{width}} by ${{height}}`)"""
# Where the middles of these are, as parts of the dialog's width, counted from where reading starts.
PLACES = """(selectors) => {
  const host = document.querySelector("sayso-panel");
  const sheet = host.shadowRoot.querySelector(".sheet").getBoundingClientRect();
  const find = (selector) => host.querySelector(selector) ?? host.shadowRoot.querySelector(selector);
  return selectors.map((selector) => {
    const { left, width } = find(selector).getBoundingClientRect();
    const part = (left + width / 2 - sheet.left) / sheet.width;
    return host.shadowRoot.querySelector("[dir]").dir === "rtl" ? 1 - part : part;
  });
}"""
FRAME = """(control) => {
  const frame = control.assignedSlot?.parentElement ?? control;
  const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(frame);
  return { drawn: borderTopStyle === "solid" && parseFloat(borderTopWidth) >= 1, apart: borderTopColor !== backgroundColor };
}"""
OUTLINE = "(control) => { const { outlineStyle, outlineWidth } = getComputedStyle(control); return [outlineStyle, outlineWidth]; }"

# WCAG 1.4.12: the spacing that a reader may set without losing words.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }`);
  for (const root of [document, ...[...document.querySelectorAll("sayso-panel")].map((host) => host.shadowRoot)])
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}"""
SIDEWAYS = """() => [document.scrollingElement, ...[...document.querySelectorAll("sayso-panel")]
    .flatMap((host) => [...host.shadowRoot.querySelectorAll("dialog, [role=dialog]")])]
  .filter((box) => box.scrollWidth > box.clientWidth && box.clientWidth > 0)
  .map((box) => `${box.nodeName} ${box.scrollWidth} > ${box.clientWidth}`)"""


def open_view(visitor, view):
    visitor.page.evaluate("(view) => sayso.open(view)", view)
    visitor.settle()
    visitor.stand_still()
    expect(visitor.dialog).to_be_visible()


def picture(visitor, control):
    """What *control* looks like with neither pointer nor focus on it."""
    visitor.page.mouse.move(0, 0)
    control.evaluate("(element) => element.blur()")
    return control.screenshot()


@pytest.mark.parametrize("width", [360, 1280])
def test_from_right_to_left_the_notice_is_mirrored(visit, width):
    viewport = {"width": width, "height": 800}
    selectors = [
        "[data-sayso-action=accept]",
        "[data-sayso-action=refuse]",
        "[data-sayso-action=close]",
        ".mark",
    ]
    places = {}
    for locale in ("en-US", "ar-MA"):
        visitor = visit("FR", locale=locale, viewport=viewport)
        visitor.stand_still()
        places[locale] = visitor.page.evaluate(PLACES, selectors)

    assert places["ar-MA"] == pytest.approx(places["en-US"], abs=0.06)
    *_, close, mark = places["en-US"]
    assert close > 0.8
    assert mark < 0.2


def test_from_right_to_left_the_panel_is_mirrored(visit):
    selectors = ["#title", "[data-sayso-action=close]", "[data-sayso-purpose=audience]"]
    places = {}
    for locale in ("en-US", "ar-MA"):
        visitor = visit("FR", locale=locale)
        open_view(visitor, "preferences")
        places[locale] = visitor.page.evaluate(PLACES, selectors)

    assert places["ar-MA"][1:] == pytest.approx(places["en-US"][1:], abs=0.06)
    assert places["ar-MA"][2] > 0.8


@pytest.mark.parametrize("view", VIEWS)
def test_from_right_to_left_nothing_scrolls_sideways_at_320_pixels(visit, view):
    visitor = visit("FR", locale="ar-MA", viewport={"width": 320, "height": 640})

    open_view(visitor, view)

    assert visitor.page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("view", VIEWS)
def test_words_with_more_space_between_them_stay_readable_at_320_pixels(visit, view):
    visitor = visit("FR", viewport={"width": 320, "height": 640})
    open_view(visitor, view)

    visitor.page.evaluate(SPACING)

    assert visitor.page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("action", ["accept", "refuse", "save", "close"])
def test_at_400_percent_every_answer_of_the_panel_can_be_reached(visit, action):
    """WCAG 1.4.10: a window of 1280 by 1024 at 400 % is one of 320 by 256."""
    visitor = visit("FR", viewport={"width": 320, "height": 256}, device_scale_factor=4)
    open_view(visitor, "preferences")

    control = visitor.control(action).first
    control.scroll_into_view_if_needed()

    expect(control).to_be_in_viewport(ratio=0.99)
    control.click(trial=True)


@pytest.mark.parametrize("view", ["notice", "preferences"])
def test_in_the_visitor_s_own_colors_the_answers_keep_a_frame(visit, view):
    visitor = visit("FR", forced_colors="active")
    open_view(visitor, view)

    for action in ("accept", "refuse"):
        frame = visitor.control(action).first.evaluate(FRAME)
        assert frame == {"drawn": True, "apart": True}, action


def test_in_the_visitor_s_own_colors_a_switch_shows_whether_it_is_on(visit):
    visitor = visit("FR", forced_colors="active", reduced_motion="reduce")
    open_view(visitor, "preferences")
    switch = visitor.switch("audience")

    off = picture(visitor, switch)
    assert picture(visitor, switch) == off
    switch.click()

    assert picture(visitor, switch) != off


@pytest.mark.parametrize("colors", ["none", "active"])
def test_the_focus_is_seen_in_every_color(visit, colors):
    """An outline is what forced colors keep; a shadow they take away."""
    visitor = visit("FR", forced_colors=colors)

    for action in ("accept", "refuse", "open-preferences", "close"):
        control = visitor.control(action).first
        visitor.page.keyboard.press("Tab")
        control.focus()
        style, width = control.evaluate(OUTLINE)
        assert (style, float(width.removesuffix("px")) >= 2) == ("solid", True), action


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_moves_for_who_asked_for_less_motion(visit, view):
    visitor = visit("FR", reduced_motion="reduce")

    open_view(visitor, view)

    assert visitor.page.evaluate(MOVES) == []


def test_something_moves_for_everybody_else(visit):
    """Otherwise the test before this one would show nothing."""
    visitor = visit("FR", reduced_motion="no-preference")

    open_view(visitor, "notice")

    assert visitor.page.evaluate(MOVES) != []


def test_a_screen_reader_is_told_what_the_notice_asks_and_what_each_control_does(visit):
    visitor = visit("FR")

    expect(visitor.page.locator("sayso-panel")).to_match_aria_snapshot("""
      - dialog "May we use cookies?":
        - heading "May we use cookies?" [level=2]
        - paragraph: /we and our partners use cookies/
        - paragraph: Closing this notice counts as refusing.
        - button "Accept all"
        - button "Reject all"
        - button "Choose"
        - link "Privacy policy"
        - button "Close"
    """)
    expect(visitor.dialog).to_have_accessible_description(
        re.compile("Nothing optional runs until you answer.*Closing this notice counts as refusing")
    )


def test_a_screen_reader_is_told_of_the_honored_signal_without_being_interrupted(visit):
    visitor = visit("US-CA", gpc=True)

    expect(visitor.page.locator("sayso-panel")).to_match_aria_snapshot("""
      - status "Opt-out request honored":
        - heading "Opt-out request honored" [level=2]
        - button "Cookie preferences"
        - button "Close"
    """)


def test_a_screen_reader_is_told_the_name_and_state_of_every_switch(visit):
    visitor = visit("FR")
    open_view(visitor, "preferences")

    visitor.switch("audience").click()

    expect(visitor.dialog).to_match_aria_snapshot("""
      - dialog "Cookie preferences":
        - heading "Cookie preferences" [level=2]
        - button "Close"
        - heading "Manage consent preferences" [level=3]
        - heading "Strictly Necessary Cookies" [level=4]
        - text: Always active
        - heading "Functional Cookies" [level=4]
        - switch "Functional Cookies" [checked=false]
        - heading "Performance Cookies" [level=4]
        - switch "Performance Cookies" [checked]
        - button "Save settings"
    """)


def test_a_screen_reader_hears_the_arabic_notice_as_arabic(visit):
    visitor = visit("FR", locale="ar-MA")

    expect(visitor.dialog).to_have_accessible_name("هل تسمح لنا باستخدام ملفات الارتباط؟")
    assert visitor.page.locator("sayso-panel").get_attribute("lang") == "ar"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("region", ["FR", "US-CA"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_target_is_smaller_than_24_pixels(visit, region, view, width):
    """WCAG 2.5.8."""
    visitor = visit(region, viewport={"width": width, "height": 800})

    open_view(visitor, view)

    assert visitor.page.evaluate(SMALL, 24) == []


def test_the_control_that_opens_the_panel_again_is_no_smaller_either(visit):
    visitor = visit("FR")
    visitor.press("refuse")

    assert visitor.page.evaluate(SMALL, 24) == []


@pytest.mark.parametrize("view", ["notice", "preferences"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_two_main_buttons_measure_44_pixels_both_ways(visit, view, width):
    visitor = visit("FR", viewport={"width": width, "height": 800})
    open_view(visitor, view)

    for action in ("accept", "refuse"):
        box = visitor.control(action).first.bounding_box()
        assert min(box["width"], box["height"]) >= 44, action
