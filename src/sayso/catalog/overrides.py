"""Reads a publisher's departures from the law data.

Their shape is checked here; whether the law data has such a field is known
only to ``sayso.policy``, which checks it when it compiles a plan.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

from sayso.catalog import shapes
from sayso.catalog.model import Override
from sayso.catalog.reader import Table, describe


def read_overrides(root: Table) -> tuple[Override, ...]:
    """Return ``[[overrides]]``."""
    overrides: dict[str, Override] = {}
    for table in root.records("overrides"):
        code = table.text("regime", shapes.regime).upper()
        reason = table.text("reason", hint="Write who decided and why, for whoever asks later.")
        values = table.table("set")
        if not list(values):
            table.report("set", "required, and missing. Name the fields to replace.")
        if code and code in overrides:
            table.report(
                "regime", f'"{code}" is overridden twice. Put both into one [[overrides]].'
            )
        overrides[code] = Override(code, _law_values(values), reason)
        table.close()
    return tuple(overrides.values())


def _law_values(table: Table) -> dict[str, object]:
    """Return the fields to replace; their names and meaning are checked against the law later."""
    values: dict[str, object] = {}
    for key in table:
        wrong = shapes.law_field(key)
        if wrong:
            table.report(key, wrong)
        values[key] = _law_value(table, key, table.raw(key))
    return values


def _law_value(table: Table, key: str, value: Any) -> object:
    if isinstance(value, dict):
        return _law_values(table.table(key))
    if isinstance(value, list):
        return [_law_value(table, key, item) for item in value]
    if isinstance(value, datetime) or not isinstance(value, str | bool | int | float | date):
        table.report(key, f"expected a date without a time, found {describe(value)}.")
    elif isinstance(value, float) and not math.isfinite(value):
        table.report(key, f"expected a number one can count with, found {value}.")
    return value
