"""Write the reference pages that are generated: `docs/reference/cli.md`.

    python scripts/build_reference.py

`tests/test_docs.py` fails when a page is stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sayso.settings import reference_page

DOCS = Path(__file__).parents[1] / "docs" / "reference"

HEAD = """# Commands

Generated from the commands' own help (`python scripts/build_reference.py`).

Exit codes: 0 fine · 1 the answer is bad news · 2 asked wrongly · 3 could not find out.
Everything with `--json` prints one JSON document on standard output; messages go to standard error.
"""


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command under *group* with its full name, in the order help lists them."""
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        full = f"{path} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, full)
        else:
            yield full, command


def cli_page() -> str:
    """Return the text of `docs/reference/cli.md`."""
    from sayso.cli import main

    sections = [HEAD]
    for name, command in commands(main, "sayso"):
        context = click.Context(command, info_name=name, max_content_width=90, terminal_width=90)
        sections.append(f"## {name}\n\n```\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(sections)


PAGES = {"cli.md": cli_page, "settings.md": reference_page}


if __name__ == "__main__":
    for file, page in PAGES.items():
        (DOCS / file).write_text(page(), encoding="utf-8")
        print(f"wrote docs/reference/{file}")  # noqa: T201
