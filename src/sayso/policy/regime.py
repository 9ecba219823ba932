"""Regimes: what the law asks in a place, read from ``sayso/data/regimes``.

A regime is read one file at a time, when it is needed. ``Regime.at`` applies
the dates; everything that decides uses the ``RegimeAt`` it returns.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from sayso.catalog.model import Kind
from sayso.policy import terms
from sayso.policy.plan import Model, State
from sayso.policy.table import Table

MODELS = ("opt-in", "opt-out", "notice", "none")
STATUSES = ("in-force", "enacted-future", "phased", "product-default")
CONFIDENCES = ("high", "medium", "low")

_TURNING_KEYS = ("effective", "since", "display_since")
_UNDATED_PARTS = ("sources", "history", "overlays", "requests", "sale_bans")


@dataclass(frozen=True, slots=True, eq=False)
class RegimeAt:
    """A regime as it stands on a day: dates passed, changes made.

    Attributes:
        in_force: The law is in force on that day.
        exemptions: Those whose day has come.
        minors: Rules whose day has come, in the data's order.
        sale_bans: All, with the day each begins.
        overlays: Further laws, with the day each begins.
        requests: The clocks of privacy requests, as written.
        others: Further tables of the file, as written.
    """

    code: str
    name: str
    law: str
    citation: str
    effective: date
    status: str
    in_force: bool
    group: tuple[str, ...]
    applicability: str | None
    model: Model
    notice_type: Model
    purposes: Mapping[Kind, State]
    exemptions: Mapping[Kind, terms.Exemption]
    gpc: terms.Gpc
    dnt: terms.Dnt
    conduct: terms.Conduct
    links: tuple[terms.Link, ...]
    lifetimes: terms.Lifetimes
    withdrawal: terms.Withdrawal | None
    sensitive_model: str
    sensitive_rule: str
    sale_bans: tuple[terms.SaleBan, ...]
    digital_consent_age: int | None
    minors: tuple[terms.MinorRule, ...]
    overlays: tuple[terms.Overlay, ...]
    changes: tuple[terms.Change, ...]
    history: tuple[terms.Past, ...]
    sources: tuple[terms.Source, ...]
    requests: Mapping[str, object]
    others: Mapping[str, Mapping[str, object]]
    notes: str
    confidence: str
    as_of: date


@dataclass(frozen=True, slots=True, eq=False)
class Regime:
    """The law of a place through time.

    Attributes:
        code: ISO 3166 code, ``EU`` or ``ZZ``.
        file: Where it was read, for messages.
        effective: First day the law is in force.
        turning_points: Days on which something of it changes, in order.
    """

    code: str
    file: str
    effective: date
    turning_points: tuple[date, ...]
    _values: Mapping[str, object] = field(repr=False)

    def at(self, day: date) -> RegimeAt:
        """Return the regime as it stands on *day*."""
        # Between two turning points nothing changes, so few distinct answers exist.
        return _at(self, bisect_right(self.turning_points, day))

    def overridden(self, day: date, values: Mapping[str, object], where: str) -> RegimeAt:
        """Return the regime on *day* with a publisher's *values* laid over it.

        Args:
            day: The day, whose own changes are made first.
            values: Keys as in a regime file, nested or dotted
                (``{"lifetimes.consent_months": 12}``).
            where: Dotted path of the override in the catalog, for messages.

        Raises:
            CatalogError: A key or value that no regime file could have.
        """
        merged = merge(self.values_on(day), undotted(values))
        return _read(Table(merged, "publisher.toml", where), day)

    def values_on(self, day: date) -> Mapping[str, object]:
        """Return the file's values with every change made whose day has come."""
        values = self._values
        for table in Table(values, self.file).tables("changes"):
            change = terms.read_change(table)
            if change.effective is not None and change.effective <= day and change.values:
                values = merge(values, change.values)
        return values


@cache
def load_regimes() -> Mapping[str, Regime]:
    """Return every regime by its code. Reads all files: see ``load_regime`` for one."""
    return {code: load_regime(code) for code in sorted(regime_codes())}


@cache
def regime_codes() -> frozenset[str]:
    """Return the codes that have a regime of their own, without reading them."""
    names = (entry.name for entry in (files("sayso") / "data" / "regimes").iterdir())
    return frozenset(
        name.removesuffix(".toml").upper()
        for name in names
        if name.endswith(".toml") and not name.startswith("_")
    )


@cache
def load_regime(code: str) -> Regime:
    """Return the regime of *code*; KeyError if no file has it.

    Raises:
        CatalogError: The file is not as it should be; names file and dotted path.
    """
    if code not in regime_codes():
        raise KeyError(code)
    name = f"{code.lower()}.toml"
    text = (files("sayso") / "data" / "regimes" / name).read_text("utf-8")
    regime = regime_from(tomllib.loads(text), f"regimes/{name}")
    if regime.code != code:
        raise Table({}, regime.file).wrong("code", f'expected "{code}", found "{regime.code}".')
    return regime


def regime_from(values: Mapping[str, object], file: str) -> Regime:
    """Return the regime that the TOML *values* of *file* describe.

    Every day on which it differs is read, so a mistake in a coming change is
    found now and not on that day.

    Raises:
        CatalogError: Names file and dotted path.
    """
    table = Table(values, file)
    dated = {key: part for key, part in values.items() if key not in _UNDATED_PARTS}
    regime = Regime(
        code=table.text("code"),
        file=file,
        effective=table.day("effective"),
        turning_points=tuple(sorted(set(_turning_points(dated)))),
        _values=values,
    )
    for day in (date.min, *regime.turning_points):
        regime.at(day)
    return regime


@cache
def vocabulary() -> Mapping[str, object]:
    """Return what the regime files share: aliases, words, counting rules."""
    text = (files("sayso") / "data" / "regimes" / "_meta.toml").read_text("utf-8")
    return tomllib.loads(text)


def merge(values: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Return *values* with *over* laid over them, table by table; a list is replaced."""
    merged = dict(values)
    for key, value in over.items():
        below = merged.get(key)
        both_tables = isinstance(below, Mapping) and isinstance(value, Mapping)
        merged[key] = (
            merge(cast(Mapping[str, object], below), cast(Mapping[str, object], value))
            if both_tables
            else value
        )
    return merged


def undotted(values: Mapping[str, object]) -> dict[str, object]:
    """Return *values* with dotted keys spread into tables."""
    nested: dict[str, object] = {}
    for key, value in values.items():
        below = undotted(value) if isinstance(value, Mapping) else value
        for part in reversed(key.split(".")):
            below = {part: below}
        nested = merge(nested, cast(Mapping[str, object], below))
    return nested


@lru_cache(maxsize=2048)
def _at(regime: Regime, index: int) -> RegimeAt:
    day = regime.turning_points[index - 1] if index else date.min
    return _read(Table(regime.values_on(day), regime.file), day)


def _turning_points(node: object) -> Iterator[date]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in _TURNING_KEYS and isinstance(value, date):
                yield value
            yield from _turning_points(value)
    elif isinstance(node, list):
        for item in node:
            yield from _turning_points(item)


def _read(table: Table, day: date) -> RegimeAt:
    # One flat list of fields, in the order of the file.
    effective = table.day("effective")
    sensitive, minors = table.table("sensitive"), table.table("minors")
    table.optional_day("processing_applies_from")
    table.optional_text("applies_by")
    table.optional_text("data_minimization")
    regime = RegimeAt(
        code=table.text("code"),
        name=table.text("name"),
        law=table.text("law"),
        citation=table.text("citation"),
        effective=effective,
        status=table.word("status", STATUSES),
        in_force=effective <= day,
        group=table.words("group", ("EU", "EEA", "US")),
        applicability=table.optional_text("applicability"),
        model=cast(Model, table.word("model", MODELS)),
        notice_type=cast(Model, table.word("notice_type", MODELS)),
        purposes=terms.read_states(table.table("purposes")),
        exemptions=_exemptions(table.optional_table("exemptions"), day),
        gpc=terms.read_gpc(table.table("gpc"), day),
        dnt=terms.read_dnt(table.table("dnt")),
        conduct=terms.read_conduct(table.table("conduct")),
        links=tuple(terms.read_link(link) for link in table.tables("required_links")),
        lifetimes=terms.read_lifetimes(table.table("lifetimes")),
        withdrawal=terms.read_withdrawal(table.optional_table("withdrawal")),
        sensitive_model=sensitive.text("model"),
        sensitive_rule=sensitive.text("rule"),
        sale_bans=tuple(terms.read_sale_ban(ban) for ban in table.tables("sale_bans")),
        digital_consent_age=minors.optional_number("digital_consent_age"),
        minors=tuple(
            rule
            for rule in (terms.read_minor_rule(rule) for rule in minors.tables("rules"))
            if rule.since <= day
        ),
        overlays=tuple(terms.read_overlay(overlay) for overlay in table.tables("overlays")),
        changes=tuple(terms.read_change(change) for change in table.tables("changes")),
        history=tuple(terms.read_past(past) for past in table.tables("history")),
        sources=tuple(terms.read_source(source) for source in table.tables("sources")),
        requests=table.plain("requests"),
        others={name: table.plain(name) for name in ("cure", "consent_manager")},
        notes=table.text("notes"),
        confidence=table.word("confidence", CONFIDENCES),
        as_of=table.day("as_of"),
    )
    if not regime.sources:
        raise table.wrong("sources", "expected at least one source.")
    minors.optional_text("below_age")
    minors.tables("history")
    sensitive.finish()
    minors.finish()
    table.finish()
    return regime


def _exemptions(table: Table | None, day: date) -> dict[Kind, terms.Exemption]:
    if table is None:
        return {}
    found = {kind: table.optional_table(kind) for kind in terms.ASKED_KINDS}
    table.finish()
    read = {kind: terms.read_exemption(part) for kind, part in found.items() if part is not None}
    return {
        kind: exemption
        for kind, exemption in read.items()
        if exemption.since is None or exemption.since <= day
    }
