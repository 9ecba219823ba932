"""The files a page loads: for whom they are, how they are cached, what is in them."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace

import brotli
import pytest


def payload(answer):
    """Return what the server put into a bundle."""
    text = answer.text
    start = text.index("{", text.index("start(") if "start(" in text else text.index("p="))
    return json.JSONDecoder().raw_decode(text, start)[0]


def core(browser, query="", **headers):
    return browser.get(f"/p/gazette/sayso.js{query}", **headers)


def late(browser, query="", property_id="gazette", **headers):
    """Return what the server put into the late bundle that the core names."""
    script = browser.get(f"/p/{property_id}/sayso.js{query}", **headers)
    return payload(browser.get(f"/p/{property_id}/{payload(script)['late']}"))


def test_the_core_holds_the_plan_of_the_visitors_place(world):
    assert payload(core(world.browser("US-CA")))["plan"]["regime"] == "US-CA"
    assert payload(core(world.browser("FR")))["plan"]["regime"] == "FR"


def test_the_core_knows_the_opt_out_signal_from_the_header(world):
    assert payload(core(world.browser()))["gpc"] is False
    assert payload(core(world.browser(gpc=True)))["gpc"] is True


@pytest.mark.parametrize("value", ["0", "true", "2", "11", ""])
def test_only_exactly_1_is_the_signal(world, value):
    assert payload(core(world.browser(), sec_gpc=value))["gpc"] is False


def test_a_subdivision_without_a_law_of_its_own_shares_its_countrys_core(world):
    paris, brittany = core(world.browser("FR-IDF")), core(world.browser("FR-BRE"))
    assert paris.header("etag") == brittany.header("etag")
    assert payload(paris)["plan"]["region"] == "FR"


def test_services_come_with_addresses_and_what_a_withdrawal_clears(world):
    services = payload(core(world.browser()))["services"]
    assert services == [
        {
            "id": "brightlane",
            "purposes": ["advertising", "sale"],
            "urls": ["ads.brightlane.example"],
        },
        {
            "id": "pulse",
            "purposes": ["audience"],
            "urls": ["cdn.pulse.example"],
            "cookies": ["_pulse"],
        },
        {"id": "site:comfort", "purposes": ["comfort"], "urls": [], "storage": ["text-size"]},
    ]


@pytest.mark.parametrize(
    ("query", "accept", "language", "direction"),
    [
        ("", "fr-CA,en;q=0.5", "fr", "ltr"),
        ("", "de", "en", "ltr"),
        ("?lang=ar", "fr", "ar", "rtl"),
        ("?lang=FR", "", "fr", "ltr"),
        ("?lang=xx", "fr", "fr", "ltr"),
    ],
)
def test_the_language_is_the_scripts_own_else_the_browsers(
    world, query, accept, language, direction
):
    found = late(world.browser(), query, accept_language=accept)
    assert (found["language"], found["dir"]) == (language, direction)


def test_the_core_carries_no_more_of_the_plan_than_browsers_read(world):
    plan_inside = payload(core(world.browser("US-CA")))["plan"]
    assert {"notice", "links"}.isdisjoint(plan_inside)
    assert plan_inside["signals"] == {"gpc": True, "source": 3, "status": True}


def test_the_late_part_names_services_as_people_know_them(world):
    words = late(world.browser(), "?lang=fr")
    assert words["names"]["pulse"] == "Pulse Metrics"
    assert words["reopen"] == "Préférences de cookies"
    assert words["texts"]["embed.button"] == "Charger {service}"


def test_third_parties_that_nobody_names_are_held_only_where_the_catalog_says_so(world):
    assert "firstParty" not in payload(core(world.browser()))
    settings = replace(world.catalog.settings, unknown="hold", first_party=("static.example",))
    app = world.app(replace(world.catalog, settings=settings))
    own = payload(core(world.browser(app=app)))["firstParty"]
    assert own == ["gazette.example", "localhost", "static.example"]


def test_vary_names_exactly_what_the_answer_depends_on(world):
    plain = world.browser(region=None, app=world.app(preview=False))
    edge = world.browser(region=None, app=world.app(preview=False, edge="cloudflare"))
    assert core(plain).header("vary") == "Accept-Encoding, Accept-Language, Sec-GPC"
    assert core(plain, "?lang=fr").header("vary") == "Accept-Encoding, Sec-GPC"
    assert core(edge).header("vary") == (
        "Accept-Encoding, Accept-Language, Sec-GPC, cf-ipcountry, cf-region-code"
    )


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
        ("*", "br", brotli.decompress),
    ],
)
def test_each_encoding_unpacks_to_the_same_file(world, accepted, encoding, unpack):
    browser = world.browser()
    packed = core(browser, accept_encoding=accepted)
    assert packed.header("content-encoding") == encoding
    assert unpack(packed.body) == core(browser).body


def test_a_browser_that_has_it_already_gets_304_and_no_body(world):
    browser = world.browser()
    etag = core(browser, accept_encoding="br").header("etag")
    again = core(browser, accept_encoding="br", if_none_match=f'"other", W/{etag}')
    assert (again.status, again.body) == (304, b"")
    assert again.header("vary") is not None


def test_another_encoding_is_another_etag(world):
    browser = world.browser()
    assert core(browser).header("etag") != core(browser, accept_encoding="br").header("etag")


def test_head_says_the_same_without_the_body(world):
    browser = world.browser()
    got, head = core(browser), browser.get("/p/gazette/sayso.js", method="HEAD")
    assert (head.fields, head.body) == (got.fields, b"")


def test_the_core_is_asked_for_again_each_time_and_its_parts_never(world):
    browser = world.browser()
    first = core(browser)
    notice = browser.get(f"/p/gazette/{payload(first)['notice']}")
    assert first.header("cache-control") == "no-cache"
    assert notice.header("cache-control") == "public, max-age=31536000, immutable"
    assert notice.header("vary") == "Accept-Encoding"


def test_parts_are_modules_that_any_page_may_import(world):
    browser = world.browser()
    notice = browser.get(f"/p/gazette/{payload(core(browser))['notice']}")
    assert notice.header("content-type") == "text/javascript; charset=utf-8"
    assert notice.header("access-control-allow-origin") == "*"


def test_the_core_has_an_immutable_name_too(world):
    browser = world.browser()
    first = core(browser)
    name = re.fullmatch(r'"([0-9a-f]+)-identity"', first.header("etag"))[1]
    assert browser.get(f"/p/gazette/sayso-{name}.js").body == first.body


def test_an_unknown_hash_is_404_in_json(world):
    answer = world.browser().get("/p/gazette/notice-000000000000.js")
    assert (answer.status, answer.error["code"]) == (404, "no-such-file")


def test_a_restarted_server_still_has_the_parts_it_named_before(world):
    name = late(world.browser())["panel"]
    assert world.browser().get(f"/p/gazette/{name}").status == 200


def test_a_page_opened_before_a_new_catalog_still_gets_its_panel(world):
    before = late(world.browser())["panel"]
    settings = replace(world.catalog.settings, legal_email="rights@northwind.example")
    app = world.app(replace(world.catalog, settings=settings))
    assert late(world.browser(app=app))["panel"] != before
    assert world.browser(app=app).get(f"/p/gazette/{before}").status == 200


def test_the_notice_has_its_own_texts_and_the_scope_that_applies(world):
    browser = world.browser()
    texts = payload(browser.get(f"/p/gazette/{payload(core(browser))['notice']}"))["texts"]
    assert texts["notice.inform_title"] == "Cookies on The Gazette"
    assert [key for key in texts if key.startswith("scope.")] == ["scope.browser"]
    assert not [key for key in texts if key.startswith(("page.", "privacy.", "preferences."))]


def test_the_panel_has_one_switch_a_group_and_necessary_ones_first(world):
    browser = world.browser()
    groups = payload(browser.get(f"/p/gazette/{late(browser)['panel']}"))["groups"]
    assert [(group["id"], group["locked"]) for group in groups] == [
        ("strictly-necessary", True),
        ("comfort", False),
        ("audience", False),
        ("sale-and-ads", False),
    ]
    assert [purpose["id"] for purpose in groups[3]["purposes"]] == ["sale", "advertising"]
    assert groups[3]["title"] == "Sale of data and advertising"


def test_the_cookie_list_has_every_kind_in_order_and_only_this_propertys_cookies(world):
    browser = world.browser(host="evening.example")
    panel = late(browser, property_id="evening")["panel"]
    sections = payload(browser.get(f"/p/evening/{panel}"))["cookies"]
    assert [
        (section["id"], [row["name"] for row in section["cookies"]]) for section in sections
    ] == [
        ("strictly-necessary", ["sayso", "sayso-form", "sayso.queue", "sayso.embeds"]),
        ("functional", ["text-size"]),
        ("performance", ["_pulse"]),
        ("sale-of-personal-data", []),
        ("social-media", []),
        ("targeting", []),
    ]


def test_nothing_in_a_payload_can_end_a_script_element(world):
    browser = world.browser()
    panel = browser.get(f"/p/gazette/{late(browser)['panel']}")
    assert "<" not in panel.text
    rows = payload(panel)["cookies"][-1]["cookies"]
    assert rows[0]["purpose"] == "Recognizes your browser to choose <advertisements>."


def test_lifetimes_are_counted_in_the_visitors_language(world):
    browser = world.browser()
    panel = late(browser, "?lang=ar")["panel"]
    sections = payload(browser.get(f"/p/gazette/{panel}"))["cookies"]
    lifetimes = {row["name"]: row["lifetime"] for part in sections for row in part["cookies"]}
    assert lifetimes["sayso"] == "13 شهرًا"
    assert lifetimes["_pulse"] == "يوم واحد"


def test_the_same_bytes_on_a_new_day_are_not_compressed_again(world, monkeypatch):
    app = world.app()
    first = core(world.browser(app=app))
    monkeypatch.setattr("sayso.app.variants.brotli.compress", lambda *_, **__: 1 / 0)
    world.days_pass(1)
    assert core(world.browser(app=app)).header("etag") == first.header("etag")


def plan(browser, query=""):
    return browser.get(f"/p/gazette/plan.json{query}")


def test_the_plan_is_that_of_the_region_asked_for_or_of_the_visitors(world):
    assert plan(world.browser("FR"), "?region=US-CA").json["region"] == "US-CA"
    assert plan(world.browser("FR")).json["region"] == "FR"
    assert plan(world.browser("FR"), "?region=us-ca").json["region"] == "US-CA"


def test_the_plan_depends_on_the_edge_only_when_no_region_is_asked_for(world):
    assert plan(world.browser()).header("vary") == "x-sayso-region"
    assert plan(world.browser(), "?region=FR").header("vary") is None


@pytest.mark.parametrize("region", ["XX", "", "US-CAL4", "Atlantis", "%00", "US%20"])
def test_an_unknown_region_is_422_with_its_path(world, region):
    answer = plan(world.browser(), f"?region={region}")
    assert (answer.status, answer.error["code"], answer.error["path"]) == (
        422,
        "unknown-region",
        "region",
    )


def test_the_plan_has_an_etag(world):
    etag = plan(world.browser()).header("etag")
    assert world.browser().get("/p/gazette/plan.json", if_none_match=etag).status == 304


def test_a_visitor_known_by_address_alone_gets_an_answer_no_shared_cache_keeps(world, monkeypatch):
    monkeypatch.setattr("sayso.wiring.open_geo_file", lambda path: lambda address: "FR")
    app = world.app(preview=False, geo_file="places.mmdb")
    answer = core(world.browser(region=None, app=app))
    assert payload(answer)["plan"]["regime"] == "FR"
    assert answer.header("cache-control") == "private, no-cache"
