"""One thread that owns the write connection, and commits that form by themselves.

Whatever waits when the thread looks is written in one transaction; everybody is
answered after the commit. There is no timer: a lone caller waits for one commit,
many callers share one. Nothing here knows what is written.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import apsw

from sayso.errors import SaysoError, StorageError

log = logging.getLogger(__name__)

BATCH = 4096
QUEUE = 16384

Work = Callable[[apsw.Connection], Any]


@dataclass(slots=True)
class Job:
    """Something to write, and who waits for it: an event loop or a thread."""

    work: Work
    future: asyncio.Future[Any] | Future[Any]
    loop: asyncio.AbstractEventLoop | None


@dataclass(slots=True)
class Answer:
    """What a job came to. ``error`` wins over ``result``."""

    job: Job
    result: Any = None
    error: BaseException | None = None


class GroupCommitWriter:
    """Runs work on *connection* in its own thread, many jobs to a transaction.

    A job may refuse by raising a ``SaysoError`` before it has written anything;
    that is its caller's answer and does not touch the others. Any other error
    undoes the whole batch, and every caller in it gets ``StorageError``.
    """

    def __init__(self, connection: apsw.Connection, *, queue_size: int = QUEUE) -> None:
        self._connection = connection
        self._jobs: queue.Queue[Job | None] = queue.Queue(queue_size)
        self._closed = False
        self._closing = threading.Lock()
        self.commits = 0
        self.failures = 0
        self._thread = threading.Thread(target=self._run, name="sayso-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many jobs wait now."""
        return self._jobs.qsize()

    async def do(self, work: Work) -> Any:
        """Return what *work* returned, once its transaction is durable.

        Raises:
            StorageError: The queue is full, the writer has stopped, or the
                transaction failed and was undone.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._put(Job(work, future, loop))
        return await future

    def do_and_wait(self, work: Work) -> Any:
        """Do as ``do`` for callers without an event loop."""
        future: Future[Any] = Future()
        self._put(Job(work, future, None))
        return future.result()

    def close(self) -> None:
        """Write what waits, answer it, and end the thread."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _put(self, job: Job) -> None:
        # The lock keeps a job from slipping in behind the end mark, where
        # nobody would ever answer it.
        with self._closing:
            if self._closed:
                raise StorageError("The database is closing. Try again in a moment.")
            try:
                self._jobs.put_nowait(job)
            except queue.Full:
                raise StorageError(
                    f"{self._jobs.maxsize} writes already wait for the database. "
                    "Try again in a few seconds."
                ) from None

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._take()
            if batch:
                self._deliver(self._commit(batch))

    def _take(self) -> tuple[list[Job], bool]:
        job = self._jobs.get()
        batch: list[Job] = []
        while job is not None:
            batch.append(job)
            if len(batch) >= BATCH:
                return batch, True
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _commit(self, batch: list[Job]) -> list[Answer]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            answers = [self._answer(job) for job in batch]
            self._connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - the thread's edge: whatever it was, callers wait
            self.failures += 1
            log.error(  # noqa: TRY400 - a full disk needs no traceback a batch
                "A batch of %d writes failed and was undone: %s", len(batch), error
            )
            self._undo()
            return [Answer(job, error=_refusal(error)) for job in batch]
        # From here the batch is durable. If we stop now, nobody was told; callers
        # send again, and the record's id tells that it is already there.
        self.commits += 1
        return answers

    def _answer(self, job: Job) -> Answer:
        try:
            return Answer(job, result=job.work(self._connection))
        except SaysoError as error:
            return Answer(job, error=error)

    def _undo(self) -> None:
        # SQLite undoes by itself on some errors, such as a full disk.
        with contextlib.suppress(apsw.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _deliver(self, answers: list[Answer]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[Answer]] = {}
        for answer in answers:
            if answer.job.loop is None:
                _settle([answer])
            else:
                by_loop.setdefault(answer.job.loop, []).append(answer)
        for loop, answered in by_loop.items():
            # A loop that has closed meanwhile has nobody left to tell.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_settle, answered)


def _settle(answers: list[Answer]) -> None:
    for answer in answers:
        future = answer.job.future
        if future.done():  # its caller has gone away
            continue
        if answer.error is not None:
            future.set_exception(answer.error)
        else:
            future.set_result(answer.result)


def _refusal(error: Exception) -> StorageError:
    refusal = StorageError(
        f"The database could not write ({error}). Nothing of it was kept; send it again. "
        "If it lasts, look for a full disk or a read-only file system."
    )
    refusal.__cause__ = error
    return refusal
