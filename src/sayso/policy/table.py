"""Reads a TOML table strictly: what is wrong is named by file and dotted path.

Every key must be asked for, so a misspelt one is found (``finish``). Knows
nothing of law.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sayso.errors import CatalogError, Problem


class Table:
    """A TOML table that knows where it stands and which of its keys were read.

    Every reading method raises CatalogError if the value is missing or of
    another type; the ``optional_`` ones return None if it is missing.
    """

    def __init__(self, values: Mapping[str, object], file: str, path: str = "") -> None:
        """Read *values*, which stand at dotted *path* of *file*."""
        self.values = values
        self.file = file
        self.path = path
        self._read: set[str] = set()

    def wrong(self, key: str, message: str) -> CatalogError:
        """Return the error that says *message* about *key*."""
        path = f"{self.path}.{key}" if self.path and key else self.path or key
        return CatalogError((Problem(self.file, path, message),))

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, f"expected a text, found {value!r}.")
        return value

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None if the key is missing."""
        return self.text(key) if key in self.values else None

    def word(self, key: str, allowed: Sequence[str]) -> str:
        """Return one of the *allowed* words."""
        return self._allowed(key, self.text(key), allowed)

    def optional_word(self, key: str, allowed: Sequence[str]) -> str | None:
        """Return one of the *allowed* words, or None if the key is missing."""
        return self.word(key, allowed) if key in self.values else None

    def words(self, key: str, allowed: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts, each one of *allowed* if that is given."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, f"expected a list of texts, found {value!r}.")
        if allowed is not None:
            for index, item in enumerate(value):
                self._allowed(f"{key}[{index}]", item, allowed)
        return tuple(value)

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.wrong(key, f"expected true or false, found {value!r}.")
        return value

    def optional_flag(self, key: str) -> bool | None:
        """Return true or false, or None if the key is missing."""
        return self.flag(key) if key in self.values else None

    def number(self, key: str, *, least: int = 0) -> int:
        """Return a whole number that is not below *least*."""
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.wrong(key, f"expected a whole number from {least}, found {value!r}.")
        return value

    def optional_number(self, key: str, *, least: int = 0) -> int | None:
        """Return a whole number, or None if the key is missing."""
        return self.number(key, least=least) if key in self.values else None

    def day(self, key: str) -> date:
        """Return a date."""
        value = self._value(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, f"expected a date such as 2026-01-31, found {value!r}.")
        return value

    def optional_day(self, key: str) -> date | None:
        """Return a date, or None if the key is missing."""
        return self.day(key) if key in self.values else None

    def optional_dated(self, key: str) -> str | None:
        """Return a date or a year as text, or None if the key is missing."""
        if isinstance(self.values.get(key), date):
            return str(self.day(key))
        return self.optional_text(key)

    def plain(self, key: str) -> Mapping[str, object]:
        """Return a table as it stands, or an empty one: its reader is elsewhere."""
        self._read.add(key)
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            raise self.wrong(key, f"expected a table, found {value!r}.")
        return value

    def table(self, key: str) -> Table:
        """Return the table at *key*."""
        self._value(key)
        path = f"{self.path}.{key}" if self.path else key
        return Table(self.plain(key), self.file, path)

    def optional_table(self, key: str) -> Table | None:
        """Return the table at *key*, or None if there is none."""
        return self.table(key) if key in self.values else None

    def tables(self, key: str) -> list[Table]:
        """Return the tables of the list at *key*; a missing list is empty."""
        self._read.add(key)
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.wrong(key, f"expected a list of tables, found {value!r}.")
        path = f"{self.path}.{key}" if self.path else key
        return [Table(item, self.file, f"{path}[{index}]") for index, item in enumerate(value)]

    def finish(self) -> None:
        """Raise CatalogError if a key was not asked for: nobody would heed it."""
        for key in self.values:
            if key not in self._read:
                near = difflib.get_close_matches(key, self._read, 1)
                hint = f' Did you mean "{near[0]}"?' if near else ""
                raise self.wrong(key, f"nothing is called that here.{hint}")

    def _value(self, key: str) -> object:
        self._read.add(key)
        if key not in self.values:
            raise self.wrong(key, "is missing.")
        return self.values[key]

    def _allowed(self, key: str, value: str, allowed: Sequence[str]) -> str:
        if value not in allowed:
            raise self.wrong(key, f'"{value}" is none of {", ".join(allowed)}.')
        return value
