"""The consent store on SQLite: one file, one writer, as many readers as ask."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID

import apsw
import msgspec

from sayso.app.ports import ConsentRecord, Publication, StoredRecord
from sayso.errors import StorageError, SubmissionError
from sayso.store.opening import lock_for_serving, open_reader, open_writer
from sayso.store.writer import QUEUE, GroupCommitWriter

Result = TypeVar("Result")

APPEND = """
INSERT INTO record (position, id, property, visitor, received, body)
SELECT coalesce((SELECT max(position) FROM record) + 1, 0), ?, ?, ?, ?, ?
ON CONFLICT (id) DO NOTHING
RETURNING position
"""

to_body = msgspec.json.Encoder().encode
from_body = msgspec.json.Decoder(ConsentRecord).decode


class SqliteConsentStore:
    """Keeps the promises of ``sayso.app.ports.ConsentStore`` in one SQLite file.

    Args:
        path: The file; created if missing, its folder must exist.
        serving: Take the lock that lets only one server write. Short-lived
            programs beside a server, such as ``sayso publish``, do without.
        queue_size: How many writes may wait before more are refused.

    Raises:
        StorageError: The file is not fit, with the reason and what to try.
    """

    def __init__(self, path: Path, *, serving: bool = True, queue_size: int = QUEUE) -> None:
        self.path = path
        self._lock = lock_for_serving(path) if serving else None
        try:
            self._connection = open_writer(path)
        except StorageError:
            if self._lock:
                self._lock.close()
            raise
        self._reader = open_reader(path)
        self._reading = threading.Lock()
        self._writer = GroupCommitWriter(self._connection, queue_size=queue_size)

    async def append(self, record: ConsentRecord) -> int:
        """Store *record* durably and return its position; see the port."""
        return cast("int", await self._writer.do(_append(record)))

    def append_and_wait(self, record: ConsentRecord) -> int:
        """Do as ``append`` for callers without an event loop."""
        return cast("int", self._writer.do_and_wait(_append(record)))

    def record(self, record_id: str) -> StoredRecord | None:
        """Return the record with that id, or None."""
        row = self._read(lambda reader: _find(reader, UUID(record_id).bytes))
        return StoredRecord(row[0], from_body(row[1])) if row else None

    def publish(self, publication: Publication) -> bool:
        """Make *publication* the latest; return False if it already was."""
        return cast("bool", self._writer.do_and_wait(lambda writer: _publish(writer, publication)))

    def publication(self, version: str) -> Publication | None:
        """Return the catalog published under *version*, or None."""
        found = self._read(lambda reader: _publications(reader, "WHERE version = ?", (version,)))
        return found[0] if found else None

    def latest(self, count: int = 1) -> tuple[Publication, ...]:
        """Return up to *count* publications, the one in force first."""
        return self._read(
            lambda reader: _publications(reader, "ORDER BY turn DESC LIMIT ?", (count,))
        )

    async def check_writable(self) -> None:
        """Return once a write has become durable, else raise ``StorageError``."""
        await self._writer.do(_touch)

    def figures(self) -> Mapping[str, int]:
        """Return figures for operators: commits, failed batches, writes that wait."""
        writer = self._writer
        return {
            "commits": writer.commits,
            "failures": writer.failures,
            "waiting": writer.waiting,
        }

    def close(self) -> None:
        """Finish what waits, then let go of the file. May be called twice."""
        self._writer.close()
        with self._reading:
            self._reader.close()
        self._connection.close()
        if self._lock:
            self._lock.close()

    def _read(self, ask: Callable[[apsw.Connection], Result]) -> Result:
        with self._reading:
            try:
                return ask(self._reader)
            except apsw.Error as error:
                raise StorageError(
                    f"{self.path} could not be read: {error}. Try again; if it lasts, check the disk."
                ) from error


def _append(record: ConsentRecord) -> Callable[[apsw.Connection], int]:
    # Encoded here, in the caller's thread, so that the writer only writes.
    row = (
        UUID(record.id).bytes,
        record.property,
        record.visitor,
        record.received.isoformat(),
        to_body(record),
    )

    def append(writer: apsw.Connection) -> int:
        position = writer.execute(APPEND, row).get
        return _first_position(writer, record) if position is None else position

    return append


def _first_position(writer: apsw.Connection, record: ConsentRecord) -> int:
    row = _find(writer, UUID(record.id).bytes)
    if row is None or not from_body(row[1]).same_choice(record):
        raise SubmissionError(
            "record-exists",
            f"Record {record.id} already holds another choice. Expected a new id for each choice; "
            "send an id again only with the same content.",
            path="record",
            status=409,
        )
    return cast("int", row[0])


def _find(connection: apsw.Connection, record_id: bytes) -> tuple[Any, ...] | None:
    query = "SELECT position, body FROM record WHERE id = ?"
    return connection.execute(query, (record_id,)).fetchone()


def _publish(writer: apsw.Connection, publication: Publication) -> bool:
    in_force = _publications(writer, "ORDER BY turn DESC LIMIT 1", ())
    if in_force and in_force[0].version == publication.version:
        return False
    writer.execute(
        "INSERT INTO catalog_version (version, canonical, published, turn)"
        " SELECT ?, ?, ?, coalesce((SELECT max(turn) FROM catalog_version) + 1, 0)"
        " WHERE true ON CONFLICT (version) DO UPDATE"
        " SET published = excluded.published, turn = excluded.turn",
        (publication.version, publication.canonical, publication.published.isoformat()),
    )
    writer.executemany(
        "INSERT INTO question (property, question, version) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (property_id, question, publication.version)
            for property_id, question in publication.questions.items()
        ],
    )
    return True


def _publications(
    connection: apsw.Connection, which: str, values: tuple[str | int, ...]
) -> tuple[Publication, ...]:
    rows: list[Any] = connection.execute(
        f"SELECT version, canonical, published FROM catalog_version {which}",  # noqa: S608 - ours
        values,
    ).fetchall()
    asked = "SELECT property, question FROM question WHERE version = ?"
    return tuple(
        Publication(
            version=version,
            canonical=canonical,
            questions=dict(cast("Any", connection.execute(asked, (version,)).fetchall())),
            published=datetime.fromisoformat(published),
        )
        for version, canonical, published in rows
    )


def _touch(writer: apsw.Connection) -> None:
    # Writes the file's first page with what it already says: the smallest real write.
    writer.pragma("user_version", writer.pragma("user_version"))
