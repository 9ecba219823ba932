"""Every page of the demo stands, is well made, and leads only to what exists."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest

from sayso_demo.content import PUBLICATIONS, interface, publication

PORT = 8765
ARTICLES = [(name, slug) for name in PUBLICATIONS for slug in publication(name).articles]
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "circle"}


class Outline(HTMLParser):
    """What a page consists of, as far as these tests ask."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.headings, self.links, self.attributes, self.ids = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append((tag, found))
        self.attributes += [name for name, _ in attributes]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in found:
            self.ids.append(found["id"])
        self.links += [
            found[name] for name in ("href", "src", "data-src", "action") if name in found
        ]

    def all(self, tag):
        return [found for name, found in self.tags if name == tag]


@pytest.fixture
def page(browser):
    def read(host, path="/", status=200):
        answer = browser(host).get(path)
        assert answer.status == status
        return Outline(answer.text)

    return read


@pytest.mark.parametrize("host", ["dispatch", "civicstack", "demo", "watch", "no-such-name"])
def test_a_front_page_has_the_landmarks_and_one_first_heading(page, host):
    outline = page(host)

    for landmark in ("header", "nav", "main", "footer"):
        assert outline.all(landmark)
    assert outline.headings.count(1) == 1
    assert outline.all("a")[0]["href"] == "#content"
    assert outline.all("main")[0]["id"] == "content"


@pytest.mark.parametrize(("name", "slug"), ARTICLES)
def test_an_article_has_what_an_article_has(page, name, slug):
    outline = page(name, f"/articles/{slug}")

    assert outline.headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(outline.headings))
    picture = outline.all("img")[0]
    assert len(picture["alt"]) > 40
    assert outline.all("figcaption")
    classes = [found.get("class") for _, found in outline.tags]
    assert {"related", "credit", "byline", "standfirst", "share"} <= set(classes)
    assert any("data-ad-topic" in found for _, found in outline.tags)
    assert any(form["action"] == "/newsletter" for form in outline.all("form"))


@pytest.mark.parametrize(
    ("slug", "language", "direction"),
    [
        ("three-more-winters", "en", "ltr"),
        ("avion-cargo-montrevel", "fr", "ltr"),
        ("unmanned-boats-strait", "ar", "rtl"),
    ],
)
def test_the_notice_speaks_the_language_of_an_article_that_is_not_english(
    page, slug, language, direction
):
    outline = page("dispatch", f"/articles/{slug}")

    assert (outline.all("html")[0]["lang"], outline.all("html")[0]["dir"]) == (language, direction)
    query = "" if language == "en" else f"?lang={language}"
    assert outline.all("script")[0] == {"src": f"/.sayso/p/dispatch/sayso.js{query}"}


def test_the_address_may_ask_for_another_language_of_the_notice(page):
    outline = page("dispatch", "/?lang=fr")

    assert outline.all("script")[0]["src"] == "/.sayso/p/dispatch/sayso.js?lang=fr"


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_consent_script_is_the_first_thing_in_head(page, name):
    outline = page(name)

    assert [tag for tag, _ in outline.tags[:3]] == ["html", "head", "script"]
    assert outline.tags[2][1] == {"src": f"/.sayso/p/{name}/sayso.js"}


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_foot_has_the_links_that_the_law_wants(page, name):
    outline = page(name)
    links = outline.all("a")

    assert [link["href"] for link in links].count(f"/.sayso/p/{name}/privacy") == 2
    opens = {link["data-sayso-open"]: link["href"] for link in links if "data-sayso-open" in link}
    assert opens["preferences"] == f"/.sayso/p/{name}/preferences"
    assert opens["cookies"] == f"/.sayso/p/{name}/cookies"


def test_the_two_publications_do_not_look_alike(page):
    sheets = {
        name: [link["href"] for link in page(name).all("link") if link["rel"] == "stylesheet"]
        for name in PUBLICATIONS
    }

    assert sheets["dispatch"][-1] == "/assets/dispatch.css"
    assert sheets["civicstack"][-1] == "/assets/civicstack.css"


def test_what_sits_in_a_page_may_run_under_a_strict_policy(browser):
    """No script or style is written into the page, and no element has one as attribute."""
    for host, path in everywhere(browser):
        outline = Outline(browser(host).get(path).text)
        assert not [name for name in outline.attributes if name == "style" or name.startswith("on")]
        assert not outline.all("style"), path
        assert all("src" in script for script in outline.all("script")), path


def test_ids_are_unique_on_a_page(browser):
    for host, path in everywhere(browser):
        ids = Outline(browser(host).get(path).text).ids
        assert len(ids) == len(set(ids)), path


def test_no_page_refers_to_a_host_outside_the_demo(browser):
    for host, path in everywhere(browser):
        for link in Outline(browser(host).get(path).text).links:
            name = urlsplit(urljoin("http://here.localhost", link)).hostname
            assert name is None or name.endswith(".localhost"), (path, link)


def test_every_link_leads_somewhere(browser):
    checked = everywhere(browser)

    assert len(checked) == 23


def everywhere(browser):
    """Every page that can be reached from the start page by links; fails on a broken one."""
    waiting, seen, pages = [("demo", "/")], set(), []
    while waiting:
        host, path = waiting.pop()
        if (host, path) in seen:
            continue
        seen.add((host, path))
        answer = browser(host).get(path)
        assert answer.status in (200, 303), (host, path)
        if answer.status == 303:
            waiting.append((host, answer.headers["location"]))
        elif answer.headers["content-type"].startswith("text/html"):
            if "/.sayso/" not in path and host in ("demo", "watch", *PUBLICATIONS):
                pages.append((host, path))
            waiting += followed(host, path, answer.text)
    return pages


def followed(host, path, text):
    for link in Outline(text).links:
        target = urlsplit(urljoin(f"http://{host}.localhost:{PORT}{path}", link))
        form_only = target.path in ("/newsletter", "/misbehave", "/clear")
        if target.scheme == "http" and not form_only and "/receipts/" not in target.path:
            name = target.hostname.removesuffix(".localhost")
            yield name, (target.path or "/") + (f"?{target.query}" if target.query else "")


def test_all_languages_of_the_interface_say_the_same_things():
    assert set(interface("fr")) == set(interface("en")) == set(interface("ar"))


def test_a_misspelled_address_says_so(page):
    assert page("dispatch", "/articles/nothing", status=404).headings[0] == 1
    assert page("dispatch", "/sections/nothing", status=404).headings[0] == 1
    assert page("demo", "/nothing", status=404).headings[0] == 1
