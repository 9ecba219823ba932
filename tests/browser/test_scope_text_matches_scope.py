"""What the words say of where a choice counts is where it counts."""

import shutil
from pathlib import Path

from playwright.sync_api import expect

CATALOG = Path(__file__).parents[2] / "demo" / "sayso_demo" / "catalog"
THIS_BROWSER = "Your choice counts for this browser, on this device, on this website."
THE_GROUP = (
    "Your choice counts for this browser, on this device, on all websites of Meridian Press."
)


def test_the_preference_center_says_this_browser_this_device_this_website(visit):
    visitor = visit("FR")

    visitor.page.evaluate("sayso.open('preferences')")

    expect(visitor.dialog).to_contain_text(THIS_BROWSER)


def test_the_hosted_page_says_the_same(visit):
    visitor = visit("FR", path="/.sayso/p/dispatch/preferences")

    expect(visitor.page.get_by_text(THIS_BROWSER)).to_be_visible()


def test_another_browser_of_the_same_person_is_asked_for_itself(visit):
    visit("FR").press("accept")

    other = visit("FR")

    expect(other.dialog).to_be_visible()
    assert other.answer() is None


def test_another_website_of_the_group_is_asked_for_itself(visit):
    visitor = visit("FR")
    visitor.press("accept")

    visitor.open("/?region=FR", property_id="civicstack")

    expect(visitor.dialog).to_be_visible()


def test_the_words_follow_the_setting(serve, chromium, tmp_path):
    """A publisher who widens the scope need not remember to change the text."""
    catalog = shutil.copytree(CATALOG, tmp_path / "catalog")
    publisher = catalog / "publisher.toml"
    settings = publisher.read_text(encoding="utf-8")
    assert 'scope = "browser"' in settings
    publisher.write_text(
        settings.replace('scope = "browser"', 'scope = "group"\ncookie_domain = "localhost"'),
        encoding="utf-8",
    )
    database = f"sqlite:///{tmp_path}/choices.db"
    port = serve("serve", "--catalog", str(catalog), "--database", database)

    page = chromium.new_page(locale="en-US")
    page.goto(f"http://127.0.0.1:{port}/p/dispatch/preferences")

    expect(page.get_by_text(THE_GROUP)).to_be_visible()
    page.context.close()
