"""Which form of a word goes with a number, one rule for each family of languages.

The rules are those of Unicode CLDR (Language Plural Rules, cardinals) for whole
numbers: https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
A language file names its family in ``language.plural`` and writes its forms in
the order given here. What CLDR keeps apart for fractions or millions alone is no
form of its own here.
"""

# ruff: noqa: PLR2004 - the rules' own numbers

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple


class Family(NamedTuple):
    """Languages that count alike.

    Attributes:
        forms: How many forms a word has.
        rule: Returns which of them, from 0, goes with a number of 0 or more.
    """

    forms: int
    rule: Callable[[int], int]


def plural_form(family: str, number: int) -> int:
    """Return which form of a word goes with *number*, from 0.

    Args:
        family: One of ``FAMILIES``; another raises ``KeyError``.
        number: A whole number, 0 or more.
    """
    return FAMILIES[family].rule(number)


def _other(_: int) -> int:
    """Return the one form there is (CLDR ``ja``, ``ko``, ``zh``)."""
    return 0


def _one_other(n: int) -> int:
    """1; rest (CLDR ``en``, ``de``, ``es``, ``tr`` and most others of Europe)."""
    return 0 if n == 1 else 1


def _zero_one(n: int) -> int:
    """0 and 1; rest (CLDR ``fr``, ``hi``, ``pt``)."""
    return 0 if n in (0, 1) else 1


def _czech(n: int) -> int:
    """1; 2 to 4; rest (CLDR ``cs``, ``sk``)."""
    if n == 1:
        return 0
    return 1 if 2 <= n <= 4 else 2


def _polish(n: int) -> int:
    """1; ends in 2 to 4, but not in 12 to 14; rest (CLDR ``pl``)."""
    if n == 1:
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2


def _slavic(n: int) -> int:
    """Ends in 1, but not in 11; in 2 to 4, but not in 12 to 14; rest (CLDR ``uk``, ``hr``)."""
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2


def _slovene(n: int) -> int:
    """Ends in 01; in 02; in 03 or 04; rest (CLDR ``sl``)."""
    return {1: 0, 2: 1, 3: 2, 4: 2}.get(n % 100, 3)


def _lithuanian(n: int) -> int:
    """Ends in 1; in 2 to 9; rest; 11 to 19 are rest (CLDR ``lt``)."""
    if n % 10 == 0 or 11 <= n % 100 <= 19:
        return 2
    return 0 if n % 10 == 1 else 1


def _latvian(n: int) -> int:
    """Ends in 0 or in 11 to 19; in 1; rest (CLDR ``lv``)."""
    if n % 10 == 0 or 11 <= n % 100 <= 19:
        return 0
    return 1 if n % 10 == 1 else 2


def _romanian(n: int) -> int:
    """1; 0 and what ends in 01 to 19; rest (CLDR ``ro``)."""
    if n == 1:
        return 0
    return 1 if n == 0 or 1 <= n % 100 <= 19 else 2


def _irish(n: int) -> int:
    """1; 2; 3 to 6; 7 to 10; rest (CLDR ``ga``)."""
    if n in (1, 2):
        return n - 1
    if 3 <= n <= 6:
        return 2
    return 3 if 7 <= n <= 10 else 4


def _maltese(n: int) -> int:
    """1; 2; 0 and what ends in 03 to 10; in 11 to 19; rest (CLDR ``mt``)."""
    if n in (1, 2):
        return n - 1
    if n == 0 or 3 <= n % 100 <= 10:
        return 2
    return 3 if 11 <= n % 100 <= 19 else 4


def _arabic(n: int) -> int:
    """1; 2; ends in 03 to 10; in 11 to 99; rest (CLDR ``ar``, whose zero is rest here)."""
    if n in (1, 2):
        return n - 1
    if 3 <= n % 100 <= 10:
        return 2
    return 3 if n % 100 >= 11 else 4


def _hebrew(n: int) -> int:
    """1; 2; rest (CLDR ``he``)."""
    return n - 1 if n in (1, 2) else 2


def _icelandic(n: int) -> int:
    """Ends in 1, but not in 11; rest (CLDR ``is``)."""
    return 0 if n % 10 == 1 and n % 100 != 11 else 1


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "other": Family(1, _other),
        "one-other": Family(2, _one_other),
        "zero-one": Family(2, _zero_one),
        "czech": Family(3, _czech),
        "polish": Family(3, _polish),
        "east-slavic": Family(3, _slavic),
        "south-slavic": Family(3, _slavic),
        "slovene": Family(4, _slovene),
        "lithuanian": Family(3, _lithuanian),
        "latvian": Family(3, _latvian),
        "romanian": Family(3, _romanian),
        "irish": Family(5, _irish),
        "maltese": Family(5, _maltese),
        "arabic": Family(5, _arabic),
        "hebrew": Family(3, _hebrew),
        "icelandic": Family(2, _icelandic),
    }
)
