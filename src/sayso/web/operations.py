"""What monitors and standards ask of a server: health, readiness, figures, GPC support."""

from __future__ import annotations

import time
from collections.abc import Iterator

from sayso.errors import StorageError, SubmissionError
from sayso.web.exchange import RETRY_AFTER, Exchange
from sayso.web.site import Site

METRICS = "text/plain; version=0.0.4; charset=utf-8"
NOT_CACHED = (("cache-control", "no-store"),)


async def alive(exchange: Exchange) -> None:
    """Answer 200 as long as the process answers at all."""
    await exchange.answer("text/plain", b"ok\n", NOT_CACHED)


class Readiness:
    """Whether choices can be kept now; a real write, at most one a second."""

    def __init__(self) -> None:
        self._checked = float("-inf")

    async def __call__(self, exchange: Exchange) -> None:
        """Answer 200 ``{"ready": true}``, or 503 with the reason."""
        try:
            if time.monotonic() - self._checked > 1:
                await exchange.site.store.check_writable()
                self._checked = time.monotonic()
        except StorageError as error:
            refusal = SubmissionError("not-ready", str(error), status=503)
            await exchange.answer_error(refusal, [("retry-after", RETRY_AFTER)])
        else:
            await exchange.answer_json({"ready": True})


async def metrics(exchange: Exchange) -> None:
    """Answer a few figures in Prometheus' text format; nothing about anybody."""
    text = "\n".join(_lines(exchange.site)) + "\n"
    await exchange.answer(METRICS, text.encode(), NOT_CACHED)


async def gpc_support(exchange: Exchange) -> None:
    """Answer ``/.well-known/gpc.json`` (Global Privacy Control, 4)."""
    document = {"gpc": True, "lastUpdate": exchange.site.published.date().isoformat()}
    await exchange.answer_json(document, [("cache-control", "public, max-age=86400")])


def _lines(site: Site) -> Iterator[str]:
    store = site.store.figures()
    yield from _counted(site, "choices", "how", "Choices kept, by the act that gave them.")
    yield from _counted(site, "refused", "code", "Posts refused, by error code.")
    for name, kind, value, help_text in (
        ("malformed_regions_total", "counter", site.regions.malformed, "Headers with no region."),
        ("variants", "gauge", site.variants.kept, "Script variants in memory."),
        ("commits_total", "counter", store["commits"], "Transactions made durable."),
        ("failed_commits_total", "counter", store["failures"], "Transactions undone."),
        ("waiting_writes", "gauge", store["waiting"], "Writes that wait for the database."),
    ):
        yield f"# HELP sayso_{name} {help_text}"
        yield f"# TYPE sayso_{name} {kind}"
        yield f"sayso_{name} {value}"


def _counted(site: Site, event: str, label: str, help_text: str) -> Iterator[str]:
    name = f"sayso_{event}_total"
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} counter"
    for (kind, value), count in sorted(site.counts.items()):
        if kind == event:
            yield f'{name}{{{label}="{value}"}} {count}'
