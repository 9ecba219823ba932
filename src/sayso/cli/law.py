"""``sayso law``: what the law asks, as JSON lines for programs and as a page for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import BinaryIO

import click

from sayso.cli.lawpage import law_page
from sayso.errors import SubmissionError
from sayso.policy.law import answer_line
from sayso.policy.regime import load_regime
from sayso.policy.resolve import canonical_region, regime_code, region_name, resolve


@click.group()
def law() -> None:
    """What the law asks in a place, on a day. Engineering data, not legal advice."""


@law.command()
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line; write one a line.")
def decide(jsonl: bool) -> None:
    """Answer questions on stdin: what may run for a visitor, and why.

    One JSON object a line, such as {"jurisdiction": "US-CA", "date":
    "2026-06-01", "gpc": true, "choice": null}. A line with refused_on,
    opted_out_on or accepted_on asks when the visitor may be asked again.
    A line that cannot be understood is answered {"error": "…"}; the exit code
    is then 2. The format is in docs/reference/law.md.
    """
    if not jsonl:
        raise click.UsageError(
            "Say --jsonl: questions are read from stdin, one JSON object a line."
        )
    bad = False
    out = sys.stdout
    for answer in _answers(sys.stdin.buffer, today_utc()):
        bad = bad or answer.startswith('{"error":')
        out.write(answer)
        out.write("\n")
    out.flush()
    if bad:
        sys.exit(2)


@law.command()
@click.argument("region")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="On this day; else today.")
@click.option("--json", "as_json", is_flag=True, help="Print the law data as one JSON document.")
def show(region: str, day: datetime | None, as_json: bool) -> None:
    """Show what the law asks in REGION, such as FR or US-CA."""
    on = day.date() if day else today_utc()
    code = canonical_region(region)
    regime = resolve(code, on)
    if as_json:
        values = load_regime(regime.code).values_on(on)
        found = {"region": code, "region_name": region_name(code), "date": on, **values}
        click.echo(json.dumps(found, default=str, ensure_ascii=False, indent=2))
        return
    click.echo(law_page(regime, code, on, own=regime_code(code)))


def today_utc() -> date:
    """Return today's date in UTC, the days that law is counted in here."""
    return datetime.now(UTC).date()


def _answers(lines: BinaryIO | Iterable[bytes], today: date) -> Iterator[str]:
    encode = json.JSONEncoder().encode
    for line in lines:
        if not line.strip():
            continue
        try:
            answer = answer_line(json.loads(line.decode("utf-8")), today)
        except SubmissionError as error:
            answer = {"error": error.message}
        except (ValueError, RecursionError) as error:
            answer = {"error": f"this line is no JSON value in UTF-8: {error}"}
        yield encode(answer)
