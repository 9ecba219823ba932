"""``sayso demo``: a publication group, its trackers and Sayso, all on this machine."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from sayso.errors import SubmissionError

HOST = "127.0.0.1"
GRACE_SECONDS = 2  # what a browser still holds open; nothing is lost by hanging up


@click.command()
@click.option("--port", default=8600, type=click.IntRange(0, 65535), help="Where to serve.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for choices and sign-ups. Left out: a temporary one, removed at the end.",
)
def demo(port: int, data: Path | None) -> None:
    """Serve a demo publication group on this machine and say what to try.

    Two publications, their invented third parties, a page that shows what those
    received, and Sayso in between. Ctrl-C stops it.
    """
    with _folder(data) as folder, _listen(port) as listener:
        _serve(listener, folder)


@contextlib.contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is None:
        with tempfile.TemporaryDirectory(prefix="sayso-demo-") as folder:
            yield Path(folder)
        return
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SubmissionError(
            "bad-data",
            f'The folder "{data}" cannot be made: {error.strerror}. Name another with --data.',
            path="--data",
        ) from error
    yield data


def _listen(port: int) -> socket.socket:
    try:
        listener = socket.create_server((HOST, port), backlog=512)
    except OSError as error:
        raise SubmissionError(
            "port-taken",
            f"Cannot listen on {HOST} port {port}: {error.strerror}. "
            "Stop what listens there, or name another --port (0 takes a free one).",
            path="--port",
        ) from error
    listener.setblocking(False)  # noqa: FBT003 - socket's own signature
    return listener


def _serve(listener: socket.socket, folder: Path) -> None:
    from sayso.catalog.parse import parse
    from sayso.settings import Settings
    from sayso.wiring import create_app, open_store
    from sayso_demo.app import create_demo
    from sayso_demo.catalog_files import catalog_files

    port = listener.getsockname()[1]
    store = open_store(f"sqlite:///{folder / 'sayso.db'}")
    try:
        # The demo's edge says where visitors are, and one machine is one network.
        settings = Settings(preview=True, rate=0)
        sayso = create_app(parse(catalog_files(port)), store, settings)
        _run(create_demo(sayso, folder), listener, port)
    finally:
        store.close()


def _run(app: Any, listener: socket.socket, port: int) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        """Says what to open when it really answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                click.echo(_screen(port))
                click.echo(f"ready: http://demo.localhost:{port}/")
                sys.stdout.flush()

    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # uvicorn stops on these signals and raises them again afterwards; a clean stop is no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    Server(config).run(sockets=[listener])


def _screen(port: int) -> str:
    return f"""
  Sayso demo: two publications that ask, trackers that are invented, and a page that tells.

    Start here             http://demo.localhost:{port}/
    The Sentinel Dispatch  http://dispatch.localhost:{port}/
    Civic Stack            http://civicstack.localhost:{port}/
    What the trackers saw  http://watch.localhost:{port}/

  Try this
    1  As a Parisian, open http://dispatch.localhost:{port}/?region=FR
       and look at what the trackers saw before you answer: nothing.
    2  Press "Reject all", read an article, look again.
    3  As a Californian, open http://dispatch.localhost:{port}/?region=US-CA
       and leave through "Do Not Sell My Personal Information".

  Safari, and some systems, do not know names that end in .localhost: use Firefox, Chrome or
  Edge, or add those names to the hosts file, each for 127.0.0.1.
  Ctrl-C stops the demo.
"""
