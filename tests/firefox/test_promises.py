"""The promises hold in a second engine, with Global Privacy Control as Firefox itself sends it.

The oracle is the same as in Chromium: what the invented third parties received, and
what the browser keeps.
"""

import pytest

from .bidi import ENTER, TAB

THREE = {"sale", "advertising", "social"}
EVERY_PURPOSE = {"comfort", "audience", *THREE}
ALLOWED = {"pulse", "aloud"}
EVERYBODY = {"adex", "pulse", "chirp", "reel", "leads", "aloud"}
HONORED = "Opt-out request honored"
EVERY_SCRIPT = ["p.js", "ad.js", "widget.js", "px.js", "listen.js", "player.js"]

LATE = """(host) => {
  const add = (parent, tag, fields) => parent.append(Object.assign(document.createElement(tag), fields));
  add(document.body, "script", { src: `${host}/late-script.js` });
  add(document.head, "script", { src: `${host}/late-module.js`, type: "module" });
  add(document.body, "iframe", { src: `${host}/late-frame`, title: "late" });
  const afterwards = document.body.appendChild(document.createElement("script"));
  afterwards.setAttribute("src", `${host}/late-source.js`);
  const box = document.body.appendChild(document.createElement("div"));
  box.innerHTML = `<iframe title="late" src="${host}/late-markup"></iframe>`;
}"""
FOCUSED = """() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused?.dataset.saysoAction ?? "";
}"""


def ran(visitor):
    """The scripts that told their makers that they ran."""
    received = visitor.demo.received()
    return [each["query"].removeprefix("script=") for each in received if each["path"] == "/ran"]


def walk_to(visitor, action):
    for _ in range(100):
        visitor.tab.press(TAB)
        if visitor.tab.evaluate(FOCUSED) == action:
            return
    pytest.fail(f"100 presses of Tab do not reach {action}")


def test_firefox_sends_the_signal_by_itself(visit, article):
    visitor = visit("US-CA", article, gpc=True)

    assert visitor.tab.evaluate("() => navigator.globalPrivacyControl") is True
    assert {entry["gpc"] for entry in visitor.demo.log()} == {True}


def test_in_california_the_very_first_load_tells_nobody_it_should_not(visit, article):
    visitor = visit("US-CA", article, gpc=True)

    assert visitor.parties() == ALLOWED


def test_without_the_signal_the_same_page_tells_everybody(visit, article):
    """Otherwise the test before this one would show nothing."""
    visitor = visit("US-CA", article)

    assert visitor.parties() == EVERYBODY


def test_the_page_says_that_the_request_was_honored_and_interrupts_nobody(visit):
    visitor = visit("US-CA", gpc=True)

    assert HONORED in visitor.told
    assert not visitor.asked
    assert visitor.tab.evaluate("() => document.activeElement === document.body")


def test_the_opt_out_is_recorded_as_the_signal_s(demo, visit):
    visitor = visit("US-CA", gpc=True)

    answer = visitor.answer()

    assert (answer.how, answer.granted, answer.refused) == ("signal", frozenset(), THREE)
    status, _ = demo.get("dispatch", f"/.sayso/p/dispatch/receipts/{answer.record}")
    assert status == 200


def test_a_later_visit_without_the_signal_is_no_consent(demo, visit, article):
    cookie = visit("US-CA", gpc=True).cookie()
    demo.forget()

    later = visit("US-CA", article, cookie=cookie)

    assert later.tab.evaluate("() => navigator.globalPrivacyControl") is False
    assert later.parties() == ALLOWED


def test_in_paris_the_signal_refuses_and_the_notice_says_so_while_it_asks_about_the_rest(
    visit, article
):
    visitor = visit("FR", article, gpc=True)

    assert visitor.asked
    assert "Global Privacy Control" in visitor.told
    assert visitor.parties() == set()
    assert visitor.answer().refused == THREE


def test_consent_despite_the_signal_counts_if_the_visitor_was_told(visit, article):
    visitor = visit("FR", article, gpc=True)

    visitor.press("accept")

    assert visitor.answer().despite_signal
    assert visitor.answer().granted == EVERY_PURPOSE
    assert visitor.parties() == EVERYBODY


def test_consent_despite_the_signal_does_not_count_before_the_visitor_was_told(visit, article):
    visitor = visit("US-CA", gpc=True)
    visitor.tab.before_every_page("""() => addEventListener("readystatechange", () => {
      if (document.readyState === "interactive") window.accepted = sayso.accept() ?? true;
    }, true)""")
    visitor.demo.forget()

    visitor.open(article)

    assert visitor.tab.evaluate("() => window.accepted") is True
    assert not visitor.answer().despite_signal
    assert visitor.parties() == ALLOWED


@pytest.mark.parametrize("region", ["FR", "GB", "ZZ"])
def test_where_consent_comes_first_nothing_happens_before_an_answer(visit, article, region):
    visitor = visit(region, article)

    assert visitor.asked
    assert visitor.demo.log() == []
    assert visitor.kept() == set()


@pytest.mark.parametrize("party", ["pulse", "reel"])
def test_what_is_inserted_late_gets_nowhere(visit, party):
    visitor = visit("FR")

    visitor.tab.evaluate(LATE, visitor.demo.url(party, ""))
    visitor.settle()

    assert visitor.parties() == set()


def test_a_refusal_holds_on_the_next_page_after_a_reload_and_in_another_tab(visit, article):
    visitor = visit("FR")
    visitor.press("refuse")
    assert visitor.answer().how == "refuse"
    assert visitor.answer().refused == EVERY_PURPOSE

    visitor.open(article)
    visitor.reload()
    visitor.open(article, tab=visitor.firefox.tab(visitor.person))

    assert visitor.parties() == set()
    assert visitor.kept() == {"sayso"}
    assert not visitor.asked


def test_what_was_accepted_runs_once(visit, article):
    visitor = visit("FR", article)

    visitor.press("accept")

    assert sorted(ran(visitor)) == sorted(EVERY_SCRIPT)


def test_what_was_accepted_runs_once_on_the_next_page_without_another_click(visit, article):
    visitor = visit("FR")
    visitor.press("accept")
    visitor.demo.forget()

    visitor.open(article)

    assert sorted(ran(visitor)) == sorted(EVERY_SCRIPT)
    assert not visitor.asked


def test_closing_is_never_consent(visit, article):
    visitor = visit("FR", article)

    visitor.press("close")

    assert (visitor.answer().how, visitor.answer().granted) == ("close", frozenset())
    assert visitor.parties() == set()


def test_the_keyboard_reaches_refuse_and_presses_it(visit):
    visitor = visit("FR")

    walk_to(visitor, "refuse")
    visitor.tab.press(ENTER)
    visitor.settle()

    assert visitor.answer().how == "refuse"
    assert not visitor.asked


def test_the_keyboard_opens_the_preference_center_and_focus_goes_there(visit):
    visitor = visit("FR")

    walk_to(visitor, "open-preferences")
    visitor.tab.press(ENTER)
    visitor.settle()

    assert visitor.asked
    assert "Cookie preferences" in visitor.told
    assert (
        visitor.tab.evaluate("() => document.activeElement.shadowRoot?.activeElement?.localName")
        == "h2"
    )
