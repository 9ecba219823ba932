"""Answers to ``sayso.js``, remembered by the bytes of the request that they depend on.

Every page view asks for that file, and most ask in the same few ways. A repeat
costs one look-up and says, byte for byte, what the first said. Nothing here knows
how an answer comes about.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import date

from starlette.types import Message, Scope, Send

Key = tuple[object, ...]
Answer = tuple[Message, Message]

# An answer is a few hundred bytes beside a body that all of a kind share.
MOST = 8192


class RememberedAnswers:
    """Keeps whole answers for the rest of the day they were given on.

    Args:
        fields: The request headers that an answer depends on, lower case.
        today: Returns the day; law changes with it.
    """

    def __init__(self, fields: Iterable[str], today: Callable[[], date]) -> None:
        self._fields = frozenset(name.encode("latin-1") for name in fields)
        self._today = today
        self._day = today()
        self._answers: dict[Key, Answer] = {}

    async def answer(
        self, path: str, scope: Scope, send: Send, find_out: Callable[[Send], Awaitable[None]]
    ) -> None:
        """Send what was sent the last time, or let *find_out* send it and remember that.

        Only answers of status 200 and 304 in one piece are remembered.
        """
        today = self._today()
        if today != self._day or len(self._answers) >= MOST:
            self._day = today
            self._answers.clear()
        fields = self._fields
        # Repeated fields stay in their order, so no two requests that differ share a key.
        key = (
            path,
            scope["method"],
            scope["query_string"],
            *[field for field in scope["headers"] if field[0] in fields],
        )
        known = self._answers.get(key)
        if known is None:
            sent: list[Message] = []

            async def remember(message: Message) -> None:
                sent.append(message)
                await send(message)

            await find_out(remember)
            if len(sent) == 2 and sent[0]["status"] in (200, 304):  # noqa: PLR2004 - start and body
                self._answers[key] = sent[0], sent[1]
            return
        start, body = known
        await send(start)
        await send(body)
