"""What must hold for every catalog, tried on random ones."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.catalog.model import (
    KINDS,
    Catalog,
    Cookie,
    Group,
    Override,
    Property,
    Purpose,
    Service,
    Settings,
    Vendor,
)
from sayso.catalog.version import canonical, compare, from_canonical, question, version

IDS = ("a", "b", "c", "d")
words = st.text(max_size=8)


@st.composite
def catalogs(draw):
    """A catalog of up to four of everything, under ids so few that two catalogs often share them."""
    grouping = draw(
        st.fixed_dictionaries({name: st.sampled_from((None, "g", "h")) for name in IDS})
    )
    purposes = {
        name: Purpose(name, draw(st.sampled_from(KINDS)), grouping[name], draw(st.booleans()))
        for name in draw(some(IDS))
    }
    services = {
        f"s-{name}": Service(
            f"s-{name}",
            draw(st.sampled_from((None, "v-a", "v-b"))),
            draw(some(tuple(purposes))),
            draw(some(("x.example", "y.example/p"))),
            **draw(st.sampled_from(({}, {"known": "k", "name": "K", "description": "Counts."}))),
        )
        for name in draw(some(IDS))
    }
    return Catalog(
        publisher="meridian",
        name=draw(words),
        settings=Settings(
            honor_signals_everywhere=draw(st.booleans()),
            scope=draw(st.sampled_from(("browser", "group", "account"))),
            legal_email=draw(st.none() | words),
            unknown=draw(st.sampled_from(("allow", "hold"))),
            first_party=draw(st.sampled_from(((), ("cdn.example",)))),
        ),
        purposes=purposes,
        groups=groups_of(purposes),
        vendors={name: Vendor(name, draw(words)) for name in ("v-a", "v-b")},
        services=services,
        cookies=tuple(
            Cookie(
                name,
                next(iter(purposes)),
                None,
                "",
                draw(words),
                "first",
                words=draw(st.sampled_from(("", "Counts."))),
            )
            for name in draw(some(IDS))
        ),
        properties={
            name: Property(name, draw(words), ("https://x.example",), tuple(loads), ("en",))
            for name in ("p-a", "p-b")
            for loads in (draw(some(tuple(services))),)
        },
        texts=draw(st.dictionaries(st.sampled_from(("en", "fr")), st.dictionaries(words, words))),
        overrides=tuple(
            Override(code, {"effective": draw(st.dates()), "set": draw(law_values)}, draw(words))
            for code in draw(some(("FR", "US"), least=0))
        ),
    )


law_values = st.recursive(
    st.none() | st.booleans() | st.integers() | words | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(("model", "purposes")), inner, max_size=2)
    ),
    max_leaves=4,
)


def some(names, least=1):
    return st.lists(st.sampled_from(names), min_size=least, max_size=4, unique=True).map(tuple)


def groups_of(purposes):
    members = {}
    for purpose in purposes.values():
        if purpose.group:
            members.setdefault(purpose.group, []).append(purpose.id)
    return {name: Group(name, tuple(inside)) for name, inside in members.items()}


@given(catalogs())
def test_a_stored_catalog_is_the_same_catalog(catalog):
    again = from_canonical(canonical(catalog))
    assert again == catalog
    assert canonical(again) == canonical(catalog)
    assert version(again) == version(catalog)


@settings(max_examples=300)
@given(catalogs(), catalogs())
def test_a_change_reopens_exactly_when_the_question_differs(old, new):
    reopens = any(change.reopens for change in compare(old, new, "p-a"))
    assert reopens == (question(old, "p-a") != question(new, "p-a"))
    assert all(change.summary for change in compare(old, new, "p-a"))


@given(catalogs())
def test_a_catalog_does_not_differ_from_itself(catalog):
    assert compare(catalog, catalog, "p-a") == ()
