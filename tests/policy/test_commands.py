"""``sayso law`` and ``sayso explain``, as a terminal and a program see them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from sayso.cli import LAZY, main
from sayso.policy.regime import regime_codes

PUBLISHER = """
[publisher]
id = "meridian"
name = "Meridian Press"

[purposes.necessary]
kind = "strictly-necessary"
[purposes.audience]
kind = "performance"
[purposes.sale]
kind = "sale-of-personal-data"
"""

PROPERTY = """
[property]
name = "The Sentinel Dispatch"
origins = ["https://dispatch.example"]
languages = ["en"]
services = []
"""


@pytest.fixture
def catalog(tmp_path):
    (tmp_path / "publisher.toml").write_text(PUBLISHER, encoding="utf-8")
    (tmp_path / "dispatch.toml").write_text(PROPERTY, encoding="utf-8")
    return str(tmp_path)


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, arguments, input=stdin)


def decided(*lines):
    return run("law", "decide", "--jsonl", stdin="\n".join(lines) + "\n")


def explain(catalog, *arguments):
    return run("explain", "dispatch", "--catalog", catalog, "--date", "2026-11-24", *arguments)


def test_lines_are_answered_in_order():
    result = decided('{"jurisdiction": "FR"}', '{"jurisdiction": "US-CA"}')
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["resolved_to"] for answer in answers] == ["FR", "US-CA"]
    assert result.exit_code == 0


def test_a_bad_line_is_answered_in_its_place_and_the_rest_goes_on():
    result = decided('{"jurisdiction": "QQ"}', "{", "[" * 20000, '{"jurisdiction": "FR"}')
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(answer) == ["error"] for answer in answers] == [True, True, True, False]
    assert result.exit_code == 2


def test_bytes_that_are_no_text_are_a_bad_line():
    result = CliRunner().invoke(
        main, ["law", "decide", "--jsonl"], input=b'{"jurisdiction": "\xff"}\n'
    )
    assert "error" in json.loads(result.stdout)
    assert result.exit_code == 2


def test_nothing_in_is_nothing_out():
    result = run("law", "decide", "--jsonl", stdin="")
    assert (result.stdout, result.exit_code) == ("", 0)


def test_lines_need_their_flag():
    assert run("law", "decide", stdin="").exit_code == 2


@pytest.mark.parametrize("code", sorted(regime_codes()))
def test_every_regime_can_be_read(code):
    result = run("law", "show", code, "--date", "2026-11-24")
    assert result.exit_code == 0
    for heading in ("Before the visitor has answered", "Opt-out signals", "How long", "Sources"):
        assert heading in result.stdout
    assert "not legal advice" in result.stdout


def test_a_number_the_law_does_not_give_is_marked_as_ours():
    shown = run("law", "show", "us-ca", "--date", "2026-11-24").stdout
    assert "a consent is relied on    12 months (our default: the law gives no number)" in shown
    assert "wait after a refusal      12 months (statute)" in shown


def test_the_page_says_why_a_state_gets_the_baseline():
    shown = run("law", "show", "US-OK", "--date", "2026-11-24").stdout
    assert "The law of US-OK is not in force on that day" in shown


def test_the_data_is_shown_as_one_document_with_changes_made():
    result = run("law", "show", "IN", "--date", "2027-05-13", "--json")
    shown = json.loads(result.stdout)
    assert (shown["region"], shown["model"], shown["purposes"]["targeting"]) == (
        "IN",
        "opt-in",
        "off",
    )
    assert shown["lifetimes"]["consent_basis"] == "product-default"


def test_an_unknown_region_is_asked_wrongly():
    result = run("law", "show", "QQ")
    assert result.exit_code == 2
    assert "ISO 3166" in result.stderr
    assert result.stdout == ""


def test_explain_gives_one_reason_for_each_purpose(catalog):
    result = explain(catalog, "--region", "US-CA", "--gpc")
    assert result.exit_code == 0
    first, *_ = result.stdout.splitlines()
    assert first.startswith("The Sentinel Dispatch, catalog ")
    assert first.endswith("regime US-CA on 2026-11-24 (because the region is US-CA)")
    assert "11 CCR 7025" in result.stdout
    assert "The notice is not shown: the browser's signal has answered." in result.stdout
    assert "opt-out request was honored" in result.stdout


def test_explain_says_when_the_notice_asks_and_when_it_tells(catalog):
    assert "an answer is wanted" in explain(catalog, "--region", "FR").stdout
    assert "the visitor is told" in explain(catalog, "--region", "US-NY").stdout


def test_explain_in_one_document(catalog, tmp_path):
    answer = tmp_path / "answer.json"
    answer.write_text('{"given": "2026-11-01", "purposes": {"sale": true, "audience": false}}')
    result = explain(catalog, "--region", "FR", "--choice", str(answer), "--json")
    shown = json.loads(result.stdout)
    assert shown["purposes"]["sale"]["reason"] == "choice"
    assert shown["purposes"]["sale"]["granted"] is True
    assert shown["purposes"]["audience"]["state"] == "off"
    assert (shown["ask"], shown["notice_shown"]) == (False, False)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{", "expected JSON"),
        ("[]", "expected a JSON object"),
        ('{"purposes": {}}', "given"),
        ('{"given": "2026-11-01", "purposes": {"ads": true}}', "purposes.ads"),
        ('{"given": "2026-11-01", "purposes": {"sale": 1}}', "purposes.sale"),
        ('{"given": "2026-11-01", "purpose": {}}', "purpose"),
        ('{"given": "2026-11-01", "purposes": {}, "how": "shout"}', "how"),
    ],
)
def test_a_choice_file_that_is_wrong_is_named_by_its_path(catalog, tmp_path, text, path):
    answer = tmp_path / "answer.json"
    answer.write_text(text)
    result = explain(catalog, "--region", "FR", "--choice", str(answer))
    assert result.exit_code == 2
    assert path in result.stderr


def test_explain_needs_a_property_and_a_place_that_exist(catalog):
    assert explain(catalog, "--region", "QQ").exit_code == 2
    missing = run("explain", "gazette", "--catalog", catalog, "--region", "FR")
    assert (missing.exit_code, "It has: dispatch" in missing.stderr) == (2, True)
    assert run("explain", "dispatch", "--catalog", "/nowhere", "--region", "FR").exit_code == 2


def test_answering_lines_does_not_import_the_server():
    probe = (
        "import sys\nfrom click.testing import CliRunner\nfrom sayso.cli import main\n"
        "CliRunner().invoke(main, ['law', 'decide', '--jsonl'], input='{\"jurisdiction\": \"FR\"}')\n"
        "heavy = {'starlette', 'uvicorn', 'apsw', 'jinja2', 'msgspec', 'sayso.web', 'sayso.app'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_stops_early_gets_no_traceback():
    asked = 'yes \'{"jurisdiction": "FR"}\' | head -2000'
    command = f"{asked} | {sys.executable} -m sayso law decide --jsonl | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["resolved_to"] == "FR"
    assert done.stderr == ""


def test_help_lists_every_command_and_a_misspelt_one_is_asked_wrongly():
    assert set(LAZY) >= {"law", "explain", "init", "check", "publish", "serve", "demo"}
    assert run("laws").exit_code == 2
