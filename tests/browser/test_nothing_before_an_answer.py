"""Where the law wants an answer first, nothing but the necessary happens before it."""

import pytest
from playwright.sync_api import expect

CONSENT_FIRST = ["FR", "GB", "ZZ"]

# Every way to bring a script or frame into a page that has long loaded.
LATE = """(host) => {
  const add = (parent, tag, fields) => parent.append(Object.assign(document.createElement(tag), fields));
  add(document.body, "script", { src: `${host}/late-script.js` });
  add(document.head, "script", { src: `${host}/late-module.js`, type: "module" });
  add(document.body, "iframe", { src: `${host}/late-frame`, title: "late" });
  const afterwards = document.body.appendChild(document.createElement("script"));
  afterwards.setAttribute("src", `${host}/late-source.js`);
  const box = document.body.appendChild(document.createElement("div"));
  box.innerHTML = `<iframe title="late" src="${host}/late-markup"></iframe>`;
  box.insertAdjacentHTML("beforeend", `<iframe title="late" src="${host}/late-adjacent"></iframe>`);
  const shadow = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
  add(shadow, "script", { src: `${host}/late-shadow.js` });
  const fragment = document.createDocumentFragment();
  add(fragment, "script", { src: `${host}/late-fragment.js` });
  document.body.prepend(fragment);
}"""


@pytest.mark.parametrize("region", CONSENT_FIRST)
@pytest.mark.parametrize("page", ["front page", "article"])
def test_no_third_party_hears_of_the_visit(visit, addresses, region, page):
    visitor = visit(region, path=addresses[page])

    expect(visitor.dialog).to_be_visible()
    assert visitor.parties() == set()


@pytest.mark.parametrize("region", CONSENT_FIRST)
@pytest.mark.parametrize("page", ["front page", "article"])
def test_nothing_is_kept_on_the_device(visit, addresses, region, page):
    visitor = visit(region, path=addresses[page])

    assert visitor.kept() == set()


def test_not_even_a_contextual_ad_is_asked_for(visit, addresses):
    visitor = visit("FR", path=addresses["article"])

    assert visitor.demo.log() == []


@pytest.mark.parametrize("party", ["adex", "pulse", "chirp", "reel", "leads", "aloud"])
def test_what_is_inserted_late_gets_nowhere(demo, visit, party):
    visitor = visit("FR")

    visitor.page.evaluate(LATE, demo.url(party, ""))
    visitor.settle()

    assert visitor.parties() == set()


def test_the_same_is_let_through_where_the_law_does_not_ask(demo, visit):
    """Otherwise the test before this one would show nothing."""
    visitor = visit("US-CA")

    visitor.page.evaluate(LATE, demo.url("pulse", ""))
    visitor.settle()

    late = {entry["path"] for entry in visitor.received("pulse") if "late" in entry["path"]}
    assert late == {
        "/late-script.js",
        "/late-module.js",
        "/late-frame",
        "/late-source.js",
        "/late-markup",
        "/late-adjacent",
        "/late-shadow.js",
        "/late-fragment.js",
    }


def test_quebec_lets_the_functional_run_once_the_visitor_was_told_and_nothing_else(
    visit, addresses
):
    """Law 25, s. 9.1: what identifies, locates or profiles is off by default; the rest is not."""
    visitor = visit("CA-QC", path=addresses["article"])

    expect(visitor.dialog).to_be_visible()
    assert visitor.parties() == {"aloud"}
    assert visitor.kept() == {"aloud_speed"}


def test_quebec_keeps_the_functional_back_while_the_notice_cannot_be_shown(visit, addresses):
    visitor = visit("CA-QC")
    visitor.context.route("**/notice-*.js", lambda route: route.abort())

    visitor.open(addresses["article"])

    assert visitor.parties() == set()
