"""Visits for the interface's tests: plans, decisions and texts, as the server would send them.

The built bundles are filled in here like the server does; the core is the
stand-in of `core.js`, which writes down what the interface tells it.
"""

from __future__ import annotations

import dataclasses
import json
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

from sayso.policy.decide import Choice, Decision, Person, Signal, decide
from sayso.policy.plan import Band, Effect, Plan, Rule, SignalTerms, purpose_code

HARNESS = Path(__file__).parent
ROOT = HARNESS.parents[2]
DATA = ROOT / "src" / "sayso" / "data"
ORIGIN = "https://dispatch.example"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NAMES = {"{property}": "The Sentinel Dispatch", "{publisher}": "Meridian Press"}
KINDS = {
    "necessary": "strictly-necessary",
    "comfort": "functional",
    "audience": "performance",
    "sale": "sale-of-personal-data",
    "advertising": "targeting",
    "social": "social-media",
}
ONE_SWITCH = ("sale", "advertising", "social")
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"


def plan(model: str, default: str, **changes: Any) -> Plan:
    """A plan over the demo's six purposes."""
    rules = tuple(
        Rule(
            purpose,
            purpose_code(purpose),
            kind,
            "on" if purpose == "necessary" else default,
            "Directive 2002/58/EC art. 5(3)" if model == "opt-in" else "Cal. Civ. Code 1798.120",
            heeds_signal=purpose in ONE_SWITCH,
        )
        for purpose, kind in KINDS.items()
    )
    base = Plan(
        property="dispatch", version="00000000", question="11111111", region="", regime="",
        law="", law_version="2026-11-01", model=model, notice_type=model, rules=rules,
        signals=SignalTerms(gpc_heeded=True, gpc_source="11 CCR 7025", show_status=True),
        consent_months=12, reask_months=12, wait_binds=False, close_refuses=True,
        buttons=("accept-all", "reject-all", "manage") if model == "opt-in" else ("opt-out",),
        equal_prominence=True, reject_first_layer=model == "opt-in",
        links=() if model == "opt-in" else ("do-not-sell-or-share",),
    )  # fmt: skip
    return dataclasses.replace(base, **changes)


def no_consent_by_minors(effect: Effect) -> Plan:
    """A consent-first plan in which the group under one switch has a rule for those under 16."""
    band = Band(0, 16, effect, 1, "Cal. Civ. Code 1798.120(c)")
    rules = tuple(
        dataclasses.replace(rule, bands=(band,)) if rule.purpose in ONE_SWITCH else rule
        for rule in EUROPE.rules
    )
    return dataclasses.replace(EUROPE, rules=rules)


EUROPE = plan("opt-in", "off")
CALIFORNIA = plan("opt-out", "on")


@dataclass
class Visit:
    """What the server sent and what the core decided, before anything is on screen."""

    plan: Plan = EUROPE
    view: str = "notice"
    language: str = "en"
    choice: Choice | None = None
    signal: Signal = field(default_factory=Signal)
    person: Person = field(default_factory=Person)
    reload_needed: bool = False
    theme: str | None = None

    @property
    def decision(self) -> Decision:
        return decide(self.plan, self.choice, now=NOW, signal=self.signal, person=self.person)

    def wire(self) -> dict[str, Any]:
        """The JSON that the stand-in core gets."""
        decision, choice = self.decision, self.choice
        outcomes = [
            {"purpose": o.purpose, "state": o.state, "reason": o.reason, "source": o.source}
            for o in decision.outcomes
        ]
        return {
            "view": self.view,
            "theme": self.theme,
            "reloadNeeded": self.reload_needed,
            "signal": {"gpc": self.signal.gpc, "dnt": self.signal.dnt},
            "choice": choice
            and {"given": choice.given.timestamp() * 1000, "purposes": dict(choice.purposes)},
            "decision": {
                "outcomes": outcomes,
                "ask": decision.ask,
                "inform": decision.inform,
                "signalHonored": decision.signal_honored,
                "needs": decision.needs,
            },
            "payload": {
                "plan": self.plan.to_wire(),
                "language": self.language,
                "dir": "rtl" if self.language == "ar" else "ltr",
            },
        }


def texts(language: str) -> dict[str, str]:
    """The product's texts by dotted key, names filled in."""
    tables = tomllib.loads((DATA / "languages" / f"{language}.toml").read_text("utf-8"))
    words = [(key, value) for key, value in _flat(tables, "") if isinstance(value, str)]
    return {key: _named(value) for key, value in words}


def bundle(name: str, language: str) -> str:
    """A built bundle with its payload, as the server fills it in."""
    source = (DATA / "client" / f"{name}.js").read_text("utf-8")
    payload = notice_payload(language) if name == "notice" else panel_payload(language)
    return source.replace("__SAYSO_PAYLOAD__", json.dumps(payload, ensure_ascii=False))


def notice_payload(language: str) -> dict[str, Any]:
    return {
        "texts": _tables(language, "notice", "status", "common"),
        "policyUrl": "/privacy-policy",
    }


def panel_payload(language: str) -> dict[str, Any]:
    words = texts(language)

    def described(purpose: str) -> dict[str, str]:
        kind = KINDS[purpose]
        return {
            "id": purpose,
            "title": words[f"kinds.{kind}.title"],
            "text": words[f"kinds.{kind}.text"],
        }

    def group(*purposes: str) -> dict[str, Any]:
        members = [described(purpose) for purpose in purposes]
        return {**members[0], "locked": purposes == ("necessary",), "purposes": members}

    three = group(*ONE_SWITCH) | {"id": "sale-targeting-social", **GROUP_TEXT[language]}
    return {
        "texts": _tables(language, "preferences", "cookies", "status", "scope", "common"),
        "groups": [group("necessary"), group("comfort"), group("audience"), three],
        "cookies": [
            {**described(purpose), "cookies": [row for row in COOKIES if row["for"] == purpose]}
            for purpose in KINDS
        ],
        "policyUrl": "/privacy-policy",
        "legalEmail": "legal@meridian.example",
    }


# In a catalog these are the publisher's words.
GROUP_TEXT = {
    "en": {
        "title": "Sale of Personal Data, Targeting & Social Media Cookies",
        "text": "One switch for everything that lets other companies learn about your visit.",
    },
    "fr": {
        "title": "Vente de données personnelles, ciblage et réseaux sociaux",
        "text": "Un seul réglage pour tout ce qui renseigne d’autres entreprises sur votre visite.",
    },
    "ar": {
        "title": "بيع البيانات الشخصية والاستهداف وشبكات التواصل",
        "text": "مفتاح واحد لكل ما يتيح لشركات أخرى أن تعرف شيئًا عن زيارتك.",
    },
}


def _cookie(purpose: str, name: str, host: str, provider: str, lifetime: str) -> dict[str, str]:
    party = "first" if host.endswith("dispatch.example") else "third"
    words = {
        "necessary": "Keeps your answer to the cookie notice",
        "comfort": "Remembers the reading voice you picked",
        "audience": "Tells returning browsers from new ones",
        "advertising": "Recognizes your browser across sites to choose advertising",
        "social": "Shows how often an article was shared and by which network’s members",
        "sale": "Links your visit to business contact records",
    }[purpose]
    return {
        "for": purpose, "name": name, "host": host, "provider": provider,
        "purpose": words, "lifetime": lifetime, "party": party,
    }  # fmt: skip


COOKIES = [
    _cookie("necessary", "sayso", "dispatch.example", "The Sentinel Dispatch", "13 months"),
    _cookie("necessary", "session", "dispatch.example", "The Sentinel Dispatch", "Session"),
    _cookie("audience", "_pulse_visitor", "dispatch.example", "Pulse Metrics", "6 months"),
    _cookie("sale", "lf_contact", "leads.example", "Leadfunnel", "12 months"),
    _cookie("social", "chirp_guest", "chirp.example", "Chirp", "30 days"),
    _cookie("social", "reel_pref", "reel.example", "Reel", "24 months"),
    _cookie("advertising", "bl_uid", "adex.example", "Brightlane", "13 months"),
]


def show(page: Page, visit: Visit) -> None:
    """Open the harness's page and mount what *visit* asks for; return once it is there."""
    page.route(f"{ORIGIN}/**", lambda route: _serve(route, visit))
    page.goto(f"{ORIGIN}/")
    page.wait_for_selector("html[data-ready]")


def _serve(route: Route, visit: Visit) -> None:
    name = route.request.url.removeprefix(ORIGIN).strip("/") or "page.html"
    headers = {}
    if name == "page.html":
        body = (HARNESS / name).read_text("utf-8")
        body = body.replace("LANGUAGE", visit.language)
        body = body.replace("DIRECTION", "rtl" if visit.language == "ar" else "ltr")
        headers = {"Content-Security-Policy": POLICY}
    elif name in ("notice.js", "panel.js"):
        body = bundle(name.removesuffix(".js"), visit.language)
    elif name == "run.js":
        wire = json.dumps(visit.wire())
        body = (
            f'import {{ start }} from "./core.js";\n'
            f'document.querySelector("#reopen").onclick = () => harness.open("preferences");\n'
            f"start({wire});"
        )
    elif (HARNESS / name).is_file():
        body = (HARNESS / name).read_text("utf-8")
    else:
        route.fulfill(status=404, body="")
        return
    kinds = {"js": "text/javascript", "css": "text/css", "html": "text/html"}
    route.fulfill(
        body=body, headers=headers, content_type=kinds[name.rsplit(".", 1)[1]] + "; charset=utf-8"
    )


def _tables(language: str, *names: str) -> dict[str, str]:
    return {key: value for key, value in texts(language).items() if key.split(".")[0] in names}


def _flat(tables: dict[str, Any], before: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tables.items():
        if isinstance(value, dict):
            found += _flat(value, f"{before}{key}.")
        else:
            found.append((before + key, value))
    return found


def _named(text: str) -> str:
    for placeholder, name in NAMES.items():
        text = text.replace(placeholder, name)
    return text
