"""``sayso publish`` and ``sayso serve``: put a catalog into force, and answer visitors with it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from sayso.app.catalog_folder import load_catalog
from sayso.app.publish import Published
from sayso.catalog.model import Catalog
from sayso.errors import CatalogError, CatalogNotFound, SaysoError, StorageError
from sayso.settings import TABLE, Settings, read_settings

Command = TypeVar("Command", bound=Callable[..., Any])

BAD_NEWS, ASKED_WRONGLY, COULD_NOT = 1, 2, 3
KEEP_ALIVE_SECONDS = 5  # longer, and uvicorn holds on to what reset connections left behind
GRACE_SECONDS = 10


def _options(*names: str) -> Callable[[Command], Command]:
    """Return a decorator that adds the options of these settings, in the table's order."""

    def add(command: Command) -> Command:
        for setting in reversed(TABLE):
            if setting.name in names:
                shown = setting.help.replace("`", "")
                text = f"{shown}  [env: {setting.variable}]"
                metavar = setting.name.replace("_", "-").upper()
                command = click.option(setting.option, setting.name, metavar=metavar, help=text)(
                    command
                )
        return command

    return add


@click.command()
@click.argument("folder", metavar="[CATALOG]", required=False)
@_options("database")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def publish(folder: str | None, database: str | None, as_json: bool) -> None:
    """Put the catalog in the folder CATALOG into force and print its version.

    The default is $SAYSO_CATALOG, else ./catalog. Says for which properties the
    change asks visitors again, and why. A running server takes the new version
    when it is started again.
    """
    from sayso.app.publish import publish as put_into_force
    from sayso.wiring import open_store

    with _worded():
        settings = read_settings({"catalog": folder, "database": database}, os.environ)
        catalog = load_catalog(settings.catalog or "catalog")
        store = open_store(settings.database, serving=False)
        try:
            published = put_into_force(catalog, store, now=datetime.now(UTC))
        finally:
            store.close()
    click.echo(_as_json(published) if as_json else _as_text(published))


@click.command()
@_options(*(setting.name for setting in TABLE))
def serve(**given: str | None) -> None:
    """Serve scripts, choices and the hosted pages.

    Prints a line "ready: URL" once it answers. Stops cleanly on SIGTERM and
    Ctrl-C: what was posted is kept and answered first.
    """
    from sayso.wiring import create_app, open_store

    with _worded():
        settings = read_settings(given, os.environ)
        _log_to_stderr(settings.log_level)
        catalog = load_catalog(settings.catalog) if settings.catalog else None
        store = open_store(settings.database)
        try:
            catalog = catalog or _last_published(store, settings)
            app = create_app(catalog, store, settings)
            _run(app, _listen(settings), settings)
        finally:
            store.close()


@contextlib.contextmanager
def _worded() -> Iterator[None]:
    """Turn an error of ours into its text on stderr and the exit code that fits."""
    try:
        yield
    except SaysoError as error:
        click.echo(str(error), err=True)
        sys.exit(_exit_code(error))


def _exit_code(error: SaysoError) -> int:
    if isinstance(error, StorageError):
        return COULD_NOT
    bad_catalog = isinstance(error, CatalogError) and not isinstance(error, CatalogNotFound)
    return BAD_NEWS if bad_catalog else ASKED_WRONGLY


def _last_published(store: Any, settings: Settings) -> Catalog:
    from sayso.catalog.version import from_canonical

    published = store.latest()
    if not published:
        raise StorageError(
            f"There is nothing to serve: no catalog was published to {settings.database}. "
            "Name one with --catalog, or run `sayso publish` first."
        )
    return from_canonical(published[0].canonical)


def _listen(settings: Settings) -> socket.socket:
    try:
        address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[4][:2], family=address[0], backlog=2048)
    except OSError as error:
        raise StorageError(
            f"Cannot listen on {settings.host} port {settings.port}: {error.strerror}. "
            "Stop what listens there, or name another --port (0 takes a free one)."
        ) from error
    listener.setblocking(False)  # noqa: FBT003 - socket's own signature
    return listener


def _run(app: Any, listener: socket.socket, settings: Settings) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        """Says on stdout when it really answers, for whoever waits for that."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                click.echo(f"ready: {_url(settings.host, listener)}")
                sys.stdout.flush()

    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # ours count how many proxies there are
        ws="none",
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # uvicorn stops on these signals and then raises them again for whoever was
    # there before; a clean stop is no failure, so this process ignores the echo.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    Server(config).run(sockets=[listener])


def _url(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(
        level=level.upper(), stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )


def _as_json(published: Published) -> str:
    document = {
        "version": published.version,
        "previous": published.previous,
        "new": published.new,
        "changes": {
            property_id: [
                {"path": change.path, "summary": change.summary, "reopens": change.reopens}
                for change in changes
            ]
            for property_id, changes in published.changes.items()
        },
        "reopened": sorted(published.reopened()),
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _as_text(published: Published) -> str:
    if not published.new:
        return f"{published.version}\nThis version is in force already; nothing changed."
    lines = [published.version]
    reopened = published.reopened()
    for property_id, changes in reopened.items():
        lines.append(f"Visitors of {property_id} are asked again:")
        lines += [f"  {change.path}: {change.summary}" for change in changes]
    if published.previous is None:
        lines.append("The first version in this database.")
    elif not reopened:
        lines.append(f"Nobody is asked again (the version before was {published.previous}).")
    return "\n".join(lines)


__all__ = ["publish", "serve"]
