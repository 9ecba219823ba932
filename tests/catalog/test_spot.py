"""What is found in a page's HTML and in lists of addresses. Nothing is ever fetched."""

import pytest

from sayso.catalog.spot import Load, listed, read_page, spot

TAG_MANAGER = """\
<!-- Google Tag Manager -->
<script>(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({'gtm.start':
new Date().getTime(),event:'gtm.js'});var f=d.getElementsByTagName(s)[0],
j=d.createElement(s),dl=l!='dataLayer'?'&l='+l:'';j.async=true;j.src=
'https://www.googletagmanager.com/gtm.js?id='+i+dl;f.parentNode.insertBefore(j,f);
})(window,document,'script','dataLayer','GTM-XXXX');</script>
"""


def found(html, own=()):
    page = read_page(html)
    return spot(page.loads, {*own, *page.hosts})


def services(html):
    return {name: load.how for name, load in found(html).services.items()}


def unknown(html):
    return list(found(html).unknown)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (TAG_MANAGER, {"google-tag-manager": "inline script"}),
        (
            '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>',
            {"google-analytics": "script src"},
        ),
        (
            '<noscript><img height=1 src="https://www.facebook.com/tr?id=1&ev=PageView"></noscript>',
            {"meta-pixel": "img src"},
        ),
        (
            '<link rel="preload stylesheet" href="//fonts.googleapis.com/css2?family=Inter">',
            {"google-fonts": "link href"},
        ),
        (
            '<iframe loading=lazy data-src="https://www.youtube.com/embed/x"></iframe>',
            {"youtube": "iframe data-src"},
        ),
        (
            "<script>var s='.google-analytics.com/ga.js'</script>",
            {"google-analytics": "inline script"},
        ),
        (
            r'<script>c={"u":"https:\/\/static.hotjar.com\/c\/x.js"}</script>',
            {"hotjar": "inline script"},
        ),
        (
            "<style>@import url(https://fonts.googleapis.com/css?family=Inter);</style>",
            {"google-fonts": "inline style"},
        ),
        ("<SCRIPT SRC=HTTPS://STATIC.HOTJAR.COM/c/x.js></SCRIPT", {"hotjar": "script src"}),
    ],
)
def test_a_known_service_is_found_wherever_a_page_loads_it(html, expected):
    assert services(html + "<p>.") == expected


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://www.youtube.com/embed/x">watch</a>',
        '<link rel="alternate" href="https://www.youtube.com/embed/x">',
        '<script type="application/ld+json">{"url":"https://www.youtube.com/embed/x"}</script>',
        "<!-- https://www.youtube.com/embed/x -->",
        "<p>https://www.youtube.com/embed/x</p>",
        "<script>https.www.youtube.com/embed/x</script>",
        '<img src="/embed/x"><img src="data:image/gif;base64,R0lGOD//x.example/aaaa">',
        '<iframe src="https://www.youtube.com',
    ],
)
def test_what_is_only_named_is_not_loaded(html):
    assert services(html) == {}


def test_other_hosts_of_tags_are_unknown_and_those_named_in_scripts_are_not_judged():
    html = (
        '<img srcset="https://img.partner.example/a.jpg 1x, https://img.partner.example/b.jpg 2x">'
        '<script src="//cdn.widgets.example:8443/w.js?v=2"></script>'
        '<script>x("https://named.example/y.js")</script>'
    )
    assert dict(found(html).unknown) == {
        "img.partner.example": Load("img.partner.example/a.jpg", "img srcset"),
        "cdn.widgets.example": Load("cdn.widgets.example/w.js", "script src"),
    }


def test_the_page_s_own_hosts_are_no_third_parties():
    html = (
        '<link rel="canonical" href="https://www.gazette.example/news">'
        '<meta property="og:url" content="https://evening.example/">'
        '<img src="https://images.gazette.example/a.jpg"><img src="https://evening.example/b.jpg">'
        '<img src="https://notgazette.example/c.jpg">'
    )
    assert unknown(html) == ["notgazette.example"]


def test_a_list_has_addresses_in_any_shape_and_comments():
    text = (
        "# copied from the network panel\n"
        "https://www.googletagmanager.com/gtm.js?id=GTM-1#x\n\n"
        "wss://user@live.partner.example:9000/socket\n"
        "cdn.partner.example/a.js?b\n"
        '200,"https://static.hotjar.com/c/x.js","script"\n'
        "chrome-extension://abc/x.js\nnot an address\nhttp://127.0.0.1/x\nhttp://[::1]/x\n"
    )
    assert [load.address for load in listed(text)] == [
        "www.googletagmanager.com/gtm.js",
        "live.partner.example/socket",
        "cdn.partner.example/a.js",
        "static.hotjar.com/c/x.js",
    ]


@pytest.mark.parametrize("html", ["", "\0\ufffd<<<", "<script>" * 2000, "<script src=//", "<![if"])
def test_no_page_is_too_broken(html):
    assert services(html) == {}
