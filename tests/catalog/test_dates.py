"""Days in the words of each language."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

import pytest

from sayso.catalog.dates import long_date
from sayso.catalog.texts import product_languages


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "November 24, 2026"),
        ("en-GB", "November 24, 2026"),
        ("fr-CA", "24 novembre 2026"),
        ("ar", "24 نوفمبر 2026"),
        ("pl", "24 listopada 2026"),
        ("ja", "2026年11月24日"),
        ("lt", "2026 m. lapkričio 24 d."),
        ("tlh", "November 24, 2026"),
    ],
)
def test_a_day_is_written_as_its_readers_write_it(language, written):
    assert long_date(date(2026, 11, 24), language) == written


def test_every_language_of_the_product_has_twelve_patterns_with_day_and_year():
    file = resources.files("sayso") / "data" / "dates.json"
    patterns = json.loads(file.read_text(encoding="utf-8"))
    assert sorted(patterns) == sorted(product_languages()), "run: node scripts/build_dates.mjs"
    for months in patterns.values():
        assert len(set(months)) == 12
        assert all("{d}" in month and "{y}" in month for month in months)
