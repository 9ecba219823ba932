"""Every setting of the server, once: name, variable, default, help.

The same table feeds the options of ``sayso serve``, the environment and
``docs/reference/settings.md``; ``tests/web/test_settings.py`` holds them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sayso.errors import SubmissionError

EDGES = ("none", "cloudfront", "cloudflare", "vercel", "fastly", "akamai", "custom")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides for one server. Each field is described in ``TABLE``."""

    catalog: str = ""
    database: str = "sqlite:///sayso.db"
    host: str = "127.0.0.1"
    port: int = 8000
    edge: str = "none"
    edge_header: str = ""
    geo_file: str = ""
    preview: bool = False
    proxies: int = 0
    rate: int = 300
    log_level: str = "warning"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Attributes:
        name: The field of ``Settings``.
        read: Turns text into the value; raises ValueError on anything else.
        expected: What it takes, for messages and the reference.
        help: What it is for, in a sentence or two.
    """

    name: str
    read: Callable[[str], Any]
    expected: str
    help: str

    @property
    def variable(self) -> str:
        """The environment variable, such as ``SAYSO_DATABASE``."""
        return f"SAYSO_{self.name.upper()}"

    @property
    def option(self) -> str:
        """The command line option, such as ``--database``."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def default(self) -> Any:
        """The value without any setting."""
        return next(field.default for field in fields(Settings) if field.name == self.name)


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not lowest <= number <= highest:
            raise ValueError(text)
        return number

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return read


def _switch(text: str) -> bool:
    return {
        "1": True,
        "true": True,
        "yes": True,
        "0": False,
        "false": False,
        "no": False,
        "": False,
    }[text.lower()]


def _header_name(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9-]+", text):
        raise ValueError(text)
    return text


TABLE: tuple[Setting, ...] = (
    Setting(
        "catalog",
        str,
        "a folder",
        "The catalog to publish and serve. Left out, the server serves what was last published "
        "to the database.",
    ),
    Setting(
        "database",
        str,
        "`sqlite:///path.db`",
        "Where choices and published catalogs are kept. Three slashes begin a path relative to "
        "the working folder, four an absolute one.",
    ),
    Setting("host", str, "an address", "The address to listen on."),
    Setting(
        "port",
        _whole(0, 65535),
        "a number up to 65535",
        "The port to listen on; 0 takes a free one.",
    ),
    Setting(
        "edge",
        _one_of(*EDGES),
        ", ".join(f"`{edge}`" for edge in EDGES),
        "Which content delivery network in front tells the visitor's region. Its headers count "
        "only if it is named here, because anyone can send a header.",
    ),
    Setting(
        "edge_header",
        _header_name,
        "a header's name",
        "With `edge = custom`: the header that holds the region, such as `US-CA` or `FR`.",
    ),
    Setting(
        "geo_file",
        str,
        "a file",
        "A MaxMind-format database (`.mmdb`) that tells the region from the address when no edge "
        "header does. Needs the extra `sayso[geo]`.",
    ),
    Setting(
        "preview",
        _switch,
        "`1` or `0`",
        "Let the header `X-Sayso-Region` say where the visitor is. For tests and previews only: "
        "with it, any visitor can choose a law.",
    ),
    Setting(
        "proxies",
        _whole(0, 16),
        "a number up to 16",
        "How many proxies of yours stand in front. Their `X-Forwarded-For`, `-Proto` and `-Host` "
        "are believed, and no more of them.",
    ),
    Setting(
        "rate",
        _whole(0, 1_000_000),
        "a number",
        "How many choices a minute one network (IPv4 /24, IPv6 /64) may post; 0 sets no limit. "
        "This machine itself has none.",
    ),
    Setting(
        "log_level",
        _one_of("debug", "info", "warning", "error"),
        "`debug`, `info`, `warning`, `error`",
        "How much the server says on stderr. It never logs addresses or choices.",
    ),
)


def read_settings(given: Mapping[str, str | None], environment: Mapping[str, str]) -> Settings:
    """Return the settings: what was given, else the environment, else the default.

    Args:
        given: Setting name to text, as options gave it; None for not given.
        environment: The process's environment.

    Raises:
        SubmissionError: ``bad-setting``, naming option or variable.
    """
    values: dict[str, Any] = {}
    for setting in TABLE:
        text, where = given.get(setting.name), setting.option
        if text is None:
            text, where = environment.get(setting.variable), setting.variable
        if text is not None:
            values[setting.name] = _value(setting, text, where)
    settings = Settings(**values)
    if settings.edge == "custom" and not settings.edge_header:
        raise SubmissionError(
            "bad-setting",
            'SAYSO_EDGE is "custom", so SAYSO_EDGE_HEADER must name the header with the region.',
            path="SAYSO_EDGE_HEADER",
        )
    return settings


def reference_page() -> str:
    """Return the text of ``docs/reference/settings.md``."""
    rows = "\n".join(_row(setting) for setting in TABLE)
    return _PAGE.format(rows=rows)


def _value(setting: Setting, text: str, where: str) -> Any:
    try:
        return setting.read(text)
    except (ValueError, KeyError):
        expected = setting.expected.replace("`", "")
        raise SubmissionError(
            "bad-setting", f'{where}: expected {expected}; found "{text}".', path=where
        ) from None


def _row(setting: Setting) -> str:
    default = "" if setting.default == "" else f"`{_shown(setting.default)}`"
    return (
        f"| `{setting.option}` | `{setting.variable}` | {setting.expected} | {default} "
        f"| {setting.help} |"
    )


def _shown(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


_PAGE = """\
# Settings

What an operator decides for one server. What a publisher decides (purposes, services, words, scope) is in
[the catalog](catalog.md).

An option of `sayso serve` wins over the environment, the environment over the default. An empty default means
that the setting is off.

| option | environment | takes | default | |
|---|---|---|---|---|
{rows}

This page is generated from `src/sayso/settings.py`; `python scripts/build_reference.py` writes it.

## Which header tells the region

| `edge` | headers |
|---|---|
| `cloudfront` | `CloudFront-Viewer-Country`, `CloudFront-Viewer-Country-Region` |
| `cloudflare` | `CF-IPCountry`, `CF-Region-Code` (the managed transform *Add visitor location headers*) |
| `vercel` | `X-Vercel-IP-Country`, `X-Vercel-IP-Country-Region` |
| `fastly` | `Fastly-Geo-Country`, `Fastly-Geo-Region`, which your VCL sets from `client.geo.country_code` and `client.geo.region` |
| `akamai` | `X-Akamai-Edgescape` (`country_code=…`, `region_code=…`) |
| `custom` | the one that `edge_header` names: `US-CA`, `FR` |

A missing header falls through to the geo file; without one the visitor is in an unknown place, which gets the
strictest notice. A header that holds something else than a region counts as an unknown place too; each such value is
logged once and counted in `/metrics`.
"""
