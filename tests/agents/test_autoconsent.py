"""A visitor's own agent answers for them: DuckDuckGo's autoconsent, unchanged, in Chromium.

It is the independent witness of our promise that software can answer the notice. What it
says it did counts for little; the stored choice and what the third parties received count.
"""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
AGENT = ROOT / "client/node_modules/@duckduckgo/autoconsent/dist/autoconsent.playwright.js"
RULE = json.loads((ROOT / "src/sayso/data/agents/autoconsent.json").read_text(encoding="utf-8"))
PATIENCE = 20.0
ARTICLE = "/articles/three-more-winters"
EVERY_PURPOSE = {"comfort", "audience", "advertising", "social", "sale"}
EVERYBODY = {"adex", "pulse", "chirp", "reel", "leads", "aloud"}

SETTINGS = {"isMainWorld": True, "enablePrehide": False}
HEURISTICS = {"enableHeuristicDetection": True, "heuristicMode": "reject"}


class Visit:
    """An article of dispatch with the agent in it, and what the agent told its browser."""

    def __init__(self, demo, context, settings, rules):
        self.demo = demo
        self.context = context
        self.page = context.new_page()
        self.told = []
        self._briefing = {
            "type": "initResp",
            "config": {**SETTINGS, **settings},
            "rules": {"autoconsent": rules},
        }
        self.page.expose_binding("autoconsentSendMessage", self._hear)
        self.page.add_init_script(path=AGENT)

    def _hear(self, source, message):
        if source["frame"] == self.page.main_frame:
            self.told.append(message)
            if message["type"] == "init":
                self.tell(self._briefing)

    def tell(self, message):
        self.page.evaluate("(message) => { autoconsentReceiveMessage(message); }", message)

    def hears(self, kind, **content):
        """The first message of this *kind* with this *content*, once the agent has sent it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for each in self.told:
                if (
                    each["type"] == kind
                    and content.items() <= {**each, **each.get("state", {})}.items()
                ):
                    return each
            assert time.monotonic() < deadline, f"no {kind} among {self.told}"
            self.page.wait_for_timeout(20)

    def looks_in_vain(self):
        """Return once the agent has looked again, as often as it will, and found nothing."""
        # It looks again only after something in the page has changed.
        self.page.evaluate("() => { setInterval(() => document.body.append(''), 50); }")
        self.hears("report", lifecycle="nothingDetected")

    def answer(self):
        kept = self.context.cookies(self.demo.url("dispatch"))
        value = next((each["value"] for each in kept if each["name"] == "sayso"), None)
        return self.demo.answer(value) if value else None

    def parties_of_the_next_page(self):
        self.demo.forget()
        page = self.context.new_page()
        page.goto(self.demo.url("dispatch", ARTICLE), wait_until="networkidle")
        return self.demo.parties()

    @property
    def dialog(self):
        return self.page.get_by_role("dialog")


@pytest.fixture
def visit(demo, chromium):
    """Send a new visitor whose browser has the agent to an article of dispatch."""
    assert AGENT.exists(), f"{AGENT} is missing: run `npm ci` in client/"
    demo.forget()
    with ExitStack() as contexts:

        def enter(region, action, *, rules=(), locale="en-US", **settings):
            context = chromium.new_context(locale=locale)
            context.set_default_timeout(PATIENCE * 1000)
            contexts.callback(context.close)
            arrived = Visit(demo, context, {"autoAction": action, **settings}, list(rules))
            arrived.page.goto(demo.url("dispatch", f"{ARTICLE}?region={region}"))
            return arrived

        yield enter


@pytest.mark.parametrize("region", ["FR", "US-CA"])
@pytest.mark.parametrize("locale", ["en-US", "fr-FR"])
def test_it_refuses_by_its_heuristics_alone(visit, region, locale):
    visitor = visit(region, "optOut", locale=locale, **HEURISTICS)

    visitor.hears("autoconsentDone", cmp="HEURISTIC-REJECT")

    expect(visitor.dialog).to_have_count(0)
    assert visitor.answer().how == "refuse"
    assert visitor.answer().refused == EVERY_PURPOSE
    assert visitor.parties_of_the_next_page() == set()


def test_without_heuristics_and_rule_it_leaves_the_notice_alone(visit):
    """Otherwise its own rules might be what the tests around this one show."""
    visitor = visit("FR", "optOut", detectRetries=3)
    expect(visitor.dialog).to_be_visible()

    visitor.looks_in_vain()

    expect(visitor.dialog).to_be_visible()
    assert visitor.answer() is None


@pytest.mark.parametrize("locale", ["en-US", "ar-MA"])
def test_with_our_rule_it_refuses_in_any_language_and_can_verify_it(visit, locale):
    visitor = visit("FR", "optOut", rules=[RULE], locale=locale)
    visitor.hears("autoconsentDone", cmp="sayso")

    visitor.tell({"type": "selfTest"})

    assert visitor.hears("selfTestResult", cmp="sayso")["result"] is True
    assert visitor.answer().how == "refuse"
    assert visitor.answer().refused == EVERY_PURPOSE
    assert visitor.parties_of_the_next_page() == set()


def test_with_our_rule_it_accepts_and_everything_runs(visit):
    visitor = visit("FR", "optIn", rules=[RULE])

    visitor.hears("autoconsentDone", cmp="sayso")

    assert visitor.answer().how == "accept"
    assert visitor.answer().granted == EVERY_PURPOSE
    assert visitor.parties_of_the_next_page() == EVERYBODY


def test_what_verifies_a_refusal_does_not_take_an_acceptance_for_one(visit):
    visitor = visit("FR", "optIn", rules=[RULE])
    visitor.hears("autoconsentDone", cmp="sayso")

    visitor.tell({"type": "selfTest"})

    assert visitor.hears("selfTestResult", cmp="sayso")["result"] is False


def test_where_the_notice_has_no_refuse_button_our_rule_goes_by_the_preference_center(visit):
    """Australian law wants notice only; the first layer has nothing to refuse with."""
    visitor = visit("AU", "optOut", rules=[RULE])

    visitor.hears("autoconsentDone", cmp="sayso")

    assert visitor.answer().how == "refuse"
    assert visitor.answer().refused == EVERY_PURPOSE


def test_once_answered_there_is_nothing_for_it_to_do(visit):
    visitor = visit("FR", "optOut", rules=[RULE], detectRetries=3)
    visitor.hears("autoconsentDone", cmp="sayso")
    record = visitor.answer().record
    visitor.told.clear()

    visitor.page.reload()
    visitor.looks_in_vain()

    assert visitor.answer().record == record
