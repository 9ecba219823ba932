"""Settings: one table for options, environment and reference."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from sayso.errors import SubmissionError
from sayso.settings import TABLE, Settings, read_settings, reference_page

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_the_reference_is_fresh():
    assert REFERENCE.read_text(encoding="utf-8") == reference_page()


def test_the_table_has_every_setting_once_in_order():
    assert [setting.name for setting in TABLE] == [field.name for field in fields(Settings)]


def test_every_setting_is_an_option_of_serve():
    from sayso.cli.serve import serve

    options = {name for parameter in serve.params for name in parameter.opts}
    assert {setting.option for setting in TABLE} <= options


def test_an_option_wins_over_the_environment_and_that_over_the_default():
    environment = {"SAYSO_PORT": "9000", "SAYSO_HOST": "::1"}
    settings = read_settings({"port": "9001", "host": None}, environment)
    assert (settings.port, settings.host, settings.database) == (
        9001,
        "::1",
        "sqlite:///sayso.db",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SAYSO_PORT", "http"),
        ("SAYSO_PORT", "70000"),
        ("SAYSO_EDGE", "akamay"),
        ("SAYSO_PREVIEW", "perhaps"),
        ("SAYSO_PROXIES", "-1"),
        ("SAYSO_EDGE_HEADER", "X Place"),
        ("SAYSO_LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_value_names_the_variable_what_is_expected_and_what_was_found(name, text):
    with pytest.raises(SubmissionError, match=f'{name}: expected .*; found "{text}"'):
        read_settings({}, {name: text})


def test_a_bad_option_is_named_as_an_option():
    with pytest.raises(SubmissionError, match="--port: expected a number up to 65535"):
        read_settings({"port": "x"}, {})


def test_an_own_header_must_be_named():
    with pytest.raises(SubmissionError, match="SAYSO_EDGE_HEADER must name the header"):
        read_settings({}, {"SAYSO_EDGE": "custom"})


@pytest.mark.parametrize(("text", "on"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_a_switch_is_on_or_off(text, on):
    assert read_settings({}, {"SAYSO_PREVIEW": text}).preview is on
