"""However a known or marked script or frame gets into the page: held, then run once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .site import Site, payload, wait_for

SCRIPT = "http://pulse.localhost:{port}/p.js"
FRAME = "http://reel.localhost:{port}/v.html"

CREATE = "const s = document.createElement('script'); s.src = url;"
CREATE_FRAME = "const f = document.createElement('iframe'); f.src = url;"
BOX = "const box = document.getElementById('box');"
TREE = "const tree = document.createElement('div'); "

SCRIPT_WAYS = {
    "in HTML": "html:<script src='{url}'></script>",
    "in HTML, async": "html:<script async src='{url}'></script>",
    "in HTML, defer": "html:<script defer src='{url}'></script>",
    "in HTML, module": "html:<script type=module src='{url}'></script>",
    "in HTML, marked": "html:<script type='text/plain' data-sayso='audience' src='{url}'></script>",
    "appendChild": CREATE + "document.head.appendChild(s);",
    "insertBefore": CREATE + "document.head.insertBefore(s, document.head.firstChild);",
    "replaceChild": BOX + CREATE + "box.replaceChild(s, box.firstChild);",
    "append": CREATE + "document.body.append(s);",
    "prepend": CREATE + "document.body.prepend(s);",
    "replaceChildren": BOX + CREATE + "box.replaceChildren(s);",
    "before": BOX + CREATE + "box.before(s);",
    "after": BOX + CREATE + "box.after(s);",
    "replaceWith": BOX + CREATE + "box.replaceWith(s);",
    "insertAdjacentElement": BOX + CREATE + "box.insertAdjacentElement('beforeend', s);",
    "Range.insertNode": BOX
    + CREATE
    + "const r = document.createRange(); r.selectNode(box); r.insertNode(s);",
    "inside a tree": TREE + CREATE + "tree.appendChild(s); document.body.appendChild(tree);",
    "inside a fragment": "const d = new DocumentFragment();"
    + CREATE
    + "d.append(s); document.body.append(d);",
    "fragment from text": "document.body.append(document.createRange()"
    ".createContextualFragment(`<script src='${url}'><\\/script>`));",
    "inside a shadow root": TREE
    + "const root = tree.attachShadow({mode: 'open'}); document.body.append(tree);"
    + CREATE
    + "root.append(s);",
    "src after insertion": "const s = document.createElement('script');"
    "document.head.append(s); s.src = url;",
    "setAttribute after insertion": "const s = document.createElement('script');"
    "document.head.append(s); s.setAttribute('src', url);",
    "type set after src": CREATE + "s.type = 'text/javascript'; document.head.append(s);",
    "document.write": "html:<script>document.write("
    '"<script src=\'{url}\'><" + "/script>")</script>',
    "document.write, with quotes": "html:<script>document.write("
    '\'<script type="text/javascript" data-x="a > b" src="{url}"></\' + \'script>\')</script>',
}

FRAME_WAYS = {
    "in HTML, marked": "html:<iframe data-sayso='social' data-src='{url}'></iframe>",
    "appendChild": CREATE_FRAME + "document.body.appendChild(f);",
    "append, then src": "const f = document.createElement('iframe');"
    "document.body.append(f); f.src = url;",
    "append, then setAttribute": "const f = document.createElement('iframe');"
    "document.body.append(f); f.setAttribute('src', url);",
    "innerHTML": BOX + "box.innerHTML = `<p>a</p><iframe width='300' src='${url}'></iframe>`;",
    "innerHTML of an unattached tree": TREE
    + "tree.innerHTML = `<iframe src=${url}></iframe>`; document.body.append(tree);",
    "outerHTML": BOX + "box.outerHTML = `<iframe src='${url}'></iframe>`;",
    "insertAdjacentHTML": BOX
    + "box.insertAdjacentHTML('afterend', `<iframe src='${url}'></iframe>`);",
    "document.write": "html:<script>document.write(\"<iframe src='{url}'></iframe>\")</script>",
    "shadow root, built before it is attached": TREE
    + "const root = tree.attachShadow({mode: 'open'});"
    + CREATE_FRAME
    + "root.append(f); document.body.append(tree);",
    "shadow root, innerHTML": TREE
    + "const root = tree.attachShadow({mode: 'open'}); document.body.append(tree);"
    + "root.innerHTML = `<iframe src='${url}'></iframe>`;",
    "innerHTML, marked": BOX
    + "box.innerHTML = `<p><iframe data-sayso='social' data-src='${url}'></iframe></p>`;",
    "shadow root, marked": TREE
    + "const root = tree.attachShadow({mode: 'open'}); document.body.append(tree);"
    + "root.innerHTML = `<p><iframe data-sayso='reel' data-src='${url}'></iframe></p>`;",
    "template clone": "const t = document.createElement('template');"
    "t.innerHTML = `<div><iframe src='${url}'></iframe></div>`;"
    "document.body.append(t.content.cloneNode(true));",
}


def insert(site: Site, page: Page, way: str, url: str) -> None:
    url = url.replace("{port}", str(site.port))
    markup = way.removeprefix("html:").replace("{url}", url) if way.startswith("html:") else ""
    site.html = "<!doctype html><head>{core}</head><body><div id=box><i></i></div>" + markup
    page.goto(site.url)
    if not markup:
        page.evaluate(f"(url) => {{ {way} }}", url)
    page.evaluate("() => new Promise((done) => setTimeout(done, 150))")


@pytest.mark.parametrize("way", SCRIPT_WAYS.values(), ids=SCRIPT_WAYS.keys())
def test_a_script_is_held_and_runs_once_when_it_is_granted(
    site: Site, page: Page, way: str
) -> None:
    insert(site, page, way, SCRIPT)
    assert page.evaluate("window.ran") is None

    page.evaluate("sayso.refuse()")
    assert page.evaluate("window.ran") is None

    page.evaluate("sayso.save({audience: true})")
    page.wait_for_function("window.ran")
    page.evaluate("sayso.accept()")
    page.evaluate("() => new Promise((done) => setTimeout(done, 150))")
    assert page.evaluate("window.ran") == ["/p.js"]


@pytest.mark.parametrize("way", SCRIPT_WAYS.values(), ids=SCRIPT_WAYS.keys())
def test_a_granted_script_runs_once_without_asking(site: Site, page: Page, way: str) -> None:
    site.payload = payload("on")
    insert(site, page, way, SCRIPT)
    page.wait_for_function("window.ran")
    assert page.evaluate("window.ran") == ["/p.js"]


@pytest.mark.parametrize("way", FRAME_WAYS.values(), ids=FRAME_WAYS.keys())
def test_a_frame_is_held_and_loads_once_when_it_is_granted(
    site: Site, page: Page, way: str
) -> None:
    insert(site, page, way, FRAME)
    page.evaluate("sayso.refuse()")
    assert site.of("reel.localhost") == []

    page.evaluate("sayso.save({social: true})")
    wait_for(lambda: site.of("reel.localhost"), "the frame's request")
    page.evaluate("() => new Promise((done) => setTimeout(done, 150))")
    assert site.of("reel.localhost") == ["/v.html"]


@pytest.mark.parametrize("way", FRAME_WAYS.values(), ids=FRAME_WAYS.keys())
def test_a_granted_frame_loads_without_asking(site: Site, page: Page, way: str) -> None:
    site.payload = payload("on")
    insert(site, page, way, FRAME)
    wait_for(lambda: site.of("reel.localhost"), "the frame's request")
    assert site.of("reel.localhost") == ["/v.html"]
