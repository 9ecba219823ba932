"""`sayso init` writes a catalog to start from, and never over somebody's work."""

import pytest
from click.testing import CliRunner

from sayso.app.catalog_folder import load_catalog
from sayso.catalog.known import known_services
from sayso.cli.catalog import check, init


@pytest.fixture
def in_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_starter_is_written_and_the_next_step_told(in_empty_folder):
    result = CliRunner().invoke(init, [])
    assert result.exit_code == 0
    assert result.stdout == (
        "wrote catalog/my-site.toml\n"
        "wrote catalog/publisher.toml\n"
        "wrote catalog/texts/en.toml\n"
        "\n"
        "Next: put your site, services and cookies into catalog/publisher.toml and "
        "catalog/my-site.toml,\n"
        "then run `sayso check catalog` and `sayso publish catalog`.\n"
    )


def test_the_starter_passes_check_without_a_warning(in_empty_folder):
    CliRunner().invoke(init, ["here"])
    result = CliRunner().invoke(check, ["here"])
    assert result.exit_code == 0
    assert "warning" not in result.stdout


def test_nothing_is_overwritten_and_nothing_else_written(in_empty_folder):
    mine = in_empty_folder / "catalog" / "texts" / "en.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text("# mine")
    result = CliRunner().invoke(init, [])
    assert result.exit_code == 2
    assert result.stderr == "catalog/texts/en.toml exists already; nothing was written.\n"
    assert mine.read_text() == "# mine"
    assert not (in_empty_folder / "catalog" / "publisher.toml").exists()


def test_a_file_in_the_place_of_the_folder_is_named(in_empty_folder):
    (in_empty_folder / "catalog").write_text("")
    result = CliRunner().invoke(init, [])
    assert result.exit_code == 2
    assert result.stderr == "catalog exists already; nothing was written.\n"


def test_a_folder_that_cannot_be_made_is_named(in_empty_folder):
    (in_empty_folder / "file").write_text("")
    result = CliRunner().invoke(init, ["file/below"])
    assert result.exit_code == 2
    assert result.stderr == "file/below cannot be written: Not a directory.\n"


PAGE = """\
<!doctype html>
<html lang="en"><head>
<link rel="canonical" href="https://www.gazette.example/news">
<link href="https://fonts.googleapis.com/css2?family=Inter&display=swap" rel="stylesheet">
<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>
<script defer src="https://static.gazette.example/app.js"></script>
</head><body>
<script src="//cdn.widgets.example/w.js"></script>
</body></html>
"""


def test_services_found_in_a_page_are_proposed_with_their_reason(in_empty_folder):
    result = CliRunner().invoke(init, ["--from-html", "-"], input=PAGE)
    assert result.exit_code == 0
    assert (
        "found 2 known services, 1 unknown host\n"
        "  google-fonts  functional\n"
        "  google-analytics  performance, targeting\n"
        "  cdn.widgets.example  unknown: see the comment in catalog/publisher.toml\n"
    ) in result.stdout
    written = (in_empty_folder / "catalog" / "publisher.toml").read_text()
    assert (
        "# Found: script src www.googletagmanager.com/gtag/js\n"
        "# Note: gtag.js at the same address also serves Google Ads; the query, not the path, tells "
        "them apart.\n"
        "[services.google-analytics]\n"
        'known = "google-analytics"\n'
    ) in written
    assert "# cdn.widgets.example\n#   found: script src cdn.widgets.example/w.js\n" in written


def test_only_the_purposes_that_are_needed_are_declared(in_empty_folder):
    CliRunner().invoke(init, ["--from-html", "-"], input=PAGE)
    catalog = load_catalog("catalog")
    assert list(catalog.purposes) == ["necessary", "comfort", "audience", "advertising"]
    assert catalog.groups == {}
    assert catalog.properties["my-site"].services == ("google-fonts", "google-analytics")


def test_a_proposal_passes_check_without_a_warning(in_empty_folder):
    CliRunner().invoke(init, ["--from-html", "-"], input=PAGE)
    result = CliRunner().invoke(check, [])
    assert result.exit_code == 0
    assert "warning" not in result.stdout


def test_a_list_of_addresses_and_a_page_may_be_given_together(in_empty_folder):
    (in_empty_folder / "page.html").write_text(PAGE)
    (in_empty_folder / "urls.txt").write_text("https://static.hotjar.com/c/x.js\n")
    arguments = ["--from-html", "page.html", "--from-urls", "urls.txt", "--site", "gazette.example"]
    result = CliRunner().invoke(init, arguments)
    assert "found 3 known services, 1 unknown host\n" in result.stdout
    assert load_catalog("catalog").properties["my-site"].origins == ("https://gazette.example",)


def test_hosts_of_the_named_site_are_passed_over(in_empty_folder):
    text = "https://img.gazette.example/a.jpg\nhttps://img.evening.example/a.jpg\n"
    arguments = ["--from-urls", "-", "--site", "https://www.gazette.example:8443/news?x"]
    result = CliRunner().invoke(init, arguments, input=text)
    assert "found 0 known services, 1 unknown host\n  img.evening.example" in result.stdout
    assert load_catalog("catalog").properties["my-site"].origins == (
        "https://www.gazette.example:8443",
    )


def test_what_holds_nothing_gives_a_catalog_that_loads_nothing(in_empty_folder):
    result = CliRunner().invoke(init, ["--from-urls", "-"], input="")
    assert "found 0 known services, 0 unknown hosts\n" in result.stdout
    assert list(load_catalog("catalog").purposes) == ["necessary"]


def test_every_known_service_may_be_proposed(in_empty_folder):
    urls = "\n".join(f"https://{each.urls[0]}" for each in known_services().values())
    result = CliRunner().invoke(init, ["--from-urls", "-"], input=urls)
    assert result.exit_code == 0
    catalog = load_catalog("catalog")
    assert sorted(catalog.services) == sorted(known_services())
    assert catalog.groups["sale-and-ads"].purposes == ("sale", "advertising", "social")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--site", "gazette.example"],
            "--site says whose hosts to pass over; give --from-urls or --from-html too.\n",
        ),
        (
            ["--site", "ftp://gazette.example", "--from-urls", "-"],
            (
                '--site: expected an origin such as "https://gazette.example", found '
                '"ftp://gazette.example".\n'
            ),
        ),
        (["--from-html", "gone.html"], "gone.html cannot be read: No such file or directory.\n"),
        (
            ["--from-urls", "-", "--from-html", "-"],
            "only one of --from-urls and --from-html can read standard input.\n",
        ),
    ],
)
def test_what_cannot_be_proposed_from_is_named_and_nothing_written(
    in_empty_folder, arguments, message
):
    result = CliRunner().invoke(init, arguments, input="")
    assert (result.exit_code, result.stderr) == (2, message)
    assert list(in_empty_folder.iterdir()) == []


def test_nothing_is_overwritten_by_a_proposal(in_empty_folder):
    CliRunner().invoke(init, [])
    result = CliRunner().invoke(init, ["--from-urls", "-"], input="")
    assert result.exit_code == 2
    assert "nothing was written" in result.stderr
