"""Bring a SQLite database to the schema this program knows, one numbered file at a time.

Each file under ``schema/`` is applied once, in its own transaction together with
the note that it was. A file that changed after it was applied, or a database
that is ahead of this program, is refused: guessing would lose somebody's records.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import Any

import apsw

from sayso.errors import StorageError

APPLICATION_ID = 0x53415953  # "SAYS", so that another program's file is not mistaken for ours

NOTES = """
CREATE TABLE IF NOT EXISTS schema_step (
    number   INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    checksum TEXT NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered schema file."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the file's text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def steps() -> tuple[Step, ...]:
    """Return the schema files this program ships, lowest number first."""
    folder = resources.files("sayso.store") / "schema"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    return tuple(
        Step(int(entry.name.split("_")[0]), entry.name, entry.read_text(encoding="utf-8"))
        for entry in files
    )


def migrate(connection: apsw.Connection, known: tuple[Step, ...] | None = None) -> None:
    """Apply the steps that *connection*'s database has not seen.

    Args:
        connection: Open for writing, not inside a transaction.
        known: The steps to know; the shipped ones if left out.

    Raises:
        StorageError: The file belongs to another program or to a newer Sayso,
            or a step was changed after it had been applied.
    """
    known = steps() if known is None else known
    _claim(connection)
    rows: list[Any] = connection.execute("SELECT number, checksum FROM schema_step").fetchall()
    applied: dict[int, str] = dict(rows)
    _refuse_strangers(applied, known, connection.filename)
    for step in known:
        if step.number not in applied:
            _apply(connection, step)


def _claim(connection: apsw.Connection) -> None:
    owner = connection.pragma("application_id")
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").get
    if owner != APPLICATION_ID and tables:
        raise StorageError(
            f"{connection.filename} is a database, but not one of Sayso's. "
            "Name another file in SAYSO_DATABASE; it will be created."
        )
    with connection:
        connection.pragma("application_id", APPLICATION_ID)
        connection.execute(NOTES)


def _refuse_strangers(applied: dict[int, str], known: tuple[Step, ...], filename: str) -> None:
    newest = max((step.number for step in known), default=0)
    ahead = max(applied, default=0)
    if ahead > newest:
        raise StorageError(
            f"{filename} has schema step {ahead}, and this version of Sayso knows steps up to "
            f"{newest}. Start the newer Sayso that wrote it, or restore the backup from before."
        )
    for step in known:
        if applied.get(step.number, step.checksum) != step.checksum:
            raise StorageError(
                f"{filename} was made with another text of schema step {step.name}. "
                "Install the release of Sayso that made it; steps never change in a release."
            )


def _apply(connection: apsw.Connection, step: Step) -> None:
    with connection:
        connection.execute(step.sql)
        connection.execute(
            "INSERT INTO schema_step (number, name, checksum) VALUES (?, ?, ?)",
            (step.number, step.name, step.checksum),
        )
