"""The question is asked as the law of the place asks it, in the visitor's words, and the page can say why."""

import pytest
from playwright.sync_api import expect

CONSENT_FIRST = ["FR", "GB", "CA-QC", "ZZ"]
UNITED_STATES = ["US-CA", "US-VA", "US-NY"]
EVERYWHERE = [*CONSENT_FIRST, *UNITED_STATES]
EVERY_PURPOSE = {"comfort", "audience", "advertising", "social", "sale"}

# Everything about a control that could make one answer look easier than the other.
WEIGHT = """(control) => {
  const look = (element) => {
    const style = getComputedStyle(element);
    return ["fontSize", "fontWeight", "color", "backgroundColor", "borderTopWidth", "borderTopColor", "opacity",
      "textDecorationLine", "boxShadow", "outlineStyle"].map((name) => style[name]);
  };
  const frame = control.assignedSlot?.parentElement ?? control;
  const { width, height, y } = control.getBoundingClientRect();
  return { own: look(control), frame: look(frame), width: Math.round(width), height: Math.round(height), y: Math.round(y) };
}"""


def first_layer(visitor):
    controls = visitor.page.locator("sayso-panel [data-sayso-action]:visible").all()
    return {control.get_attribute("data-sayso-action") for control in controls}


@pytest.mark.parametrize("region", CONSENT_FIRST)
def test_where_consent_comes_first_no_stands_beside_yes(visit, region):
    visitor = visit(region)

    assert first_layer(visitor) == {"accept", "refuse", "open-preferences", "close"}


@pytest.mark.parametrize("region", CONSENT_FIRST)
def test_where_consent_comes_first_no_weighs_as_much_as_yes(visit, region):
    visitor = visit(region)
    visitor.stand_still()

    accept, refuse = (visitor.control(action).evaluate(WEIGHT) for action in ("accept", "refuse"))

    assert accept == refuse


@pytest.mark.parametrize("region", CONSENT_FIRST)
@pytest.mark.parametrize("answer", ["accept", "refuse"])
def test_either_answer_takes_one_click(visit, region, answer):
    visitor = visit(region)

    visitor.press(answer)

    expect(visitor.dialog).to_have_count(0)
    given = visitor.answer()
    assert given.how == answer
    assert {"accept": given.granted, "refuse": given.refused}[answer] == EVERY_PURPOSE


@pytest.mark.parametrize("region", UNITED_STATES)
def test_an_american_is_informed_and_can_opt_out_from_the_first_layer(visit, region):
    visitor = visit(region)

    assert first_layer(visitor) >= {"accept", "open-preferences", "close"}
    opt_out = visitor.page.locator("sayso-panel").get_by_role("link", name="Do Not Sell")
    expect(opt_out).to_have_attribute(
        "href", visitor.demo.url("dispatch", "/.sayso/p/dispatch/privacy")
    )


@pytest.mark.parametrize("region", UNITED_STATES)
def test_an_american_answer_that_is_shown_twice_weighs_the_same_twice(visit, region):
    """11 CCR 7004: symmetry in choice binds whatever choice is shown."""
    visitor = visit(region)
    visitor.stand_still()

    accept, refuse = (visitor.control(action).evaluate(WEIGHT) for action in ("accept", "refuse"))

    assert accept == refuse


@pytest.mark.parametrize("region", CONSENT_FIRST)
def test_the_notice_says_how_the_law_wants_closing_understood(visit, region):
    visitor = visit(region)

    expect(visitor.page.locator("sayso-panel")).to_contain_text(
        "Closing this notice counts as refusing."
    )


@pytest.mark.parametrize(
    ("locale", "language", "direction", "accept"),
    [
        ("en-GB", "en", "ltr", "Accept all"),
        ("fr-FR", "fr", "ltr", "Tout accepter"),
        ("ar-MA", "ar", "rtl", "قبول الكل"),
        ("xx", "en", "ltr", "Accept all"),
    ],
)
def test_the_question_is_asked_in_the_visitor_s_language(
    visit, locale, language, direction, accept
):
    visitor = visit("FR", locale=locale)

    expect(visitor.page.locator("sayso-panel")).to_have_attribute("lang", language)
    expect(visitor.page.locator("sayso-panel")).to_have_attribute("dir", direction)
    expect(visitor.control("accept")).to_have_text(accept)


@pytest.mark.parametrize("region", EVERYWHERE)
def test_the_page_can_be_asked_why(visit, region):
    visitor = visit(region)

    purposes = visitor.page.evaluate("sayso.state().purposes")

    assert set(purposes) == EVERY_PURPOSE | {"necessary"}
    assert purposes["necessary"]["reason"] == "necessary"
    assert {purposes[purpose]["reason"] for purpose in EVERY_PURPOSE} == {"default"}
    assert all(purposes[purpose]["source"] for purpose in EVERY_PURPOSE)


def test_after_an_answer_the_reason_is_the_answer(visit):
    visitor = visit("FR")

    visitor.press("refuse")

    purposes = visitor.page.evaluate("sayso.state().purposes")
    assert {purposes[purpose]["reason"] for purpose in EVERY_PURPOSE} == {"choice"}


@pytest.mark.parametrize(
    ("region", "law"),
    [
        ("FR", "FR"),
        ("GB", "GB"),
        ("CA-QC", "CA-QC"),
        ("ZZ", "ZZ"),
        ("US-CA", "US-CA"),
        ("US-VA", "US-VA"),
        ("US-NY", "US"),
    ],
)
def test_the_page_says_which_law_it_follows(visit, region, law):
    state = visit(region).page.evaluate("sayso.state()")

    assert state["regime"] == law
