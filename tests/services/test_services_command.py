"""`sayso services` looks up what Sayso knows."""

import json

import pytest
from click.testing import CliRunner

from sayso.cli.services import services


def run(*arguments):
    return CliRunner().invoke(services, arguments)


def test_without_a_word_all_are_listed():
    result = run()
    assert result.exit_code == 0
    assert "google-analytics " in result.stdout
    assert result.stdout.endswith(" services. `sayso services <id>` shows one whole.\n")


def test_a_single_match_is_shown_whole():
    result = run("microsoft-clarity")
    assert result.exit_code == 0
    for shown in (
        "  vendor    Microsoft (US)  https://",
        "  category  session-replay\n",
        "  switches  ",
        "  hosts     clarity.ms\n",
        "  cookies   _clck  1 year, your own host: ",
        "  sources   https://",
        '  In a catalog:  [services.microsoft-clarity]  known = "microsoft-clarity"\n',
    ):
        assert shown in result.stdout


@pytest.mark.parametrize(
    ("word", "service"),
    [
        ("hotj", "hotjar"),
        ("https://www.googletagmanager.com/gtm.js?id=GTM-1", "google-tag-manager"),
        ("//connect.facebook.net/en_US/fbevents.js", "meta-pixel"),
        ("_clck", "microsoft-clarity"),
        ("uet", "microsoft-advertising"),
    ],
)
def test_an_address_a_cookie_a_switch_or_part_of_a_name_finds_it(word, service):
    document = json.loads(run(word, "--json").stdout)
    assert service in [each["id"] for each in document["services"]]


def test_json_holds_every_fact():
    (service,) = json.loads(run("hotjar", "--json").stdout)["services"]
    assert service["vendor"] == "Contentsquare"
    assert service["urls"][0] == "hotjar.com"
    assert service["cookies"][0]["storage"] == "cookie"
    assert service["sources"]


def test_nothing_found_is_bad_news_with_the_near_miss():
    result = run("hotjer")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        'no known service matches "hotjer". Did you mean "hotjar"? Declare it yourself: see '
        "docs/howto/known-services.md.\n"
    )


def test_nothing_found_is_an_empty_list_in_json():
    result = run("hotjer", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"services": []}
