"""Reads one TOML text piece by piece and remembers every problem it meets.

Knows how a file, a dotted path and a found value are worded for the publisher.
Does not know what a catalog is: ``sayso.catalog.declare`` does.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from sayso.errors import Problem

Check = Callable[[str], str | None]
"""Says what is wrong with a text, or returns None."""

Word = TypeVar("Word", bound=str)

_LONGEST_QUOTE = 60

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_POSITION = re.compile(r"\s*\(at (line \d+, column \d+|end of document)\)$")


class Table:
    """One TOML table, where it stands, and which of its keys have been asked for.

    Every method returns something usable even when the value is wrong, so that
    reading goes on and the publisher sees all problems at once; the problem is
    in the shared list. ``close`` reports the keys that nobody asked for.
    """

    def __init__(
        self, values: Mapping[str, Any], *, file: str, path: str, problems: list[Problem]
    ) -> None:
        self.file = file
        self.path = path
        self.problems = problems
        self._values = values
        self._known: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def raw(self, key: str) -> Any:
        """Return whatever stands under *key*, or None, and mark the key as known."""
        self._known.add(key)
        return self._values.get(key)

    def where(self, key: str) -> str:
        """Return the dotted path of *key*, quoted where TOML would quote it."""
        return dotted(self.path, key)

    def report(self, key: str, message: str) -> None:
        """Remember a problem with *key*; an empty key means the table itself."""
        self._report(self.where(key) if key else self.path, message)

    def text(self, key: str, check: Check | None = None, *, hint: str = "") -> str:
        """Return the required text under *key*, or an empty text and a problem.

        Args:
            key: The key.
            check: Says what is wrong with the text, or returns None.
            hint: What to write when it is missing.
        """
        if key not in self._values:
            self._known.add(key)
            self.report(key, f"required, and missing.{f' {hint}' if hint else ''}")
            return ""
        return self.optional_text(key, check) or ""

    def optional_text(self, key: str, check: Check | None = None) -> str | None:
        """Return the text under *key*, or None if there is none or it is wrong."""
        value = self.raw(key)
        if value is None:
            return None
        return self._checked(self.where(key), value, check)

    def texts(self, key: str, check: Check | None = None, *, needed: str = "") -> tuple[str, ...]:
        """Return the list of texts under *key*, without the wrong ones.

        Args:
            key: The key.
            check: Applied to each.
            needed: If given, the list may not be missing or empty; this says what to write.
        """
        value = self.raw(key)
        if value is None and not needed:
            return ()
        if value is None or value == []:
            if needed:
                what = "required, and missing" if value is None else "the list is empty"
                self.report(key, f"{what}. {needed}")
            return ()
        if not isinstance(value, list):
            self.report(key, f"expected a list of texts, found {describe(value)}.")
            return ()
        return self._items(key, value, check)

    def word(self, key: str, words: Collection[Word], *, what: str, default: Word | None) -> Word:
        """Return the word under *key*, one of *words*.

        Args:
            key: The key.
            words: What is allowed.
            what: What such a word is called, for the message: ``kind``.
            default: What holds when the key is missing; None if it is required.
        """
        fallback = default if default is not None else next(iter(words))
        listed = ", ".join(f'"{word}"' for word in words)
        if key not in self._values and default is None:
            self._known.add(key)
            self.report(key, f"required, and missing. Expected one of {listed}.")
            return fallback
        text = self.optional_text(key, lambda value: unknown(what, value, words, listed=listed))
        return next((word for word in words if word == text), fallback)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false under *key*, or *default* if it is missing or wrong."""
        value = self.raw(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.report(key, f"expected true or false, found {describe(value)}.")
        return default

    def table(self, key: str) -> Table:
        """Return the table under *key*; an empty one if it is missing or wrong."""
        value = self.raw(key)
        if value is not None and not isinstance(value, dict):
            self.report(key, f"expected a table, found {describe(value)}.")
            value = None
        return self._inner(value or {}, self.where(key))

    def tables(self, key: str) -> dict[str, Table]:
        """Return the tables ``[key.<id>]`` by their id, in the order of the file."""
        outer = self.table(key)
        return {inner: outer.table(inner) for inner in outer}

    def records(self, key: str) -> list[Table]:
        """Return the tables of the list ``[[key]]``."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.report(
                key, f"expected a list of tables, written [[{key}]], found {describe(value)}."
            )
            return []
        inner = []
        for index, item in enumerate(value):
            path = f"{self.where(key)}[{index}]"
            if isinstance(item, dict):
                inner.append(self._inner(item, path))
            else:
                self._report(path, f"expected a table, found {describe(item)}.")
        return inner

    def close(self) -> None:
        """Report every key that nobody asked for, with the near miss."""
        for key in self._values:
            if key not in self._known:
                listed = ", ".join(sorted(self._known))
                near = did_you_mean(key, self._known)
                self.report(key, f'no key is called "{key}" here.{near} Known here: {listed}.')

    def _items(self, key: str, items: list[Any], check: Check | None) -> tuple[str, ...]:
        found: list[str] = []
        for index, item in enumerate(items):
            path = f"{self.where(key)}[{index}]"
            text = self._checked(path, item, check)
            if text in found:
                self._report(path, f'"{text}" stands here twice. Remove one.')
            elif text is not None:
                found.append(text)
        return tuple(found)

    def _checked(self, path: str, value: Any, check: Check | None) -> str | None:
        if not isinstance(value, str):
            self._report(path, f"expected text, found {describe(value)}.")
            return None
        wrong = blank(value) or (check(value) if check else None)
        if wrong:
            self._report(path, wrong)
            return None
        return value

    def _inner(self, values: Mapping[str, Any], path: str) -> Table:
        return Table(values, file=self.file, path=path, problems=self.problems)

    def _report(self, path: str, message: str) -> None:
        self.problems.append(Problem(self.file, path, message))


def open_table(file: str, text: str, problems: list[Problem]) -> Table | None:
    """Return the whole of one TOML text, or None and a problem if it is not TOML."""
    try:
        values = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        position = _POSITION.search(str(error))
        reason = _POSITION.sub("", str(error))
        where = position.group(1) if position else ""
        problems.append(
            Problem(file, where, f"this is not TOML: {reason}. See https://toml.io for the format.")
        )
        return None
    except RecursionError:
        problems.append(Problem(file, "", "this is nested too deeply to be a catalog."))
        return None
    return Table(values, file=file, path="", problems=problems)


def dotted(path: str, key: str) -> str:
    """Return the dotted path of *key* in the table at *path*."""
    shown = key if _BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
    return f"{path}.{shown}" if path else shown


def blank(text: str) -> str | None:
    """Say that a text holds no words, or return None."""
    return None if text.strip() else "expected words, found an empty text."


def unknown(what: str, word: str, known: Collection[str], *, listed: str) -> str | None:
    """Say that *word* is none of *known*, with the near miss, or return None."""
    if word in known:
        return None
    return f'no {what} is called "{word}".{did_you_mean(word, known)} Expected one of {listed}.'


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return `` Did you mean "…"?`` with the nearest of *known*, or an empty text."""
    folded = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(word.casefold(), sorted(folded), n=1, cutoff=0.6)
    return f' Did you mean "{folded[near[0]]}"?' if near else ""


def describe(value: object) -> str:
    """Return what was found, in words a publisher reads: ``the text "yes"``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        short = value if len(value) <= _LONGEST_QUOTE else value[: _LONGEST_QUOTE - 1] + "…"
        return f'the text "{short}"'
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, datetime | date | time):
        return f"the date {value.isoformat()}"
    return "a list" if isinstance(value, list) else "a table"
