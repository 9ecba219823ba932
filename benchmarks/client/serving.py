"""Serves the pages, the other clients' files, and Sayso below ``/.sayso``, from one origin.

    python serving.py PORT DATABASE

Everything is compressed beforehand with brotli 11. Files may be cached for ever, which is
the best that their authors could wish for; Sayso decides that for its own.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import brotli
import uvicorn
from clients import GATED, HERE, MAKERS, Client
from starlette.types import ASGIApp, Receive, Scope, Send

from sayso.app.catalog_folder import read_folder
from sayso.catalog.parse import parse
from sayso.settings import Settings
from sayso.wiring import create_app, open_store

MOUNT = "/.sayso"
PAGES = ("first", "second", "third")
WRITTEN_PORT = ":8600"
FOR_EVER = b"public, max-age=31536000, immutable"
REGION = (b"x-sayso-region", b"FR")
TYPES = {
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".svg": b"image/svg+xml",
}

PARAGRAPH = (
    "The ferry left the northern quay at six, an hour late, with forty cars and the whole of the "
    "town band on board. Nobody had told the harbor master, and nobody was going to. "
)
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><rect width="16" height="9" '
    'fill="#468"/><path d="M2 6h12l-2 2H4z" fill="#fff"/></svg>'
)
STYLE = "body{margin:0 auto;max-width:42rem;padding:1rem;font:1.1rem/1.6 serif}img{width:100%;height:auto}"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">{head}
<meta name="viewport" content="width=device-width"><title>The ferry</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">{gated}</head>
<body><h1>The ferry</h1><img src="/ferry.svg" alt="" width="1600" height="900">{body}
{tail}</body></html>
"""
# What the gated script does: says when it ran.
MEASURED = "window.__gated??=performance.now();"


@dataclass(frozen=True)
class File:
    """An answer, ready to send."""

    headers: list[tuple[bytes, bytes]]
    body: bytes

    @classmethod
    def of(cls, name: str, content: bytes, cache: bytes = FOR_EVER) -> File:
        """Compress *content*, whose type *name* tells."""
        body = brotli.compress(content, quality=11)
        headers = [
            (b"content-type", TYPES[Path(name).suffix]),
            (b"content-encoding", b"br"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", cache),
        ]
        return cls(headers, body)


def page(client: Client, gated: str) -> bytes:
    """Return the article with *client* in it."""
    body = "".join(f"<h2>Part {part}</h2>" + f"<p>{PARAGRAPH * 4}</p>" * 5 for part in range(1, 9))
    return PAGE.format(head=client.head, gated=gated, body=body, tail=client.tail).encode()


def site(port: int) -> dict[str, File]:
    """Return every file but Sayso's, by path.

    ``/<client>/bare`` is the page without the gated script, the others have it.
    """
    files = {
        "/pulse.js": File.of("pulse.js", MEASURED.encode()),
        "/page.css": File.of("page.css", STYLE.encode()),
        "/ferry.svg": File.of("ferry.svg", PICTURE.encode()),
    }
    address = (GATED, GATED.format(port=port))
    for key, make in MAKERS.items():
        client = make()
        for name in ("bare", *PAGES):
            gated = "" if name == "bare" else client.gated
            html = page(client, gated).decode().replace(*address).encode()
            files[f"/{key}/{name}"] = File.of("page.html", html, b"no-store")
        for name, content in client.files.items():
            files[f"/client/{name}"] = File.of(name, content)
    return files


def consent(port: int, database: str) -> ASGIApp:
    """Return Sayso's application for the catalog beside this file."""
    texts = {
        name: text.replace(WRITTEN_PORT, f":{port}")
        for name, text in read_folder(HERE / "catalog").items()
    }
    return create_app(parse(texts), open_store(database), Settings(preview=True))


def served(files: dict[str, File], sayso: ASGIApp) -> ASGIApp:
    """Return one application for both; every visitor is in France."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(f"{MOUNT}/"):
            await answer(files.get(scope["path"]), send)
        else:
            headers = [*scope.get("headers", []), REGION]
            await sayso({**scope, "root_path": MOUNT, "headers": headers}, receive, send)

    return app


async def answer(file: File | None, send: Send) -> None:
    """Send *file*, or that there is none."""
    status = 200 if file else 404
    headers = file.headers if file else [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": file.body if file else b""})


def main(port: int, database: str) -> None:
    """Serve until the process is ended."""
    app = served(site(port), consent(port, database))
    uvicorn.run(app, port=port, access_log=False, log_level="warning", ws="none")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
