"""What monitors and standards ask: health, readiness, figures, support of the signal."""

from __future__ import annotations


def test_a_server_that_runs_is_healthy(world):
    answer = world.browser().get("/healthz")
    assert (answer.status, answer.body) == (200, b"ok\n")


def test_a_server_that_can_keep_choices_is_ready(world):
    answer = world.browser().get("/readyz")
    assert (answer.status, answer.json) == (200, {"ready": True})


def test_a_server_whose_database_cannot_write_is_not_ready_but_healthy(world, caplog):
    browser = world.browser()
    world.store._connection.pragma("query_only", 1)
    answer = browser.get("/readyz")
    assert (answer.status, answer.error["code"]) == (503, "not-ready")
    assert browser.get("/healthz").status == 200


def test_readiness_costs_at_most_one_write_a_second(world):
    browser = world.browser()
    before = world.store.figures()["commits"]
    for _ in range(20):
        browser.get("/readyz")
    assert world.store.figures()["commits"] - before <= 2


def test_the_figures_count_choices_by_act_and_refusals_by_code(world):
    browser = world.browser(headers={"x-sayso-region": "Atlantis"})
    browser.post_json("/p/gazette/choices", world.choice())
    browser.post_json("/p/gazette/choices", {})
    lines = browser.get("/metrics").text.splitlines()
    assert 'sayso_choices_total{how="refuse"} 1' in lines
    assert 'sayso_refused_total{code="missing-field"} 1' in lines
    assert "sayso_malformed_regions_total 2" in lines
    assert "sayso_commits_total 2" in lines


def test_the_figures_name_nobody(world):
    browser = world.browser()
    browser.post_json("/p/gazette/choices", world.choice())
    text = browser.get("/metrics").text
    assert "192.0.2" not in text
    assert "v" * 22 not in text


def test_support_of_the_signal_is_declared_with_the_day_it_was_published(world):
    answer = world.browser().get("/.well-known/gpc.json")
    assert answer.json == {"gpc": True, "lastUpdate": "2026-11-24"}
    assert answer.header("content-type") == "application/json"


def test_another_method_is_405_in_json(world):
    answer = world.browser().get("/healthz", method="POST")
    assert (answer.status, answer.header("allow")) == (405, "GET, HEAD")
