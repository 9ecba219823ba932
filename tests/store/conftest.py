"""Stores to hold to their promises, and records to put into them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from sayso.app.ports import ConsentRecord, RecordedOutcome, RecordedSignals
from sayso.store.sqlite import SqliteConsentStore

MOMENT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

RECORD = ConsentRecord(
    id=str(UUID(int=0)),
    property="gazette",
    version="0a1b2c3d",
    question="4e5f6a7b",
    notice="ab" * 32,
    regime="FR",
    law_version="2026-11-22",
    region="FR",
    region_claimed=None,
    language="fr",
    visitor="v" * 22,
    answers={"audience": False},
    outcomes={"audience": RecordedOutcome("off", "choice")},
    how="refuse",
    despite_signal=False,
    signals=RecordedSignals(gpc=False, dnt=False, sec_gpc=False),
    page="https://gazette.example/a",
    given=MOMENT,
    received=MOMENT,
)


@pytest.fixture
def record():
    """Return a function that makes the record of a number, with any field replaced."""

    def make(number: int, **fields):
        return replace(RECORD, id=str(UUID(int=number)), **fields)

    return make


# Every backend runs the same contract: add it here.
@pytest.fixture(params=["sqlite"])
def open_store(request, tmp_path):
    """Return a function that opens the store of this test, again if called again."""
    opened = []

    def open_again(**options):
        store = SqliteConsentStore(tmp_path / "consent.db", **options)
        opened.append(store)
        return store

    yield open_again
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store):
    return open_store()
