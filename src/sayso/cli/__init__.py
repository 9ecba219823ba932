"""The program ``sayso``: one file per group of commands, imported when it is called.

A command's docstring is its help. Exit codes: 0 fine, 1 the answer is bad
news, 2 asked wrongly, 3 could not find out.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from sayso import __version__
from sayso.errors import SaysoError, StorageError

# Where each command lives. Importing on use keeps `sayso law decide` free of the server.
LAZY = {
    "init": "sayso.cli.catalog:init",
    "check": "sayso.cli.catalog:check",
    "services": "sayso.cli.services:services",
    "publish": "sayso.cli.serve:publish",
    "serve": "sayso.cli.serve:serve",
    "demo": "sayso.cli.demo:demo",
    "explain": "sayso.cli.explain:explain",
    "law": "sayso.cli.law:law",
}


class Program(click.Group):
    """Imports a command when it is called, and words our errors for a terminal."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the table."""
        return list(LAZY)

    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        if cmd_name not in LAZY:
            return None
        module, _, name = LAZY[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; an error of ours becomes its text on stderr and an exit code."""
        try:
            return super().main(*args, **kwargs)
        except SaysoError as error:
            click.echo(str(error), err=True)
            sys.exit(3 if isinstance(error, StorageError) else 2)


@click.group(cls=Program)
@click.version_option(__version__, prog_name="sayso")
def main() -> None:
    """Consent and privacy choices that a site can keep and prove."""
