"""Opening a SQLite file for a publisher's records, or saying why it is not fit."""

from __future__ import annotations

import re
from pathlib import Path

import apsw

from sayso.errors import StorageError
from sayso.store.migrate import migrate

BUSY_MILLISECONDS = 5_000

# https://sqlite.org/wal.html#walresetbug: before these, a write and a checkpoint
# from two connections could race and lose a committed write.
FIXED_IN = {(3, 44): 6, (3, 50): 7, (3, 51): 3}

CREATE = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE


def has_wal_reset_fix(sqlite_version: str) -> bool:
    """Return whether that SQLite keeps every committed write in WAL mode."""
    major, minor, patch = (int(part) for part in sqlite_version.split(".")[:3])
    line = (major, minor)
    return line > max(FIXED_IN) or patch >= FIXED_IN.get(line, patch + 1)


def sqlite_path(url: str) -> Path:
    """Return the file that a ``sqlite:///…`` URL names.

    ``sqlite:///sayso.db`` is relative to the working folder,
    ``sqlite:////var/lib/sayso.db`` absolute.

    Raises:
        StorageError: Another kind of URL, or no file in it.
    """
    found = re.fullmatch(r"sqlite:///(.+)", url)
    if not found or found[1] == ":memory:":
        raise StorageError(
            f'Expected a database such as "sqlite:///sayso.db" or "sqlite:////var/lib/sayso.db", '
            f'found "{url}". Set SAYSO_DATABASE or --database.'
        )
    return Path(found[1])


def open_writer(path: Path) -> apsw.Connection:
    """Return the write connection: WAL, full sync, schema up to date.

    Raises:
        StorageError: With the path, the reason and what to try.
    """
    if not has_wal_reset_fix(apsw.sqlite_lib_version()):
        raise StorageError(
            f"SQLite {apsw.sqlite_lib_version()} can lose committed writes in WAL mode. Expected "
            "3.51.3 or newer (or 3.50.7, 3.44.6). Reinstall apsw from its wheel: it brings its own."
        )
    _refuse_missing_folder(path)
    try:
        connection = apsw.Connection(str(path), flags=CREATE)
        _configure(connection)
        migrate(connection)
        _prove_writable(connection)
    except apsw.Error as error:
        raise _unfit(path, error) from error
    return connection


def open_reader(path: Path) -> apsw.Connection:
    """Return a connection that cannot write."""
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(BUSY_MILLISECONDS)
    except apsw.Error as error:
        raise _unfit(path, error) from error
    return connection


def lock_for_serving(path: Path) -> apsw.Connection:
    """Return a connection that keeps every other server off *path* while it is open.

    The lock is SQLite's own, on an empty file beside the database: the system
    drops it with the process, however that ends.

    Raises:
        StorageError: Another server has it.
    """
    _refuse_missing_folder(path)
    beside = path.with_name(path.name + ".lock")
    try:
        lock = apsw.Connection(str(beside), flags=CREATE)
        lock.execute("BEGIN EXCLUSIVE")
    except apsw.BusyError:
        raise StorageError(
            f"Another Sayso server already writes to {path}. Stop it first, or give this one a "
            "database of its own; two writers would only wait for each other."
        ) from None
    except apsw.Error as error:
        raise _unfit(beside, error) from error
    return lock


def _configure(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    mode = connection.pragma("journal_mode", "wal")
    if mode != "wal":
        raise StorageError(
            f"{connection.filename} cannot use a write-ahead log (SQLite chose {mode!r}). "
            "Put the database on a local disk; network file systems cannot do it."
        )
    connection.pragma("synchronous", "FULL")
    connection.pragma("fullfsync", True)  # noqa: FBT003 - macOS: FULL alone stops at the disk's cache
    connection.pragma("foreign_keys", True)  # noqa: FBT003
    # The log is reused, not truncated, after a checkpoint: overwriting is cheaper to sync.
    connection.pragma("wal_autocheckpoint", 4000)


def _prove_writable(connection: apsw.Connection) -> None:
    with connection:
        connection.pragma("user_version", connection.pragma("user_version"))


def _refuse_missing_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise StorageError(
            f"{path} cannot be opened: the folder {path.parent} does not exist. "
            "Create it, or name another place in SAYSO_DATABASE or --database."
        )


def _unfit(path: Path, error: apsw.Error) -> StorageError:
    advice = {
        apsw.CantOpenError: "Check that it is a file and that this user may write to it and its folder.",
        apsw.ReadOnlyError: "Check the file's permissions and that its file system is not read-only.",
        apsw.PermissionsError: "Check that this user may write to it and its folder.",
        apsw.NotADBError: "It is no SQLite database; name another file and it will be created.",
        apsw.CorruptError: "Keep a copy of the file as it is, then restore a backup.",
        apsw.BusyError: "Another program holds it; close that program first.",
        apsw.FullError: "The disk is full; make room.",
    }.get(type(error), "Check the disk, then try again.")
    return StorageError(f"{path} cannot be used as a database: {error}. {advice}")
