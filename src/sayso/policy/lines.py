"""Reads the JSON lines that ask about law, strictly.

A line becomes a ``DecideLine`` or a ``LifetimeLine``; anything else is a
SubmissionError that names the dotted path. The format is in
``docs/reference/law.md``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from sayso.catalog.model import KINDS
from sayso.errors import SubmissionError

# How sure the site is of the age: see ``Person.knowledge``. The words of the
# law data are taken as well as the short ones.
KNOWLEDGE = {
    "actual": 3,
    "known": 3,
    "wilful-disregard": 2,
    "willful-disregard": 2,
    "actual-or-wilful-disregard": 2,
    "should-have-known": 1,
    "knew-or-should-have-known": 1,
    "likely": 1,
    "known or likely": 1,
}

Answered = Literal["refused_on", "opted_out_on", "accepted_on"]
ANSWERED: tuple[Answered, ...] = ("refused_on", "opted_out_on", "accepted_on")

_FLAGS = ("gpc", "dnt", "exempt_measurement", "known_account", "honour_gpc_everywhere")
_DECIDE_KEYS = ("jurisdiction", "date", "choice", "age", "knowledge", *_FLAGS)
_CHOICE_KEYS = ("given", "purposes", "despite_signal")
_LIFETIME_KEYS = (
    "jurisdiction",
    *ANSWERED,
    "today",
    "processing_changed_materially",
    "policy_text_changed_on",
)
_OLDEST = 130
_LONGEST_QUOTE = 60
_LAST_YEAR = 9000  # lifetimes are added to it, and the calendar ends with 9999
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice as a line states it: when, and yes or no by kind of purpose."""

    given: date
    purposes: Mapping[str, bool]
    despite_signal: bool


@dataclass(frozen=True, slots=True)
class DecideLine:
    """What holds for a visitor on a day?"""

    jurisdiction: object
    date: date
    choice: Answer | None
    age: int | None
    knowledge: int
    gpc: bool
    dnt: bool
    exempt_measurement: bool
    known_account: bool
    honor_gpc_everywhere: bool


@dataclass(frozen=True, slots=True)
class LifetimeLine:
    """When may a visitor who answered on a day be asked again?"""

    jurisdiction: object
    answered: Answered
    on: date
    today: date
    changed_materially: bool


def read_line(line: object, today: date) -> DecideLine | LifetimeLine:
    """Return what *line*, a decoded JSON value, asks.

    Args:
        line: An object with the keys of ``docs/reference/law.md``.
        today: The day to take where the line names none.

    Raises:
        SubmissionError: A key, type, date or word that is not known.
    """
    if not isinstance(line, Mapping):
        raise _wrong("", f"expected a JSON object, found {_shown(line)}.")
    if "jurisdiction" not in line:
        _known(line, (*_DECIDE_KEYS, *_LIFETIME_KEYS), "")
        raise _wrong("jurisdiction", 'is missing. Give a code such as "US-CA" or "FR".')
    if any(key in line for key in ANSWERED):
        return _lifetime_line(line, today)
    return _decide_line(line, today)


def _decide_line(line: Mapping[str, object], today: date) -> DecideLine:
    _known(line, _DECIDE_KEYS, "")
    day = _optional_day(line, "date")
    choice = _choice(line.get("choice"))
    # Without a date in the line a visitor east of us may already have tomorrow's.
    if choice is not None and day is not None and choice.given > day:
        raise _wrong("choice.given", f"{choice.given} is after the date of the decision, {day}.")
    gpc, dnt, exempt, account, everywhere = (_flag(line, key) for key in _FLAGS)
    return DecideLine(
        jurisdiction=line["jurisdiction"],
        date=day or today,
        choice=choice,
        age=_age(line.get("age")),
        knowledge=_knowledge(line.get("knowledge")),
        gpc=gpc,
        dnt=dnt,
        exempt_measurement=exempt,
        known_account=account,
        honor_gpc_everywhere=everywhere,
    )


def _lifetime_line(line: Mapping[str, object], today: date) -> LifetimeLine:
    _known(line, _LIFETIME_KEYS, "")
    given = [key for key in ANSWERED if key in line]
    if len(given) > 1:
        raise _wrong(given[1], f"expected exactly one of {', '.join(ANSWERED)}.")
    on = _day(line[given[0]], given[0])
    named = _optional_day(line, "today")
    if named is not None and on > named:
        raise _wrong(given[0], f"{on} is after today, {named}.")
    _optional_day(line, "policy_text_changed_on")
    return LifetimeLine(
        jurisdiction=line["jurisdiction"],
        answered=given[0],
        on=on,
        today=named or today,
        changed_materially=_flag(line, "processing_changed_materially"),
    )


def _choice(value: object) -> Answer | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise _wrong("choice", f"expected an object or null, found {_shown(value)}.")
    _known(value, _CHOICE_KEYS, "choice.")
    for key in ("given", "purposes"):
        if key not in value:
            raise _wrong(f"choice.{key}", "is missing.")
    purposes = value["purposes"]
    if not isinstance(purposes, Mapping):
        raise _wrong("choice.purposes", f"expected an object, found {_shown(purposes)}.")
    _known(purposes, KINDS, "choice.purposes.")
    for kind, answer in purposes.items():
        if not isinstance(answer, bool):
            raise _wrong(
                f"choice.purposes.{kind}", f"expected true or false, found {_shown(answer)}."
            )
    return Answer(
        given=_day(value["given"], "choice.given"),
        purposes=cast(Mapping[str, bool], purposes),
        despite_signal=_flag(value, "despite_signal", "choice."),
    )


def _known(table: Mapping[str, object], keys: Collection[str], prefix: str) -> None:
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(str(key), keys, 1)
            hint = f'Did you mean "{near[0]}"?' if near else f"Known are {', '.join(keys)}."
            raise _wrong(f"{prefix}{key}", f"nothing is called that. {hint}")


def _flag(table: Mapping[str, object], key: str, prefix: str = "") -> bool:
    value = table.get(key)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise _wrong(f"{prefix}{key}", f"expected true or false, found {_shown(value)}.")
    return value


def _optional_day(table: Mapping[str, object], key: str) -> date | None:
    value = table.get(key)
    return None if value is None else _day(value, key)


def _day(value: object, path: str) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise _wrong(path, f"{_shown(value)} is no day of the calendar.") from None
        if day.year > _LAST_YEAR:
            raise _wrong(path, f"expected a year up to {_LAST_YEAR}, found {_shown(value)}.")
        return day
    raise _wrong(path, f"expected a date such as 2026-01-31, found {_shown(value)}.")


def _age(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _OLDEST:
        raise _wrong("age", f"expected whole years from 0 to {_OLDEST}, found {_shown(value)}.")
    return value


def _knowledge(value: object) -> int:
    if value is None:
        return 3
    if not isinstance(value, str) or value not in KNOWLEDGE:
        raise _wrong("knowledge", f"expected one of {', '.join(KNOWLEDGE)}, found {_shown(value)}.")
    return KNOWLEDGE[value]


def _shown(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _wrong(path: str, message: str) -> SubmissionError:
    return SubmissionError("bad-line", f"{path}: {message}" if path else message, path=path)
