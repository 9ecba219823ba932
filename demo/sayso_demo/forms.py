"""Reads what a plain HTML form sends."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST = 16 * 1024


async def form_fields(request: Request) -> dict[str, str]:
    """Return the fields of a form, the last of each name; none if there is too much of it."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
