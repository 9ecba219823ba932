"""What a site author writes and calls: markup, `window.sayso`, events and the cookie."""

import pytest
from playwright.sync_api import expect

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Probe</title>
<script src="/.sayso/p/dispatch/sayso.js"></script></head><body><main>
%s
</main></body></html>"""


@pytest.fixture
def author(visit, demo):
    """A visitor of a page of dispatch that has exactly this in its body."""

    def publish(body):
        visitor = visit("FR")
        visitor.write("/probe", PAGE % body.replace("PORT", str(demo.port)))
        return visitor

    return publish


def test_a_script_marked_with_a_purpose_runs_once_the_purpose_is_granted(author):
    visitor = author(
        '<script type="text/plain" data-sayso="audience">window.ran = (window.ran || 0) + 1</script>'
    )
    assert visitor.page.evaluate("window.ran") is None

    visitor.press("accept")

    assert visitor.page.evaluate("window.ran") == 1


def test_a_script_marked_with_a_service_waits_for_all_its_purposes(author):
    visitor = author('<script type="text/plain" data-sayso="brightlane">window.ran = true</script>')

    visitor.page.evaluate("sayso.save({ advertising: true })")
    visitor.settle()
    assert visitor.page.evaluate("window.ran") is None

    visitor.page.evaluate("sayso.save({ sale: true })")
    visitor.settle()
    assert visitor.page.evaluate("window.ran") is True


def test_a_marked_script_with_a_name_nobody_declared_does_not_run(author):
    visitor = author('<script type="text/plain" data-sayso="nobody">window.ran = true</script>')

    visitor.press("accept")

    assert visitor.page.evaluate("window.ran") is None


def test_a_refused_script_does_not_run(author):
    visitor = author('<script type="text/plain" data-sayso="audience">window.ran = true</script>')

    visitor.press("refuse")

    assert visitor.page.evaluate("window.ran") is None


def test_a_marked_frame_loads_its_source_once_granted(author):
    visitor = author(
        '<iframe title="Film" data-sayso="reel" data-src="http://reel.localhost:PORT/embed/film"></iframe>'
    )
    assert visitor.parties() == set()

    visitor.press("accept")

    assert [entry["path"] for entry in visitor.received("reel")][:1] == ["/embed/film"]


def test_a_marked_script_added_later_is_treated_alike(author):
    visitor = author("")
    visitor.page.evaluate("""() => {
      const script = Object.assign(document.createElement("script"), { type: "text/plain", textContent: "window.ran = true" });
      script.dataset.sayso = "audience";
      document.body.append(script);
    }""")
    visitor.settle()
    assert visitor.page.evaluate("window.ran") is None

    visitor.press("accept")

    assert visitor.page.evaluate("window.ran") is True


@pytest.mark.parametrize("view", ["preferences", "cookies", "notice"])
def test_a_link_opens_what_it_names_instead_of_leaving(author, view):
    visitor = author(f'<a href="/elsewhere" data-sayso-open="{view}">Open</a>')
    visitor.press("refuse")

    visitor.page.get_by_role("link", name="Open").click()

    expect(visitor.dialog).to_be_visible()
    assert visitor.page.url.endswith("/probe")


def test_the_page_api_has_exactly_the_documented_methods(author):
    visitor = author("")

    names = visitor.page.evaluate(
        "Object.keys(sayso).filter((name) => typeof sayso[name] === 'function')"
    )

    assert sorted(names) == [
        "accept",
        "allows",
        "on",
        "open",
        "receipt",
        "refuse",
        "save",
        "state",
        "withdraw",
    ]


def test_the_page_api_cannot_be_replaced_by_another_script(author):
    visitor = author("")

    changed = visitor.page.evaluate("""() => {
      const honest = sayso.allows;
      try { sayso.allows = () => true; } catch {}
      try { window.sayso = { allows: () => true }; } catch {}
      try { Object.defineProperty(window, "sayso", { value: { allows: () => true } }); } catch {}
      return sayso.allows !== honest || !Object.isFrozen(sayso);
    }""")

    assert changed is False


def test_sayso_leaves_one_name_in_the_page(author):
    """Google Consent Mode's own names come on top."""
    visitor = author("")
    bare = visitor.context.new_page()
    bare.goto(visitor.demo.url("watch", "/log.json"))

    ours = set(visitor.page.evaluate("Object.getOwnPropertyNames(window)"))
    theirs = set(bare.evaluate("Object.getOwnPropertyNames(window)"))

    assert ours - theirs <= {"sayso", "dataLayer", "gtag"}


def test_allows_answers_for_purposes_and_services(author):
    visitor = author("")
    visitor.page.evaluate("sayso.save({ audience: true })")

    asked = ["necessary", "audience", "pulse", "advertising", "brightlane", "nobody"]

    assert visitor.page.evaluate("(ids) => ids.map((id) => sayso.allows(id))", asked) == [
        True, True, True, False, False, False,
    ]  # fmt: skip


def test_a_change_is_announced_on_the_window_and_to_listeners(author):
    visitor = author("")
    visitor.page.evaluate("""() => {
      window.heard = [];
      addEventListener("sayso:change", () => heard.push("window"));
      sayso.on("change", () => heard.push("listener"));
    }""")

    visitor.press("accept")

    assert sorted(visitor.page.evaluate("heard")) == ["listener", "window"]


def test_readiness_is_announced_once_on_the_window(author):
    visitor = author("")
    visitor.context.add_init_script(
        "addEventListener('sayso:ready', () => window.readied = (window.readied || 0) + 1)"
    )

    visitor.reload()

    assert visitor.page.evaluate("window.readied") == 1


def test_a_listener_that_throws_keeps_nothing_from_the_others_or_from_being_kept(author):
    visitor = author("")
    visitor.page.evaluate("""() => {
      sayso.on("change", () => { throw new Error("listener"); });
      sayso.on("change", () => { window.heard = true; });
    }""")

    visitor.press("refuse")

    assert visitor.page.evaluate("window.heard") is True
    assert visitor.page.evaluate("document.cookie.includes('sayso=')")


def test_the_receipt_is_an_address_that_answers(author):
    visitor = author("")
    visitor.press("refuse")

    status = visitor.page.evaluate("fetch(sayso.receipt()).then((answer) => answer.status)")

    assert status == 200


def test_the_cookie_is_small_first_party_and_lasts_thirteen_months(visit):
    visitor = visit("FR")
    visitor.press("accept")

    cookie = visitor.cookie()

    assert len(f"{cookie['name']}={cookie['value']}") <= 200
    assert (cookie["domain"], cookie["path"]) == ("dispatch.localhost", "/")
    assert (cookie["sameSite"], cookie["secure"], cookie["httpOnly"]) == ("Lax", False, False)
    days = (cookie["expires"] - visitor.page.evaluate("Date.now() / 1000")) / 86400
    assert 394 < days <= 395


@pytest.mark.parametrize("value", ["", "1", "accept", "1.accept.zzzz", "%F0%9F", "x" * 4000])
def test_a_broken_cookie_is_no_answer(visit, value):
    visitor = visit("FR")
    visitor.context.add_cookies(
        [{"name": "sayso", "value": value, "url": visitor.demo.url("dispatch")}]
    )

    visitor.reload()

    expect(visitor.dialog).to_be_visible()
    assert visitor.parties() == set()
