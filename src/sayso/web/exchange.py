"""One request and the way to answer it, without a framework in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.types import Receive, Scope, Send

from sayso.catalog.model import Property
from sayso.errors import SubmissionError
from sayso.web.request import matches_etag, sends_gpc
from sayso.web.site import Site

Headers = Iterable[tuple[str, str]]

JSON = "application/json"
RETRY_AFTER = "5"

encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request for one property, or for the server itself.

    Attributes:
        property_id: Empty for paths that belong to no property.
        headers: By lower-case name.
    """

    site: Site
    property_id: str
    scope: Scope
    headers: Mapping[str, str]
    receive: Receive
    send: Send

    @property
    def owner(self) -> Property:
        """The property asked about."""
        return self.site.properties[self.property_id]

    @property
    def gpc(self) -> bool:
        """Whether the request has ``Sec-GPC: 1``."""
        return sends_gpc(self.headers)

    @property
    def region(self) -> str:
        """Where the visitor is."""
        return self.site.region(self.scope, self.headers)

    @property
    def host(self) -> str:
        """Host and port as the browser sees them."""
        return self.site.front.host(self.headers)

    @property
    def address(self) -> str:
        """The visitor's address; never stored."""
        return self.site.front.address(self.scope, self.headers)

    async def answer(
        self, content_type: str, body: bytes, headers: Headers = (), *, status: int = 200
    ) -> None:
        """Send *body*; to HEAD, everything but the body."""
        fields = [
            ("content-type", content_type),
            ("content-length", str(len(body))),
            ("x-content-type-options", "nosniff"),
            *headers,
        ]
        await self._send(status, fields, body)

    async def answer_json(self, document: Any, headers: Headers = (), *, status: int = 200) -> None:
        """Send *document* as JSON that nobody caches unless *headers* say how."""
        fields = list(headers)
        if not any(name == "cache-control" for name, _ in fields):
            fields.append(("cache-control", "no-store"))
        await self.answer(JSON, encode(document), fields, status=status)

    async def answer_error(self, error: SubmissionError, headers: Headers = ()) -> None:
        """Send an error of the API in its one shape."""
        content = {"code": error.code, "message": error.message, "path": error.path}
        await self.answer_json({"error": content}, headers, status=error.status)

    async def nothing(self, status: int, headers: Headers = ()) -> None:
        """Send an answer without content, such as 204."""
        await self._send(status, list(headers), b"")

    async def unchanged(self, etag: str, headers: Headers) -> bool:
        """Send 304 and return True if the client has *etag* already."""
        if not matches_etag(self.headers.get("if-none-match", ""), etag):
            return False
        await self.nothing(304, headers)
        return True

    async def _send(self, status: int, fields: list[tuple[str, str]], body: bytes) -> None:
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
        await self.send({"type": "http.response.start", "status": status, "headers": raw})
        content = b"" if self.scope["method"] == "HEAD" else body
        await self.send({"type": "http.response.body", "body": content})


Endpoint = Callable[[Exchange], Awaitable[None]]


def unavailable(message: str) -> SubmissionError:
    """Return the error that says the database cannot write now."""
    return SubmissionError("not-stored", message, status=503)
