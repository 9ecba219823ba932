"""``POST /p/{property}/choices``: a visitor's answer, acknowledged once it is durable."""

from __future__ import annotations

from sayso.app.collect import Circumstances, Kept
from sayso.app.submission import read_submission
from sayso.errors import StorageError, SubmissionError
from sayso.web.exchange import RETRY_AFTER, Exchange, Headers, unavailable
from sayso.web.limits import discard_body, read_body, refuse_foreign_origin, refuse_too_many

# Beacons and keep-alive requests send text/plain, which needs no question beforehand.
CONTENT_TYPES = ("application/json", "text/plain")


async def take_choice(exchange: Exchange) -> None:
    """Answer 201 with record, position and receipt, or say what is wrong."""
    try:
        kept = await _keep(exchange)
    except SubmissionError as error:
        await _refuse(exchange, error)
    except StorageError as error:
        await _refuse(exchange, unavailable(str(error)))
    else:
        record = kept.record
        exchange.site.counts["choices", record.how] += 1
        receipt = f"receipts/{record.id}"
        document = {"record": record.id, "position": kept.position, "receipt": receipt}
        await exchange.answer_json(document, _shared(exchange), status=201)


async def allow_choice(exchange: Exchange) -> None:
    """Answer a browser that asks whether a page may post JSON here (CORS preflight)."""
    refuse_foreign_origin(exchange.headers, exchange.owner.origins, exchange.host)
    fields = [
        ("access-control-allow-methods", "POST"),
        ("access-control-allow-headers", "content-type"),
        ("access-control-max-age", "86400"),
        *_shared(exchange),
    ]
    await exchange.nothing(204, fields)


async def _keep(exchange: Exchange) -> Kept:
    refuse_foreign_origin(exchange.headers, exchange.owner.origins, exchange.host)
    _refuse_other_content(exchange.headers.get("content-type", ""))
    refuse_too_many(exchange.site.rate, exchange.address)
    body = await read_body(exchange.receive, exchange.headers)
    seen = Circumstances(exchange.region, exchange.gpc, exchange.site.clock())
    return await exchange.site.collector.take(exchange.property_id, read_submission(body), seen)


def _refuse_other_content(header: str) -> None:
    content_type = header.partition(";")[0].strip().lower()
    if content_type not in CONTENT_TYPES:
        raise SubmissionError(
            "not-json",
            f'Expected Content-Type application/json or text/plain; found "{content_type[:60]}".',
            status=415,
        )


async def _refuse(exchange: Exchange, error: SubmissionError) -> None:
    exchange.site.counts["refused", error.code] += 1
    if error.status == 413:  # noqa: PLR2004 - HTTP's own number
        await discard_body(exchange.receive)
    await exchange.answer_error(error, [*_shared(exchange), *refusal_headers(error)])


def refusal_headers(error: SubmissionError) -> Headers:
    """Return what a refusal tells the client to do: wait, or hang up."""
    if error.status == 429:  # noqa: PLR2004 - HTTP's own numbers
        return [("retry-after", str(getattr(error, "wait", RETRY_AFTER)))]
    if error.status == 503:  # noqa: PLR2004
        return [("retry-after", RETRY_AFTER)]
    return [("connection", "close")] if error.status == 413 else []  # noqa: PLR2004


def _shared(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the headers that let a page of the property read the answer."""
    origin = exchange.headers.get("origin", "")
    fields = [("vary", "Origin")]
    if origin.lower() in exchange.owner.origins:
        fields.append(("access-control-allow-origin", origin))
    return fields
