"""`sayso init` writes a catalog to start from, and never over somebody's work."""

import pytest
from click.testing import CliRunner

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
