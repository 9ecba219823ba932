"""The publications' own list of people who left an e-mail address.

A table in the demo's data folder, the kind of system in which a publisher
keeps personal data outside Sayso.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS leads (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    company TEXT NOT NULL,
    list TEXT NOT NULL,
    share_with_sponsors INTEGER NOT NULL,
    page TEXT NOT NULL,
    given TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Lead:
    """What a newsletter form was filled in with.

    Attributes:
        email: As typed.
        company: As typed, possibly empty.
        list: The property whose newsletter it is.
        share_with_sponsors: The box that allows lead reports was ticked.
        page: Path of the page the form was on.
    """

    email: str
    company: str
    list: str
    share_with_sponsors: bool
    page: str


class LeadList:
    """Leads in one SQLite file, which is created when missing."""

    def __init__(self, file: Path) -> None:
        """Use *file*; its folder must exist."""
        self._file = file
        with closing(self._connect()) as connection, connection:
            connection.execute(_SCHEMA)

    def add(self, lead: Lead) -> None:
        """Keep *lead*; when this returns it is in the file."""
        with closing(self._connect()) as connection, connection:
            connection.execute(
                "INSERT INTO leads (email, company, list, share_with_sponsors, page, given)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    lead.email,
                    lead.company,
                    lead.list,
                    lead.share_with_sponsors,
                    lead.page,
                    datetime.now(UTC).isoformat(timespec="seconds"),
                ),
            )

    def emails(self, list_name: str) -> tuple[str, ...]:
        """Return the addresses on *list_name* in the order they came."""
        with closing(self._connect()) as connection:
            rows = connection.execute(
                "SELECT email FROM leads WHERE list = ? ORDER BY id", (list_name,)
            )
            return tuple(row[0] for row in rows)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file)
