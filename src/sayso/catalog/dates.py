"""A day in the words of a language: ``24 novembre 2026``, ``2026年11月24日``.

The patterns are Unicode CLDR's long dates, written down month by month by
``scripts/build_dates.mjs``, so that nothing is declined or put in order here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import cast

from sayso.catalog.texts import FALLBACK, shorter


def long_date(day: date, language: str) -> str:
    """Return *day* as readers of *language* write it, in the Gregorian calendar.

    A language without patterns is shortened (``fr-CA`` to ``fr``), then English.
    """
    patterns = _patterns()
    nearest = next((tag for tag in shorter(language) if tag in patterns), FALLBACK)
    pattern = patterns[nearest][day.month - 1]
    return pattern.replace("{d}", str(day.day)).replace("{y}", str(day.year))


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, list[str]]:
    text = (resources.files("sayso") / "data" / "dates.json").read_text(encoding="utf-8")
    return cast("Mapping[str, list[str]]", json.loads(text))
