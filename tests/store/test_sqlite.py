"""What is true of the SQLite store beyond the contract: opening, failing, refusing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from sayso.errors import StorageError
from sayso.store.migrate import Step, migrate, steps
from sayso.store.opening import has_wal_reset_fix, sqlite_path
from sayso.store.sqlite import SqliteConsentStore


def look(path, sql):
    """Return what another connection reads from the file."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_it_writes_ahead_and_syncs_fully(store):
    assert store._connection.pragma("journal_mode") == "wal"
    assert store._connection.pragma("synchronous") == 2


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ("3.40.1", False), ("3.44.5", False), ("3.44.6", True), ("3.45.0", False),
        ("3.50.6", False), ("3.50.7", True), ("3.51.2", False), ("3.51.3", True),
        ("3.52.0", True), ("3.54.1", True),
    ],
)  # fmt: skip
def test_it_knows_which_sqlite_keeps_every_committed_write(version, fixed):
    assert has_wal_reset_fix(version) is fixed


def test_it_refuses_a_sqlite_without_the_fix(monkeypatch, tmp_path):
    monkeypatch.setattr("sayso.store.opening.apsw.sqlite_lib_version", lambda: "3.51.2")
    with pytest.raises(StorageError, match=r"SQLite 3\.51\.2 can lose committed writes"):
        SqliteConsentStore(tmp_path / "consent.db")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///consent.db", "consent.db"),
        ("sqlite:////var/lib/consent.db", "/var/lib/consent.db"),
    ],
)
def test_a_database_url_names_a_file(url, path):
    assert sqlite_path(url) == Path(path)


@pytest.mark.parametrize(
    "url", ["postgresql://host/db", "sqlite://", "consent.db", "sqlite:///:memory:", ""]
)
def test_another_database_url_is_refused_with_an_example(url):
    with pytest.raises(StorageError, match=r"sqlite:///sayso\.db"):
        sqlite_path(url)


def test_a_second_server_on_the_same_file_is_refused(store):
    with pytest.raises(StorageError, match="Another Sayso server already writes"):
        SqliteConsentStore(store.path)


def test_a_server_in_another_process_is_refused_too(store):
    code = (
        "import sys; from pathlib import Path; from sayso.store.sqlite import SqliteConsentStore\n"
        "SqliteConsentStore(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.path)], capture_output=True, text=True, check=False
    )
    assert "Another Sayso server already writes" in done.stderr


def test_publishing_beside_a_server_needs_no_lock(store, record):
    beside = SqliteConsentStore(store.path, serving=False)
    assert beside.append_and_wait(record(1)) == 0
    assert store.append_and_wait(record(2)) == 1
    beside.close()


def test_the_file_is_free_again_once_the_store_is_closed(store, open_store):
    store.close()
    assert open_store().latest() == ()


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(StorageError, match=r"the folder .*nowhere does not exist"):
        SqliteConsentStore(tmp_path / "nowhere" / "consent.db")


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    with pytest.raises(StorageError, match="cannot be used as a database"):
        SqliteConsentStore(tmp_path)


def test_a_place_that_cannot_be_written_is_refused():
    with pytest.raises(StorageError, match="Check that it is a file and that this user may write"):
        SqliteConsentStore(Path("/proc/consent.db"))


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader, " * 500)
    with pytest.raises(StorageError, match="It is no SQLite database"):
        SqliteConsentStore(file)
    assert file.read_text() == "Dear reader, " * 500


def test_another_programs_database_is_left_alone(tmp_path):
    file = tmp_path / "other.db"
    other = apsw.Connection(str(file))
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(StorageError, match="not one of Sayso's"):
        SqliteConsentStore(file)
    assert look(file, "SELECT name FROM sqlite_schema") == [("theirs",)]


def test_a_database_from_a_newer_sayso_is_refused(store):
    store._connection.execute("INSERT INTO schema_step VALUES (9999, '9999_future.sql', 'x')")
    store.close()
    with pytest.raises(StorageError, match="schema step 9999"):
        SqliteConsentStore(store.path)


def test_a_schema_file_that_changed_after_it_was_applied_is_refused(tmp_path):
    connection = apsw.Connection(str(tmp_path / "consent.db"))
    migrate(connection, (Step(1, "0001_a.sql", "CREATE TABLE a (x)"),))
    with pytest.raises(StorageError, match=r"another text of schema step 0001_a\.sql"):
        migrate(connection, (Step(1, "0001_a.sql", "CREATE TABLE a (y)"),))


def test_a_schema_file_that_fails_leaves_nothing_behind_and_can_be_tried_again(tmp_path):
    connection = apsw.Connection(str(tmp_path / "consent.db"))
    first = Step(1, "0001_a.sql", "CREATE TABLE a (x)")
    broken = Step(2, "0002_b.sql", "CREATE TABLE b (x); CREATE TABLE b (x)")
    with pytest.raises(apsw.SQLError):
        migrate(connection, (first, broken))
    migrate(connection, (first, Step(2, "0002_b.sql", "CREATE TABLE b (x)")))
    assert connection.execute("SELECT number FROM schema_step").fetchall() == [(1,), (2,)]


def test_schema_files_are_numbered_without_gaps():
    assert [step.number for step in steps()] == list(range(1, len(steps()) + 1))


def fill_the_disk(store):
    """Stand-in for a full disk: SQLite refuses every further page with the same error."""
    store._connection.pragma("max_page_count", store._connection.pragma("page_count"))


def make_room(store):
    store._connection.pragma("max_page_count", 1_000_000)


def test_a_full_disk_fails_the_whole_batch_and_keeps_nothing_of_it(store, record):
    async def crowd(numbers):
        calls = [store.append(record(number, page="x" * 1500)) for number in numbers]
        return await asyncio.gather(*calls, return_exceptions=True)

    store.append_and_wait(record(1))
    fill_the_disk(store)
    answers = asyncio.run(crowd(range(10, 40)))

    acknowledged = [answer for answer in answers if isinstance(answer, int)]
    assert any(isinstance(answer, StorageError) for answer in answers)
    assert len(look(store.path, "SELECT position FROM record")) == 1 + len(acknowledged)


def test_writes_work_again_once_there_is_room(store, record):
    store.append_and_wait(record(1))
    fill_the_disk(store)
    with pytest.raises(StorageError, match="could not write"):
        store.append_and_wait(record(2, page="x" * 100_000))
    make_room(store)
    store.append_and_wait(record(100))
    positions = look(store.path, "SELECT position FROM record ORDER BY position")
    assert positions == [(number,) for number in range(len(positions))]


def test_a_database_that_turns_read_only_says_so_and_recovers(store, record):
    store._connection.pragma("query_only", 1)
    with pytest.raises(StorageError, match="Nothing of it was kept"):
        store.append_and_wait(record(1))
    with pytest.raises(StorageError):
        asyncio.run(store.check_writable())
    store._connection.pragma("query_only", 0)
    assert store.append_and_wait(record(1)) == 0
    assert store.figures()["failures"] == 2


def test_more_waiting_writes_than_the_queue_holds_are_refused_at_once(open_store, record):
    store = open_store(queue_size=4)

    async def crowd():
        calls = [store.append(record(number)) for number in range(200)]
        return await asyncio.gather(*calls, return_exceptions=True)

    answers = asyncio.run(crowd())
    kept = [answer for answer in answers if isinstance(answer, int)]
    refused = [answer for answer in answers if isinstance(answer, StorageError)]
    assert len(kept) + len(refused) == 200
    assert "already wait for the database" in str(refused[0])
    assert sorted(kept) == list(range(len(kept)))


def test_a_crowd_shares_commits(store, record):
    async def crowd():
        await asyncio.gather(*[store.append(record(number)) for number in range(2000)])

    before = store.figures()["commits"]
    asyncio.run(crowd())
    assert store.figures()["commits"] - before < 200
