"""Notice, preference center and cookie list by themselves: what they show, say and tell the core."""

import dataclasses
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from .harness.interface_world import (
    CALIFORNIA,
    EUROPE,
    NOW,
    Choice,
    Person,
    Signal,
    Visit,
    no_consent_by_minors,
    plan,
    show,
    texts,
)
from .site import ROOT

GROUP = "sale-targeting-social"
AXE = ROOT / "client" / "node_modules" / "axe-core" / "axe.min.js"
GPC = Signal(gpc=True)
CONSENT = Choice(
    NOW - timedelta(days=40),
    "11111111",
    dict.fromkeys(("comfort", "audience", "sale", "advertising", "social"), True),
)
VARIANTS = {
    "asks": Visit(),
    "asks with the signal on": Visit(signal=GPC),
    "informs": Visit(CALIFORNIA),
    "says the signal was honored": Visit(CALIFORNIA, signal=GPC),
    "preferences": Visit(view="preferences", choice=CONSENT),
    "preferences with the signal on": Visit(CALIFORNIA, view="preferences", signal=GPC),
    "cookie list": Visit(view="cookies"),
}
EVERY_VARIANT = pytest.mark.parametrize("visit", VARIANTS.values(), ids=VARIANTS)
NARROW = {"width": 320, "height": 640}
ALL_OFF = {
    "comfort": False,
    "audience": False,
    "sale": False,
    "advertising": False,
    "social": False,
}


@pytest.fixture
def see(browser):
    """Show a visit in a browser set up as asked; thrown errors and refused styles fail the test."""
    contexts, troubles = [], []

    def open_visit(visit, **options):
        options = {"reduced_motion": "reduce", **options}
        context = browser.new_context(**options)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: line.type == "error" and troubles.append(line.text))
        show(page, visit)
        return page

    yield open_visit
    for context in contexts:
        context.close()
    assert troubles == []


def control(page, action):
    return page.locator(f"sayso-panel [data-sayso-action={action}]")


def switch(page, group=GROUP):
    return page.locator(f"sayso-panel [data-sayso-purpose={group}]")


def calls(page):
    return page.evaluate("harness.calls")


def look(locator):
    """What makes a button weigh more or less than another."""
    return locator.evaluate(
        """(node) => {
          const { width, height } = node.getBoundingClientRect();
          const { backgroundColor, color, fontWeight, fontSize } = getComputedStyle(node);
          return [width, height, backgroundColor, color, fontWeight, fontSize];
        }"""
    )


# The first layer


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("law", [EUROPE, CALIFORNIA], ids=["asks", "informs"])
def test_accepting_and_refusing_weigh_the_same(see, law, language, width):
    visit = Visit(law, language=language)
    page = see(visit, viewport={"width": width, "height": 700})

    accept, refuse = look(control(page, "accept")), look(control(page, "refuse"))

    assert accept == pytest.approx(refuse)
    assert accept[1] >= 44


def test_both_answers_stand_beside_each_other(see):
    page = see(Visit(), viewport={"width": 360, "height": 700})

    assert (
        control(page, "accept").bounding_box()["y"] == control(page, "refuse").bounding_box()["y"]
    )


def test_the_words_and_buttons_are_in_the_light_dom(see):
    page = see(Visit())

    found = page.evaluate(
        """[...document.querySelectorAll("sayso-panel [data-sayso-action]")]
           .map((node) => [node.localName, node.dataset.saysoAction])"""
    )

    assert sorted(found) == [
        ["button", "accept"],
        ["button", "close"],
        ["button", "open-preferences"],
        ["button", "refuse"],
    ]
    assert page.evaluate("document.querySelector('sayso-panel').shadowRoot.mode") == "open"
    assert texts("en")["notice.ask_text"] in page.locator("sayso-panel").inner_text()


def test_assistive_technology_finds_a_named_dialog(see):
    page = see(Visit())

    dialog = page.get_by_role("dialog", name="May we use cookies?")

    expect(dialog).to_be_visible()
    expect(dialog).to_have_accessible_description(re.compile("With your permission"))


@pytest.mark.parametrize(("action", "how"), [("accept", "accept"), ("refuse", "refuse")])
def test_an_answer_goes_to_the_core_for_every_purpose(see, action, how):
    page = see(Visit())

    control(page, action).click()

    granted = dict.fromkeys(ALL_OFF, how == "accept")
    assert calls(page) == [["answer", how, granted], ["close"]]
    expect(page.locator("sayso-panel")).to_have_count(0)


def close_by_button(page):
    control(page, "close").click()


def close_by_escape(page):
    control(page, "refuse").focus()
    page.keyboard.press("Escape")


WAYS_TO_CLOSE = pytest.mark.parametrize("close", [close_by_button, close_by_escape])


@WAYS_TO_CLOSE
def test_closing_what_asks_refuses_and_says_so_before(see, close):
    page = see(Visit())
    expect(page.get_by_text(texts("en")["notice.close_refuses"])).to_be_visible()

    close(page)

    assert calls(page)[0] == ["answer", "close", ALL_OFF]


@WAYS_TO_CLOSE
def test_closing_what_informs_answers_nothing(see, close):
    page = see(Visit(CALIFORNIA))

    close(page)

    assert calls(page)[0] == ["answer", "close", {}]


def test_where_closing_may_not_refuse_there_is_no_way_to_close(see):
    page = see(Visit(plan("opt-in", "off", close_refuses=False)))

    expect(control(page, "close")).to_have_count(0)
    close_by_escape(page)

    assert calls(page) == []


def test_what_informs_links_to_the_do_not_sell_page(see):
    page = see(Visit(CALIFORNIA))

    link = page.get_by_role("link", name="Do Not Sell My Personal Information")

    assert link.get_attribute("href") == "https://dispatch.example/.sayso/p/dispatch/privacy"
    expect(control(page, "open-preferences")).to_have_text("Learn more")
    expect(control(page, "accept")).to_have_text("Accept cookies")


def test_a_refuse_button_is_there_only_if_the_plan_wants_one(see):
    page = see(Visit(plan("notice", "on-notice", equal_prominence=False)))

    expect(control(page, "accept")).to_have_count(1)
    expect(control(page, "refuse")).to_have_count(0)


def test_a_signal_is_told_before_an_answer_can_override_it(see):
    page = see(Visit(signal=GPC))

    expect(page.get_by_text(texts("en")["notice.signal"])).to_be_visible()


def test_an_honored_signal_is_confirmed_without_asking_or_taking_focus(see):
    page = see(Visit(CALIFORNIA, signal=GPC))

    expect(page.get_by_role("status", name="Opt-out request honored")).to_be_visible()
    expect(page.get_by_text(texts("en")["status.text"])).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")


def test_dismissing_the_confirmation_changes_nothing_but_is_remembered(see):
    page = see(Visit(CALIFORNIA, signal=GPC))

    control(page, "close").click()

    assert calls(page) == [["answer", "close", {}], ["close"]]


def test_a_refusal_that_comes_too_late_offers_to_reload(see):
    page = see(Visit(CALIFORNIA, reload_needed=True))

    control(page, "refuse").click()

    expect(page.get_by_role("status", name="Your choice is saved")).to_be_visible()
    expect(page.get_by_text(texts("en")["common.reload_text"])).to_be_visible()
    expect(control(page, "reload")).to_be_focused()


def test_the_notice_leaves_focus_where_it_was_and_comes_first_for_the_keyboard(see):
    page = see(Visit())
    assert page.evaluate("document.activeElement === document.body")

    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))

    assert reached == ["Accept all", "Reject all", "Choose", "Privacy policy", "×"]


# The preference center


def test_the_center_is_a_modal_dialog_that_starts_at_its_heading(see):
    page = see(Visit(view="preferences"))

    dialog = page.get_by_role("dialog", name="Cookie preferences")

    expect(dialog).to_have_attribute("aria-modal", "true")
    expect(page.get_by_role("heading", name="Cookie preferences")).to_be_focused()


def test_nothing_is_switched_on_where_the_law_wants_an_answer_first(see):
    page = see(Visit(view="preferences"))

    switches = page.get_by_role("switch")

    assert [one.get_attribute("aria-checked") for one in switches.all()] == ["false"] * 3


def test_switches_start_where_the_decision_stands(see):
    page = see(Visit(CALIFORNIA, view="preferences", signal=GPC))

    states = [one.get_attribute("aria-checked") for one in page.get_by_role("switch").all()]

    assert states == ["true", "true", "false"]


def test_what_is_strictly_necessary_is_always_active_and_has_no_switch(see):
    page = see(Visit(view="preferences"))

    expect(page.get_by_text("Always active")).to_be_visible()
    expect(switch(page, "necessary")).to_have_count(0)


def test_one_switch_governs_its_whole_group_and_nothing_else(see):
    page = see(Visit(view="preferences"))

    switch(page).click()
    control(page, "save").click()

    granted = {**ALL_OFF, "sale": True, "advertising": True, "social": True}
    assert calls(page) == [["answer", "save", granted], ["close"]]


def test_saving_untouched_switches_keeps_a_group_that_was_partly_on(see):
    partly = Choice(NOW, "11111111", {**ALL_OFF, "social": True})
    page = see(Visit(view="preferences", choice=partly))
    expect(page.get_by_text("Partly on")).to_be_visible()

    control(page, "save").click()

    assert calls(page)[0] == ["answer", "save", {**ALL_OFF, "social": True}]


def test_a_signal_s_switch_says_why_it_is_off_and_may_be_switched_on(see):
    page = see(Visit(CALIFORNIA, view="preferences", signal=GPC))
    expect(switch(page)).to_have_accessible_description(
        f"{texts('en')['preferences.signal']}. {texts('en')['preferences.signal_despite']}"
    )

    switch(page).click()

    expect(switch(page)).to_have_attribute("aria-checked", "true")


def test_what_the_law_rules_out_is_locked_with_the_reason(see):
    page = see(Visit(no_consent_by_minors("prohibited"), view="preferences", person=Person(age=12)))

    expect(switch(page)).to_be_disabled()
    expect(switch(page)).to_have_accessible_description(texts("en")["preferences.prohibited"])
    control(page, "save").click()
    assert calls(page)[0] == ["answer", "save", {"comfort": False, "audience": False}]


def test_what_a_parent_must_grant_is_locked_with_the_reason(see):
    law = no_consent_by_minors("opt-in-by-parent")
    page = see(Visit(law, view="preferences", person=Person(age=12)))

    expect(switch(page)).to_be_disabled()
    expect(switch(page)).to_have_accessible_description(texts("en")["preferences.needs_parent"])


def test_a_heading_opens_to_its_explanation_reason_and_citation(see):
    page = see(Visit(CALIFORNIA, view="preferences", signal=GPC))
    opener = page.get_by_role("heading", name="Sale of Personal Data, Targeting").get_by_role(
        "button"
    )
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_text("(11 CCR 7025)").first).to_be_hidden()

    opener.press("Enter")

    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text("(11 CCR 7025)").first).to_be_visible()
    expect(page.get_by_text(texts("en")["kinds.sale-of-personal-data.text"])).to_be_visible()


@pytest.mark.parametrize("scope", ["browser", "group", "account"])
def test_the_center_says_where_the_choice_counts(see, scope):
    page = see(Visit(plan("opt-in", "off", scope=scope), view="preferences"))

    expect(page.get_by_text(texts("en")[f"scope.{scope}"])).to_be_visible()


def test_the_sale_section_is_there_where_a_sale_can_be_opted_out_of(see):
    american, european = see(Visit(CALIFORNIA, view="preferences")), see(Visit(view="preferences"))

    for part in ("right", "signal", "leads", "legal"):
        words = texts("en")[f"preferences.sell_{part}"]
        expect(american.get_by_text(words)).to_be_visible()
        expect(european.get_by_text(words)).to_have_count(0)
    for page in (american, european):
        expect(page.get_by_role("link", name="Exercise My Rights")).to_be_visible()


def test_allowing_and_rejecting_weigh_the_same_in_the_center(see):
    page = see(Visit(view="preferences"))

    assert look(control(page, "accept")) == pytest.approx(look(control(page, "refuse")))


def test_withdrawing_is_offered_once_something_was_granted(see):
    before, after = see(Visit(view="preferences")), see(Visit(view="preferences", choice=CONSENT))
    expect(control(before, "withdraw")).to_have_count(0)

    control(after, "withdraw").click()

    assert calls(after)[0] == ["answer", "withdraw", ALL_OFF]


def test_a_withdrawal_that_needs_a_reload_says_so_instead_of_closing(see):
    page = see(Visit(view="preferences", choice=CONSENT, reload_needed=True))

    control(page, "withdraw").click()

    expect(page.get_by_role("dialog")).to_contain_text(texts("en")["common.reload_text"])
    expect(control(page, "reload")).to_be_visible()
    assert ["close"] not in calls(page)


@pytest.mark.parametrize("close", ["Escape", "button"])
def test_leaving_the_center_answers_nothing_and_gives_focus_back(see, close):
    page = see(Visit())
    page.locator("#reopen").focus()
    page.evaluate("harness.open('preferences')")
    switch(page).click()

    if close == "Escape":
        page.keyboard.press("Escape")
    else:
        control(page, "close").click()

    assert [call for call in calls(page) if call[0] == "answer"] == []
    expect(page.locator("#reopen")).to_be_focused()


def test_tab_goes_round_inside_the_center_in_both_directions(see):
    page = see(Visit(view="preferences"))

    page.keyboard.press("Shift+Tab")
    expect(control(page, "save")).to_be_focused()
    page.keyboard.press("Tab")
    expect(control(page, "open-cookies")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(control(page, "save")).to_be_focused()


# The cookie list


def test_a_look_at_the_cookie_list_forgets_no_switch(see):
    page = see(Visit(view="preferences"))
    switch(page).click()

    control(page, "open-cookies").click()
    expect(page.get_by_role("heading", name="Cookie list")).to_be_focused()
    control(page, "open-preferences").click()

    expect(page.get_by_role("heading", name="Cookie preferences")).to_be_focused()
    expect(switch(page)).to_have_attribute("aria-checked", "true")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_cookie_list_is_a_table_at_every_width(see, width):
    page = see(Visit(view="cookies"), viewport={"width": width, "height": 800})

    table = page.get_by_role("table", name="Social Media Cookies")

    expect(table.get_by_role("rowheader")).to_have_text(["chirp_guest", "reel_pref"])
    cells = table.get_by_role("row").nth(1).get_by_role("cell")
    assert cells.all_inner_texts() == [
        "chirp.example",
        "Chirp",
        "Shows how often an article was shared and by which network’s members",
        "30 days",
        "Third party",
    ]


# Everybody's eyes, hands and screens


@EVERY_VARIANT
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(see, visit, scheme):
    page = see(visit, color_scheme=scheme)
    for opener in page.locator("sayso-panel h4 button").all():
        opener.click()

    page.context.new_cdp_session(page).send(
        "Runtime.evaluate", {"expression": AXE.read_text("utf-8")}
    )
    found = page.evaluate(
        """() => axe.run("sayso-panel", { resultTypes: ["violations"] }).then(({ violations }) =>
          violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target).join(" | ")}`))"""
    )

    assert found == []


@EVERY_VARIANT
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_no_sideways_scroll_at_320_pixels(see, visit, language):
    page = see(dataclasses.replace(visit, language=language), viewport=NARROW)

    for selector in (".sheet", ":root"):
        room, width = page.locator(selector).first.evaluate(
            "(node) => [node.clientWidth, node.scrollWidth]"
        )
        assert width <= room


@EVERY_VARIANT
def test_everything_is_reachable_at_four_hundred_percent(see, visit):
    """1280 by 1024 pixels enlarged four times leave 320 by 256."""
    page = see(visit, viewport={"width": 320, "height": 256})

    for button in page.locator("sayso-panel button:visible").all():
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box["y"] >= -1
        assert box["y"] + box["height"] <= 257


def test_right_to_left_mirrors_the_notice(see):
    english, arabic = see(Visit()), see(Visit(language="ar"))

    def middle(page, action):
        box = control(page, action).bounding_box()
        return box["x"] + box["width"] / 2

    assert middle(english, "close") > 640 > middle(arabic, "close")
    assert middle(english, "accept") < middle(english, "refuse")
    assert middle(arabic, "accept") > middle(arabic, "refuse")


@pytest.mark.parametrize(("motion", "running"), [("reduce", 0), ("no-preference", 1)])
def test_the_notice_moves_only_for_those_who_do_not_mind(see, motion, running):
    page = see(Visit(), reduced_motion=motion)

    names = page.locator(".sheet").evaluate("(node) => getComputedStyle(node).animationName")

    assert (names != "none") == bool(running)


@EVERY_VARIANT
def test_nothing_on_the_page_shifts(see, visit):
    page = see(visit, viewport={"width": 360, "height": 640})

    shifts = page.evaluate(
        """() => new Promise((done) => {
          new PerformanceObserver((list) => done(list.getEntries().map((entry) => entry.value)))
            .observe({ type: "layout-shift", buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done([]), 50)));
        })"""
    )

    assert sum(shifts) == 0


@EVERY_VARIANT
def test_nothing_of_it_is_printed(see, visit):
    page = see(visit)

    page.emulate_media(media="print")

    expect(page.locator(".sheet")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_host_s_theme_overrules_the_system_s(see, scheme, theme):
    page = see(dataclasses.replace(VARIANTS["asks"], theme=theme), color_scheme=scheme)

    background = page.locator(".sheet").evaluate("(node) => getComputedStyle(node).backgroundColor")

    assert background == {"light": "rgb(252, 251, 248)", "dark": "rgb(28, 27, 24)"}[theme]


def test_a_theme_that_the_page_names_on_its_root_counts_here_too(see):
    page = see(Visit(), color_scheme="light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")

    page.evaluate("harness.open('notice')")

    background = page.locator(".sheet").evaluate("(node) => getComputedStyle(node).backgroundColor")
    assert background == "rgb(28, 27, 24)"


def test_the_page_s_own_properties_theme_it_and_its_other_rules_do_not_reach_it(see):
    page = see(Visit())
    page.evaluate("document.documentElement.style.setProperty('--sayso-accent', 'rgb(1, 2, 3)')")

    style = control(page, "accept").evaluate(
        "(node) => { const { backgroundColor, borderTopStyle, float } = getComputedStyle(node);"
        " return [backgroundColor, borderTopStyle, float]; }"
    )

    assert style == ["rgb(1, 2, 3)", "none", "none"]
