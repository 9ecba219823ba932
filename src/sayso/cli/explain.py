"""``sayso explain``: what a visitor's browser would decide here, row by row, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TextIO

import click

from sayso.app.catalog_folder import load_catalog
from sayso.catalog.model import Catalog
from sayso.cli.choicefile import read_choice
from sayso.policy.compile import compile_plan, regime_for
from sayso.policy.decide import Choice, Decision, Outcome, Person, Signal, decide
from sayso.policy.plan import Plan
from sayso.policy.regime import RegimeAt
from sayso.policy.resolve import canonical_region, region_name

_WORDS = {
    "on": "granted",
    "on-notice": "on notice",
    "off": "denied",
    "prohibited": "prohibited",
}
_BECAUSE = {
    "prohibited": "for this visitor, and no consent lifts it",
    "signal": "the browser's opt-out counts here",
    "choice": "the visitor's answer",
    "default": "what holds here before an answer",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """All that one explanation rests on."""

    catalog: Catalog
    law: RegimeAt
    plan: Plan
    decision: Decision
    choice: Choice | None
    signal: Signal
    day: date


@click.command()
@click.argument("property_id", metavar="PROPERTY")
@click.option("--region", required=True, help="Where the visitor is, such as US-CA or FR.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="On this day; else today.")
@click.option("--gpc", is_flag=True, help="The browser sends Global Privacy Control.")
@click.option("--dnt", is_flag=True, help="The browser sends Do Not Track.")
@click.option("--age", type=click.IntRange(0, 130), help="The visitor's age, if the site knows it.")
@click.option("--choice", "choice_file", type=click.File(), help="JSON file with an answer.")
@click.option(
    "--catalog",
    "folder",
    envvar="SAYSO_CATALOG",
    default="catalog",
    help="Folder of the catalog; else $SAYSO_CATALOG, else ./catalog.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def explain(  # noqa: PLR0913, PLR0917 - one argument for each option
    property_id: str,
    region: str,
    day: datetime | None,
    gpc: bool,
    dnt: bool,
    age: int | None,
    choice_file: TextIO | None,
    folder: str,
    as_json: bool,
) -> None:
    """Say what PROPERTY may run for a visitor, and the one reason for each purpose.

    Prints the plan's rows, how each is settled and by which law, and whether
    the notice is shown. The JSON file of --choice holds what the visitor
    answered: {"given": "2026-06-01", "purposes": {"audience": false}}, and
    optionally question, despite_signal and how.
    """
    on = day.date() if day else datetime.now(UTC).date()
    catalog = load_catalog(folder)
    plan = compile_plan(catalog, property_id, region, on)
    choice = read_choice(choice_file, plan) if choice_file else None
    signal = Signal(gpc=gpc, dnt=dnt)
    made = decide(
        plan,
        choice,
        now=datetime.combine(on, time(), UTC),
        signal=signal,
        person=Person(age),
    )
    law = regime_for(catalog, region, on)
    explained = Explained(catalog, law, plan, made, choice, signal, on)
    if as_json:
        click.echo(json.dumps(_document(explained), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_page(explained)))


def _page(it: Explained) -> Iterator[str]:
    plan, name = it.plan, it.catalog.properties[it.plan.property].name
    yield (
        f"{name}, catalog {plan.version}, regime {plan.regime} on {it.day} "
        f"({_because_of_place(plan)})"
    )
    law = "no law is modeled, so the strictest holds" if plan.regime == "ZZ" else it.law.law
    yield f"{law}: {plan.model}, confidence {it.law.confidence}"
    yield ""
    width = max(len(rule.purpose) for rule in plan.rules)
    for rule, outcome in zip(plan.rules, it.decision.outcomes, strict=True):
        row = f"  {rule.purpose:{width}}  {_WORDS[outcome.state]:10}  {rule.kind:21}  "
        yield f"{row}{_reason(outcome)}"
    yield ""
    yield _notice(it)
    if it.signal.gpc and plan.signals.gpc_heeded and plan.signals.show_status:
        yield "The page says that the opt-out request was honored."
    if it.decision.needs:
        yield f"For this visitor's age the law asks more than an answer: {it.decision.needs}."


def _reason(outcome: Outcome) -> str:
    if outcome.reason == "necessary":
        return outcome.reason
    return f"{outcome.reason}: {_BECAUSE[outcome.reason]} ({outcome.source})"


def _because_of_place(plan: Plan) -> str:
    place = f"the region is {plan.region}"
    if plan.region == plan.regime:
        return f"because {place}"
    return f"because {place}, {region_name(plan.region)}, which it covers"


def _notice(it: Explained) -> str:
    if it.decision.ask:
        return "The notice is shown: an answer is wanted before the rest may run."
    if it.decision.inform:
        return "The notice is shown: nothing waits for an answer, but the visitor is told."
    if it.decision.signal_honored:
        return "The notice is not shown: the browser's signal has answered."
    if it.choice is not None:
        return "The notice is not shown: the visitor has answered, and it is too soon to ask again."
    return "The notice is not shown: there is nothing that this visitor could decide."


def _document(it: Explained) -> dict[str, Any]:
    plan, made = it.plan, it.decision
    return {
        "property": plan.property,
        "version": plan.version,
        "question": plan.question,
        "region": canonical_region(plan.region),
        "regime": plan.regime,
        "law": plan.law,
        "law_version": plan.law_version,
        "confidence": it.law.confidence,
        "date": it.day.isoformat(),
        "purposes": {
            outcome.purpose: {
                "kind": rule.kind,
                "default": rule.default,
                "state": outcome.state,
                "granted": outcome.granted,
                "reason": outcome.reason,
                "source": outcome.source,
            }
            for rule, outcome in zip(plan.rules, made.outcomes, strict=True)
        },
        "ask": made.ask,
        "inform": made.inform,
        "notice_shown": made.ask or made.inform,
        "signal_honored": made.signal_honored,
        "needs": made.needs,
        "plan": plan.to_wire(),
    }
