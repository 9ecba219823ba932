"""What every consent store promises: ``sayso.app.ports.ConsentStore``."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest

from sayso.app.ports import Publication, RecordedSignals
from sayso.errors import StorageError, SubmissionError

MOMENT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def test_positions_start_at_zero_and_have_no_gaps(store, record):
    assert [store.append_and_wait(record(number)) for number in (7, 5, 6)] == [0, 1, 2]


def test_a_stored_record_comes_back_as_it_was(store, record):
    store.append_and_wait(record(1))
    stored = store.record(record(1).id)
    assert (stored.position, stored.record) == (0, record(1))


def test_an_unknown_record_is_none(store, record):
    assert store.record(record(1).id) is None


def test_the_same_choice_sent_twice_has_one_position(store, record):
    assert [store.append_and_wait(record(number)) for number in (1, 2, 1)] == [0, 1, 0]


def test_a_choice_sent_again_may_arrive_later_from_elsewhere_and_the_first_record_is_kept(
    store, record
):
    first = record(1)
    again = record(
        1,
        received=MOMENT + timedelta(days=2),
        region="DE",
        region_claimed="FR",
        regime="DE",
        signals=RecordedSignals(gpc=False, dnt=False, sec_gpc=True),
    )
    assert store.append_and_wait(first) == store.append_and_wait(again) == 0
    assert store.record(first.id).record == first


@pytest.mark.parametrize(
    "difference",
    [
        {"answers": {"audience": True}},
        {"property": "evening"},
        {"visitor": "w" * 22},
        {"how": "save"},
        {"given": MOMENT + timedelta(seconds=1)},
        {"despite_signal": True},
    ],
    ids=lambda difference: next(iter(difference)),
)
def test_an_id_cannot_be_used_for_another_choice(store, record, difference):
    store.append_and_wait(record(1))
    with pytest.raises(SubmissionError) as refusal:
        store.append_and_wait(record(1, **difference))
    assert (refusal.value.code, refusal.value.status) == ("record-exists", 409)
    assert store.record(record(1).id).record == record(1)


def test_a_refused_id_takes_no_position_and_no_neighbor_with_it(store, record):
    async def together():
        await store.append(record(1))
        return await asyncio.gather(
            store.append(record(2)),
            store.append(record(1, how="save")),
            store.append(record(3)),
            return_exceptions=True,
        )

    before, refused, after = asyncio.run(together())
    assert (before, after) == (1, 2)
    assert isinstance(refused, SubmissionError)


def test_many_callers_at_once_share_the_positions_without_gap(store, record):
    async def crowd():
        return await asyncio.gather(*[store.append(record(number)) for number in range(500)])

    assert sorted(asyncio.run(crowd())) == list(range(500))


def test_threads_and_event_loops_may_append_together(store, record):
    positions = []

    def thread(start):
        positions.extend(
            [store.append_and_wait(record(number)) for number in range(start, start + 50)]
        )

    async def loop():
        positions.extend(
            await asyncio.gather(*[store.append(record(number)) for number in range(1000, 1050)])
        )

    threads = [threading.Thread(target=thread, args=(start,)) for start in (100, 200)]
    for each in threads:
        each.start()
    asyncio.run(loop())
    for each in threads:
        each.join()
    assert sorted(positions) == list(range(150))


def test_what_was_acknowledged_is_there_after_opening_again(open_store, record):
    first = open_store()
    first.append_and_wait(record(1))
    first.close()
    second = open_store()
    assert second.record(record(1).id).position == 0
    assert second.append_and_wait(record(2)) == 1


def test_a_caller_that_gives_up_waiting_does_not_disturb_the_others(store, record):
    async def impatient():
        waiting = asyncio.create_task(store.append(record(1)))
        await asyncio.sleep(0)
        waiting.cancel()
        return await store.append(record(2))

    assert asyncio.run(impatient()) in (0, 1)


def test_a_closed_store_refuses_and_may_be_closed_twice(store, record):
    store.close()
    store.close()
    with pytest.raises(StorageError, match="closing"):
        store.append_and_wait(record(1))


def test_a_writable_store_says_so(store):
    assert asyncio.run(store.check_writable()) is None


def publication(version, day=0, question="11111111"):
    return Publication(
        version=version,
        canonical=f'{{"version":"{version}"}}'.encode(),
        questions={"gazette": question, "evening": "22222222"},
        published=MOMENT + timedelta(days=day),
    )


def test_a_published_catalog_comes_back_with_its_questions(store):
    assert store.publish(publication("aaaaaaaa")) is True
    assert store.publication("aaaaaaaa") == publication("aaaaaaaa")
    assert store.publication("bbbbbbbb") is None


def test_publishing_the_version_in_force_again_changes_nothing(store):
    store.publish(publication("aaaaaaaa"))
    assert store.publish(publication("aaaaaaaa", day=3)) is False
    assert store.latest() == (publication("aaaaaaaa"),)


def test_an_older_version_can_be_put_into_force_again(store):
    store.publish(publication("aaaaaaaa"))
    store.publish(publication("bbbbbbbb", day=1))
    assert store.publish(publication("aaaaaaaa", day=2)) is True
    assert [each.version for each in store.latest(5)] == ["aaaaaaaa", "bbbbbbbb"]


def test_nothing_published_is_no_publication(store):
    assert store.latest() == ()
