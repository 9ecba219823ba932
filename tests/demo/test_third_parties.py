"""The invented third parties, and the page that shows what they received."""

import re

import pytest

from sayso_demo.pages import static_folder
from sayso_demo.parties import PARTIES, ROGUE
from sayso_demo.sightings import SightingLog

REFUSED = "/contextual?topic=maritime&npa=1&rdp=1"


def test_the_log_has_what_a_receiver_could_see(browser, log):
    cookies = "bl_id=42; _other=1"
    page = "http://dispatch.localhost:8765/articles/x"
    browser("adex", cookie=cookies, referer=page, **{"Sec-GPC": "1"}).get("/personal?uid=7")

    (entry,) = log()

    time = entry.pop("time")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", time)
    assert entry == {
        "host": "adex.localhost",
        "path": "/personal",
        "query": "uid=7",
        "referer": page,
        "cookies": ["bl_id", "_other"],
        "gpc": True,
    }


def test_even_what_is_not_there_is_seen(browser, log):
    assert browser("pulse").get("/late-image.gif").status == 404

    assert [entry["path"] for entry in log()] == ["/late-image.gif"]


def test_a_publication_is_no_third_party(browser, log):
    browser("dispatch").get("/")

    assert log() == []


def test_clearing_forgets_everything(browser, log):
    browser("pulse").get("/p.js")

    assert browser("watch").post("/clear").status == 303
    assert log() == []


def test_the_log_keeps_only_the_latest():
    seen = SightingLog(limit=2)
    for path in ("/1", "/2", "/3"):
        seen.note("x.localhost", {"path": path, "query_string": b"", "headers": []})

    assert [sighting.path for sighting in seen.all()] == ["/2", "/3"]


def test_a_contextual_ad_comes_without_cookies(browser):
    client = browser("adex", cookie="bl_id=42")

    for address in (REFUSED, "/contextual?topic=nothing", "/contextual/landing"):
        assert "set-cookie" not in client.get(address).headers
    assert client.get(REFUSED).json()["kind"] == "contextual"


def test_a_contextual_ad_depends_on_the_topic_alone(browser):
    known = browser("adex", cookie="bl_id=42", referer="http://dispatch.localhost:8765/")

    assert known.get(REFUSED).json() == browser("adex").get(REFUSED).json()


def test_a_personal_ad_knows_the_browser(browser):
    answer = browser("adex").get("/personal?uid=abcdef99&topic=maritime")

    assert answer.json()["because"] == "abcdef"
    assert "bl_id=" in answer.headers["set-cookie"]


def test_a_tracker_s_script_itself_sets_no_cookie(browser):
    """A browser may fetch a script before any consent tool has a say; see the tags' own comment."""
    for party in (*PARTIES, ROGUE):
        for path in party.answers:
            if path.endswith(".js"):
                answer = browser(party.host.removesuffix(".localhost")).get(path)
                assert answer.status == 200
                assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("party", [*PARTIES, ROGUE], ids=lambda party: party.name)
def test_every_script_says_that_it_ran(party):
    for path, answer in party.answers.items():
        if path.endswith(".js"):
            name = path.removeprefix("/")
            scripts = [file.read_text() for file in (static_folder() / "parties").glob("*.js")]
            assert any(f"/ran?script={name}`" in text for text in scripts), answer


def test_the_page_names_every_party_and_says_when_nothing_came(browser):
    text = browser("watch").get("/").text

    for party in PARTIES:
        assert f"Nothing yet. {party.name} does not know that you are here." in text
    assert "No tracker has heard of you." in text


def test_the_page_says_in_words_what_came(browser):
    browser("adex").get(REFUSED)
    browser("pulse", **{"Sec-GPC": "1"}).get("/ran?script=p.js")

    text = browser("watch").get("/seen").text

    assert "1 of 6 trackers heard of you." in text
    assert "Its script p.js ran on the page." in text
    assert "opt-out signal (GPC)" in text
    assert "no personalized ads (npa)" in text


def test_what_a_tracker_is_sent_cannot_write_into_the_page(browser):
    browser("pulse").get("/ran?script=%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in browser("watch").get("/").text


def test_the_misbehaving_party_is_off_until_somebody_switches_it_on(browser):
    bundle = '<script src="/assets/bundle.js"></script>'
    assert bundle not in browser("dispatch").get("/").text

    browser("demo").post("/misbehave", {"on": "1"})
    try:
        assert bundle in browser("dispatch").get("/").text
        assert "Stop it" in browser("demo").get("/").text
    finally:
        browser("demo").post("/misbehave", {"on": "0"})
    assert bundle not in browser("dispatch").get("/").text
