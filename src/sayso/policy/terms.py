"""What a regime says, part by part: frozen values and how each is read.

The parts as the law data has them, dates included. ``sayso.policy.regime``
puts them together for a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from sayso.catalog.model import KINDS, Kind
from sayso.policy.plan import STRICTEST_FIRST, Effect, State
from sayso.policy.table import Table

Basis = Literal["statute", "regulation", "regulator", "product-default"]

ASKED_KINDS: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "strictly-necessary")
STATES = ("off", "on", "on-notice", "prohibited")
BASES = ("statute", "regulation", "regulator", "product-default")
CERTAINTIES = ("settled", "conditional", "contested")

# How sure a site must be of an age before a rule binds it: 3 it knows, 2 it
# knows or looks away. Any other standard is met by a site that could know: 1.
KNOWLEDGE = {"actual": 3, "known": 3, "actual-or-wilful-disregard": 2}


@dataclass(frozen=True, slots=True)
class Exemption:
    """A softer default that holds only if the publisher meets every condition."""

    default: State
    since: date | None
    label: str
    certainty: str
    tracker_months: int | None
    data_months: int | None
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gpc:
    """How Global Privacy Control is taken.

    Attributes:
        required: The law obliges to honor it, on the day the terms are for.
        since: First day of that duty.
        applies_to: Kinds of purposes the law has it turn off.
        source: Citation of the duty.
        certainty: ``settled``, ``conditional`` or ``contested``.
        scope: How far it reaches, in words.
        show_status: The page must say that it was processed, on that day.
        note: For people.
    """

    required: bool
    since: date | None
    applies_to: tuple[Kind, ...]
    source: str | None
    certainty: str
    scope: str
    show_status: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Dnt:
    """How Do Not Track is taken: as a refusal, or only to be spoken of in the policy."""

    honor: bool
    disclose: bool
    source: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Conduct:
    """How the first layer must behave, and on what authority."""

    reject_all_first_layer: bool
    reject_basis: str
    equal_prominence: bool
    equal_prominence_note: str | None
    close_is_refusal: bool
    scroll_is_consent: bool
    cookie_wall: str
    legitimate_interest_for_trackers: bool | None
    minimum_buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link the law requires, with its exact or usual text."""

    id: str
    text: str
    placement: str
    when: str
    alternative: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Months, each with the authority that sets the number."""

    consent_months: int
    consent_basis: Basis
    reask_months: int
    reask_basis: Basis
    records_months: int
    records_basis: Basis
    records_note: str | None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a withdrawal does; ``revocation_days`` is a statutory ceiling."""

    as_easy_as_giving: bool | None
    effect: str | None
    revocation_days: int | None


@dataclass(frozen=True, slots=True)
class SaleBan:
    """Data whose sale is barred whatever the visitor says."""

    data: str
    since: date
    certainty: str | None


@dataclass(frozen=True, slots=True)
class MinorRule:
    """What is asked for some kinds of purposes at some ages.

    Attributes:
        age_min: First age in years it covers.
        age_below: First age in years it no longer covers.
        effect: What it asks.
        kinds: Kinds of purposes it is about.
        knowledge: 3, 2 or 1: see ``Band.knowledge``.
        standard: The same in the law data's words.
        since: First day of the rule.
        source: Its citation, or None for the regime's.
    """

    age_min: int
    age_below: int
    effect: Effect
    kinds: tuple[Kind, ...]
    knowledge: int
    standard: str
    since: date
    source: str | None


@dataclass(frozen=True, slots=True)
class Overlay:
    """A further law of the same place that binds only some publishers."""

    id: str
    law: str
    effective: date
    applies_when: str
    source: str
    rule: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """What is coming. Only one with a date and values changes behavior."""

    effective: date | None
    status: str
    summary: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Past:
    """What was different until a day, for people."""

    until: date
    summary: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a regime was read, and how: ``excerpt``, ``secondary`` or ``background``."""

    title: str
    section: str | None
    url: str | None
    kind: str
    read: str
    date: str | None


def read_states(table: Table) -> dict[Kind, State]:
    """Return the default of every kind that is asked about."""
    states = {kind: cast(State, table.word(kind, STATES)) for kind in ASKED_KINDS}
    table.finish()
    return states


def read_exemption(table: Table) -> Exemption:
    """Return an exemption."""
    exemption = Exemption(
        default=cast(State, table.word("default", STATES)),
        since=table.optional_day("since"),
        label=table.text("label"),
        certainty=table.optional_word("certainty", CERTAINTIES) or "settled",
        tracker_months=table.optional_number("tracker_max_months", least=1),
        data_months=table.optional_number("data_max_months", least=1),
        conditions=table.words("conditions"),
    )
    table.finish()
    return exemption


def read_gpc(table: Table, day: date) -> Gpc:
    """Return the terms for Global Privacy Control that hold on *day*."""
    since = table.optional_day("since")
    shown_since = table.optional_day("display_since")
    required = table.flag("required")
    kinds = cast(tuple[Kind, ...], table.words("applies_to", KINDS))
    source = table.optional_text("source")
    if required and not (kinds and source):
        raise table.wrong("required", "a duty needs applies_to and a source.")
    shown = table.optional_flag("display_status_required") or False
    gpc = Gpc(
        required=required and (since is None or since <= day),
        since=since,
        applies_to=kinds,
        source=source,
        certainty=table.word("certainty", CERTAINTIES),
        scope=table.optional_text("scope") or "",
        show_status=shown and (shown_since is None or shown_since <= day),
        note=table.optional_text("note"),
    )
    for key in ("statutory_scope", "latency", "recommended_effect"):
        table.optional_text(key)
    for key in ("display_text_example", "frictionless_rule"):
        table.optional_text(key)
    table.optional_flag("absence_is_consent")
    table.finish()
    return gpc


def read_dnt(table: Table) -> Dnt:
    """Return the terms for Do Not Track."""
    dnt = Dnt(
        honor=table.flag("honor"),
        disclose=table.flag("disclose"),
        source=table.optional_text("source"),
        note=table.optional_text("note"),
    )
    if dnt.honor and not dnt.source:
        raise table.wrong("honor", "a duty needs a source.")
    table.finish()
    return dnt


def read_conduct(table: Table) -> Conduct:
    """Return how the first layer must behave."""
    conduct = Conduct(
        reject_all_first_layer=table.flag("reject_all_first_layer"),
        reject_basis=table.text("reject_basis"),
        equal_prominence=table.flag("equal_prominence"),
        equal_prominence_note=table.optional_text("equal_prominence_note"),
        close_is_refusal=table.flag("close_is_refusal"),
        scroll_is_consent=table.flag("scroll_is_consent"),
        cookie_wall=table.word("cookie_wall", ("restricted", "not-addressed", "allowed")),
        legitimate_interest_for_trackers=table.optional_flag("legitimate_interest_for_trackers"),
        minimum_buttons=table.words("minimum_buttons"),
    )
    table.finish()
    return conduct


def read_link(table: Table) -> Link:
    """Return a required link."""
    link = Link(
        id=table.text("id"),
        text=table.text("text"),
        placement=table.text("placement"),
        when=table.text("when"),
        alternative=table.optional_text("alternative"),
        note=table.optional_text("note"),
    )
    table.optional_text("text_alternative")
    table.optional_text("icon")
    table.finish()
    return link


def read_lifetimes(table: Table) -> Lifetimes:
    """Return the lifetimes; every number has a basis."""
    lifetimes = Lifetimes(
        consent_months=table.number("consent_months", least=1),
        consent_basis=cast(Basis, table.word("consent_basis", BASES)),
        reask_months=table.number("reask_months", least=1),
        reask_basis=cast(Basis, table.word("reask_basis", BASES)),
        records_months=table.number("records_months", least=1),
        records_basis=cast(Basis, table.word("records_basis", BASES)),
        records_note=table.optional_text("records_note"),
    )
    table.finish()
    return lifetimes


def read_withdrawal(table: Table | None) -> Withdrawal | None:
    """Return what a withdrawal does, or None where the data does not say."""
    if table is None:
        return None
    withdrawal = Withdrawal(
        as_easy_as_giving=table.optional_flag("as_easy_as_giving"),
        effect=table.optional_text("effect"),
        revocation_days=table.optional_number("revocation_days", least=1),
    )
    table.finish()
    return withdrawal


def read_sale_ban(table: Table) -> SaleBan:
    """Return data that may not be sold."""
    ban = SaleBan(table.text("data"), table.day("since"), table.optional_text("certainty"))
    table.finish()
    return ban


def read_minor_rule(table: Table) -> MinorRule:
    """Return a rule for minors; "profiling" among its purposes is no kind and is left out."""
    standard = table.text("knowledge")
    rule = MinorRule(
        age_min=table.number("age_min"),
        age_below=table.number("age_below", least=1),
        effect=cast(Effect, table.word("effect", STRICTEST_FIRST)),
        kinds=tuple(
            cast(Kind, kind)
            for kind in table.words("purposes", (*ASKED_KINDS, "profiling"))
            if kind != "profiling"
        ),
        knowledge=KNOWLEDGE.get(standard, 1),
        standard=standard,
        since=table.day("since"),
        source=table.optional_text("source"),
    )
    if rule.age_min >= rule.age_below:
        raise table.wrong("age_below", f"expected more than age_min, {rule.age_min}.")
    table.finish()
    return rule


def read_overlay(table: Table) -> Overlay:
    """Return a further law; its rule stays as it is written."""
    overlay = Overlay(
        id=table.text("id"),
        law=table.text("law"),
        effective=table.day("effective"),
        applies_when=table.text("applies_when"),
        source=table.text("source"),
        rule=table.plain("rule"),
    )
    table.finish()
    return overlay


def read_change(table: Table) -> Change:
    """Return a change that is coming."""
    change = Change(
        effective=table.optional_day("effective"),
        status=table.text("status"),
        summary=table.text("summary"),
        values=table.plain("set"),
    )
    table.finish()
    return change


def read_past(table: Table) -> Past:
    """Return what was different."""
    past = Past(table.day("until"), table.text("summary"))
    table.finish()
    return past


def read_source(table: Table) -> Source:
    """Return where something was read; its date may be a year alone."""
    source = Source(
        title=table.text("title"),
        section=table.optional_text("section"),
        url=table.optional_text("url"),
        kind=table.text("kind"),
        read=table.word("read", ("excerpt", "secondary", "background")),
        date=table.optional_dated("date"),
    )
    if source.url is not None and not source.url.startswith("https://"):
        raise table.wrong(
            "url", f'expected an address that starts with https://, found "{source.url}".'
        )
    table.finish()
    return source
