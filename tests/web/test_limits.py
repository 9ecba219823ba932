"""Rate, origin and addresses: who counts as whom, and what is forgotten."""

from __future__ import annotations

from datetime import date

import pytest

from sayso.settings import Settings
from sayso.web.limits import RateLimit, network_of, same_host
from sayso.web.request import Front, best_encoding, headers_of, matches_etag


class Time:
    def __init__(self):
        self.seconds = 0.0
        self.day = date(2026, 11, 24)


@pytest.fixture
def time():
    return Time()


def limit(time, per_minute):
    return RateLimit(per_minute, lambda: time.day, lambda: time.seconds)


def test_a_network_may_spend_its_minute_at_once_and_then_waits(time):
    rate = limit(time, 3)
    assert [rate.wait("192.0.2.1") for _ in range(4)] == [0, 0, 0, 21]


def test_tokens_come_back_with_time(time):
    rate = limit(time, 3)
    for _ in range(4):
        rate.wait("192.0.2.1")
    time.seconds += 21
    assert rate.wait("192.0.2.1") == 0


def test_neighbors_share_and_other_networks_do_not(time):
    rate = limit(time, 1)
    assert rate.wait("192.0.2.1") == 0
    assert rate.wait("192.0.2.200") > 0
    assert rate.wait("192.0.3.1") == 0


def test_no_limit_is_no_limit(time):
    assert {limit(time, 0).wait("192.0.2.1") for _ in range(1000)} == {0}


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1"])
def test_this_machine_has_no_limit_since_every_visitor_may_be_behind_it(time, address):
    rate = limit(time, 1)
    assert [rate.wait(address) for _ in range(3)] == [0, 0, 0]


def test_nothing_of_yesterday_is_kept(time):
    rate = limit(time, 5)
    rate.wait("192.0.2.1")
    yesterday = set(rate._buckets)
    time.day = date(2026, 11, 25)
    rate.wait("192.0.2.1")
    assert len(rate._buckets) == 1
    assert not yesterday & set(rate._buckets)


def test_no_address_is_kept_even_in_memory(time):
    rate = limit(time, 5)
    rate.wait("192.0.2.1")
    assert bytes([192, 0, 2]) not in next(iter(rate._buckets))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.9", True),
        ("192.0.2.1", "::ffff:192.0.2.9", True),
        ("2001:db8:1:1::1", "2001:db8:1:1:ffff::", True),
        ("2001:db8:1:1::1", "2001:db8:1:2::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "unix:", False),
    ],
)
def test_networks(one, other, same):
    assert (network_of(one) == network_of(other)) is same


FORWARDED = {"x-forwarded-for": "203.0.113.9, 198.51.100.2, 10.0.0.1"}
SCOPE = {"client": ("192.0.2.7", 1), "scheme": "http"}


@pytest.mark.parametrize(
    ("proxies", "address"),
    [
        (0, "192.0.2.7"),
        (1, "10.0.0.1"),
        (2, "198.51.100.2"),
        (3, "203.0.113.9"),
        (9, "203.0.113.9"),
    ],
)
def test_as_many_forwarded_addresses_are_believed_as_there_are_proxies(proxies, address):
    assert Front(Settings(proxies=proxies)).address(SCOPE, FORWARDED) == address


def test_a_forwarded_host_and_scheme_count_behind_proxies_alone():
    headers = {
        "host": "127.0.0.1:8000",
        "x-forwarded-host": "Gazette.example",
        "x-forwarded-proto": "https",
    }
    behind, open_to_all = Front(Settings(proxies=1)), Front(Settings())
    assert (behind.host(headers), behind.secure(SCOPE, headers)) == ("gazette.example", True)
    assert (open_to_all.host(headers), open_to_all.secure(SCOPE, headers)) == (
        "127.0.0.1:8000",
        False,
    )


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        ("https://gazette.example", True),
        ("https://gazette.example:8443", False),
        ("https://evil.example", False),
        ("ftp://gazette.example", False),
        ("gazette.example", False),
    ],
)
def test_an_origin_is_of_a_host_only_if_all_of_it_is(origin, same):
    assert same_host(origin, "gazette.example") is same
    assert same_host(origin, "") is False


def test_repeated_headers_are_joined():
    scope = {"headers": [(b"sec-gpc", b"0"), (b"sec-gpc", b"1")]}
    assert headers_of(scope) == {"sec-gpc": "0, 1"}


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("br;q=0.000", "identity"),
        ("*;q=0", "identity"),
        ("gzip;q=0.5,BR", "br"),
        ("zstd", "identity"),
    ],
)
def test_an_encoding_that_is_refused_is_not_sent(header, encoding):
    assert best_encoding(header) == encoding


def test_etags_are_compared_weakly():
    assert matches_etag('"a", W/"b"', '"b"')
    assert matches_etag("*", '"b"')
    assert not matches_etag('"bb"', '"b"')
