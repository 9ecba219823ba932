"""In which languages autoconsent's heuristics find the notice and its refuse button by their words."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.catalog.texts import product_languages, product_texts

HERE = Path(__file__).parent
HOWTO = HERE.parents[1] / "docs" / "howto" / "visitors-own-agents.md"
UNDERSTOOD = {
    "ask": ["de", "en", "es", "fr", "it", "nl", "pl", "pt"],
    "inform": ["de", "en", "es", "fr", "nl", "pl", "pt"],
}


def layer(language, style):
    """What the first layer says, and what its refuse button does."""
    texts = product_texts(language)
    suffix = "_all" if style == "ask" else ""
    keys = [f"{style}_title", f"{style}_text", f"accept{suffix}", f"refuse{suffix}"]
    return {
        "words": "\n".join(texts[f"notice.{key}"] for key in keys),
        "refuse": texts[f"notice.refuse{suffix}"],
    }


@pytest.fixture(scope="module")
def node():
    beside = str(Path(sys.executable).parent)
    found = shutil.which("node", path=os.pathsep.join([beside, os.environ["PATH"]]))
    assert found, "no Node: run `make setup`"
    return found


@pytest.mark.parametrize("style", ["ask", "inform"])
def test_the_heuristics_understand_these_languages(node, style):
    layers = {language: layer(language, style) for language in product_languages()}

    run = subprocess.run(
        [node, HERE / "heuristics.mjs"],
        input=json.dumps(layers),
        capture_output=True,
        check=True,
        text=True,
    )

    understood = json.loads(run.stdout)
    assert sorted(each for each, found in understood.items() if found) == UNDERSTOOD[style]


def test_the_how_to_names_the_same_languages():
    line = re.search(
        r"^Their words fit ours in (.+):", HOWTO.read_text(encoding="utf-8"), re.MULTILINE
    )

    names = {product_texts(language)["language.name"]: language for language in UNDERSTOOD["ask"]}
    assert line, HOWTO
    assert sorted(line[1].replace(" and ", ", ").split(", ")) == sorted(names)
