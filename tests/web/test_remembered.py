"""A remembered answer is the answer: it never crosses signals, languages, places or days."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from sayso.web.remembered import MOST, RememberedAnswers


class World:
    def __init__(self):
        self.day = date(2026, 11, 24)
        self.worked_out = []
        self.answers = RememberedAnswers(("sec-gpc", "accept-language"), lambda: self.day)

    def ask(self, *fields, query=b"", status=200, method="GET"):
        """Return what is sent for a request with these header fields."""
        sent = []

        async def send(message):
            sent.append(message)

        async def find_out(telling):
            self.worked_out.append(fields)
            await telling({"type": "http.response.start", "status": status, "headers": []})
            body = f"{len(self.worked_out)}".encode()
            await telling({"type": "http.response.body", "body": body})

        scope = {"method": method, "query_string": query, "headers": list(fields)}
        asyncio.run(self.answers.answer("/p/gazette/sayso.js", scope, send, find_out))
        return sent[1]["body"]


@pytest.fixture
def world():
    return World()


def test_a_repeat_is_answered_without_working_it_out_again(world):
    assert [world.ask((b"sec-gpc", b"1")) for _ in range(3)] == [b"1", b"1", b"1"]
    assert len(world.worked_out) == 1


def test_what_the_answer_does_not_depend_on_does_not_matter(world):
    assert world.ask((b"user-agent", b"a")) == world.ask((b"user-agent", b"b"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([(b"sec-gpc", b"1")], []),
        ([(b"accept-language", b"fr")], [(b"accept-language", b"en")]),
        ([(b"sec-gpc", b"0"), (b"sec-gpc", b"1")], [(b"sec-gpc", b"1"), (b"sec-gpc", b"0")]),
    ],
)
def test_requests_that_differ_do_not_share(world, first, second):
    assert world.ask(*first) != world.ask(*second)


def test_query_and_method_tell_answers_apart(world):
    found = {world.ask(), world.ask(query=b"lang=fr"), world.ask(method="HEAD")}
    assert len(found) == 3


def test_a_new_day_forgets_since_law_may_have_changed(world):
    first = world.ask()
    world.day = date(2026, 11, 25)
    assert world.ask() != first


def test_a_failure_is_not_remembered(world):
    assert world.ask(status=503) != world.ask(status=503)


def test_strange_requests_cannot_fill_the_memory(world):
    for number in range(MOST + 10):
        world.ask((b"accept-language", b"%d" % number))
    assert len(world.answers._answers) <= MOST
