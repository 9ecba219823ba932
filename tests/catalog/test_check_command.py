"""`sayso check` says whether a catalog holds together."""

import json

import pytest
from click.testing import CliRunner

from sayso.cli.catalog import check


@pytest.fixture
def folder(tmp_path, monkeypatch, files):
    """The catalog's files in ./catalog, with the working directory beside them."""
    for name, text in files.items():
        path = tmp_path / "catalog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAYSO_CATALOG", raising=False)
    return tmp_path / "catalog"


def misspell(folder):
    path = folder / "gazette.toml"
    path.write_text(path.read_text().replace('["audience"]', '["audiance"]'))


def test_a_good_catalog_is_summed_up(folder):
    result = CliRunner().invoke(check, [])
    assert result.exit_code == 0
    assert result.stdout == (
        "Meridian Press, catalog 49e5493d: 1 property, 4 purposes, 1 group, 2 vendors, "
        "2 services, 2 cookies, 1 language, 0 overrides\n"
        "\n"
        "  gazette  The Gazette\n"
        "    asks       audience, ads (sale + advertising)\n"
        "    loads      brightlane, pulse\n"
        "    cookies    2\n"
        "    languages  en\n"
        "    origins    https://gazette.example\n"
        "    question   e2507eb4\n"
        "\n"
        "Nothing wrong. Next: `sayso publish catalog`.\n"
    )


def test_a_wrong_catalog_is_bad_news_with_file_and_dotted_path(folder):
    misspell(folder)
    result = CliRunner().invoke(check, ["catalog"])
    assert result.exit_code == 1
    assert result.stdout == (
        'catalog/gazette.toml: services.pulse.purposes[0]: no purpose is called "audiance". '
        'Did you mean "audience"? Purposes are declared under [purposes].\n'
    )
    assert result.stderr == "1 problem\n"


def test_the_path_is_the_same_from_inside_the_folder(folder, monkeypatch):
    misspell(folder)
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(check, ["."])
    assert result.stdout.startswith("catalog/gazette.toml: services.pulse.purposes[0]: ")


def test_the_environment_names_the_catalog(folder, monkeypatch, tmp_path):
    folder.rename(tmp_path / "elsewhere")
    monkeypatch.setenv("SAYSO_CATALOG", "elsewhere")
    assert CliRunner().invoke(check, []).exit_code == 0


def test_a_folder_that_is_not_there_was_asked_wrongly(folder):
    result = CliRunner().invoke(check, ["nowhere"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "nowhere: there is no such folder. `sayso init` writes a catalog to start from.\n"
    )


def test_a_file_that_is_not_utf_8_is_named(folder):
    (folder / "gazette.toml").write_bytes(b'[property]\nname = "G\xe9"\n')
    result = CliRunner().invoke(check, [])
    assert result.exit_code == 1
    assert result.stdout == (
        "catalog/gazette.toml: expected UTF-8, found other bytes at offset 20.\n"
    )


def test_warnings_stop_nothing(folder):
    path = folder / "gazette.toml"
    path.write_text(path.read_text().replace('["en"]', '["en", "fr"]'))
    result = CliRunner().invoke(check, [])
    assert result.exit_code == 0
    assert (
        "warning: catalog/gazette.toml: property.languages[1]: there is no texts/fr.toml; "
        "visitors read your words in the first language, or ours.\n"
    ) in result.stdout


@pytest.mark.parametrize(
    ("regime", "field", "start"),
    [
        ("XX", "model", "catalog/publisher.toml: overrides[0].regime: "),
        ("FR", "modle", "catalog/publisher.toml: overrides[0].set"),
    ],
)
def test_an_override_that_no_law_data_has_is_bad_news(folder, regime, field, start):
    with (folder / "publisher.toml").open("a") as file:
        file.write(
            f'\n[[overrides]]\nregime = "{regime}"\nreason = "Counsel"\nset.{field} = "opt-in"\n'
        )
    result = CliRunner().invoke(check, [])
    assert result.exit_code == 1
    assert result.stdout.startswith(start)


def test_json_is_one_document(folder):
    result = CliRunner().invoke(check, ["--json"])
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["ok"] is True
    assert document["version"] == "49e5493d"
    assert document["properties"][0]["services"] == ["brightlane", "pulse"]


def test_json_of_a_wrong_catalog_lists_the_problems(folder):
    misspell(folder)
    result = CliRunner().invoke(check, ["--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "ok": False,
        "problems": [
            {
                "file": "catalog/gazette.toml",
                "path": "services.pulse.purposes[0]",
                "message": 'no purpose is called "audiance". Did you mean "audience"? '
                "Purposes are declared under [purposes].",
            }
        ],
        "warnings": [],
    }
