"""The shapes of single values: slugs, addresses, languages, lifetimes.

Each check returns None if the text is well-formed, or a sentence that says
what was expected, what was found and what to write instead.
"""

from __future__ import annotations

import re

_LONGEST_SLUG = 40
_LONGEST_HOST = 253  # RFC 1035 section 2.3.4, without the root's dot

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()+,;=:@%/-]*")
_PORT = r"(:[1-9][0-9]{0,4})?"
_ORIGIN = re.compile(rf"https?://({_LABEL}(\.{_LABEL})*|\[[0-9a-f:.]+\]){_PORT}")
_WEB_ADDRESS = re.compile(rf"https?://{_LABEL}(\.{_LABEL})*{_PORT}([/?#]\S*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+")
# BCP 47 (RFC 5646 section 2.1) without extlang, extensions and grandfathered tags.
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*")
_LIFETIME = re.compile(r"session|[1-9][0-9]{0,5} (second|minute|hour|day|month|year)s?")
_REGIME = re.compile(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?")
_LAW_FIELD = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")


def slug(text: str) -> str | None:
    """An id: ``sale-of-data``. At most 40 characters."""
    if text == "constructor":
        # Every JavaScript object has one, and ids become keys of objects there.
        return 'the name "constructor" is taken in browsers. Choose another id.'
    if _SLUG.fullmatch(text) and len(text) <= _LONGEST_SLUG:
        return None
    words = "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:_LONGEST_SLUG].strip("-")
    suggestion = f' Write "{words}".' if _SLUG.fullmatch(words) else ""
    return (
        "expected a slug of lower-case letters, digits and single hyphens that begins with a "
        f'letter and has at most 40 characters, found "{text}".{suggestion}'
    )


def host(text: str) -> str | None:
    """A host name: ``cdn.pulse.example``. No scheme, port or wildcard."""
    if _HOST.fullmatch(text) and len(text) <= _LONGEST_HOST:
        return None
    return f'expected a host such as "pulse.example", found "{text}".{_plainer_host(text)}'


def url(text: str) -> str | None:
    """What a service loads from: ``host`` or ``host/path``."""
    name, slash, path = text.partition("/")
    whole_label = "." in name or name == "localhost"
    if whole_label and not host(name) and (not slash or _PATH.fullmatch(slash + path)):
        return None
    return (
        'expected "host" or "host/path" such as "cdn.pulse.example/tag.js", '
        f'found "{text}".{_plainer_url(text)}'
    )


def origin(text: str) -> str | None:
    """Where a property's pages are: ``https://gazette.example``."""
    if _ORIGIN.fullmatch(text):
        return None
    found = re.match(r"(?:(https?)://)?([^/?#\s]+)", text, re.IGNORECASE)
    plain = f"{found.group(1) or 'https'}://{found.group(2)}".lower() if found else ""
    suggestion = f' Write "{plain}".' if _ORIGIN.fullmatch(plain) else ""
    return f'expected an origin such as "https://gazette.example", found "{text}".{suggestion}'


def web_address(text: str) -> str | None:
    """A page for people: ``https://gazette.example/privacy``."""
    if _WEB_ADDRESS.fullmatch(text):
        return None
    return f'expected an address that begins with https:// or http://, found "{text}".'


def email(text: str) -> str | None:
    """An e-mail address: ``privacy@gazette.example``."""
    if _EMAIL.fullmatch(text):
        return None
    return f'expected an e-mail address such as "privacy@gazette.example", found "{text}".'


def country(text: str) -> str | None:
    """An ISO 3166 country: ``US``."""
    if re.fullmatch(r"[A-Z]{2}", text):
        return None
    suggestion = f' Write "{text.upper()}".' if re.fullmatch(r"[A-Za-z]{2}", text) else ""
    return f'expected a two-letter country (ISO 3166) such as "US", found "{text}".{suggestion}'


def regime(text: str) -> str | None:
    """The code of a regime: ``FR``, ``US-CA``; case does not matter."""
    if _REGIME.fullmatch(text):
        return None
    return f'expected a regime\'s code such as "FR" or "US-CA", found "{text}".'


def language(text: str) -> str | None:
    """A BCP 47 tag in its usual spelling: ``en``, ``fr-CA``, ``zh-Hant``."""
    if not _TAG.fullmatch(text):
        return (
            f'expected a language tag (BCP 47) such as "en", "fr-CA" or "zh-Hant", found "{text}".'
        )
    usual = _usual_spelling(text)
    return None if usual == text else f'expected "{usual}", found "{text}".'


def lifetime(text: str) -> str | None:
    """How long a cookie is kept: ``session``, ``30 minutes``, ``13 months``."""
    if _LIFETIME.fullmatch(text):
        return None
    return (
        'expected "session", or a number of seconds, minutes, hours, days, months or years such '
        f'as "13 months", found "{text}".'
    )


def cookie_name(text: str) -> str | None:
    """An exact name, or a prefix followed by ``*``."""
    if not re.search(r"[\s;,]", text) and re.fullmatch(r"[^*]+\*?", text):
        return None
    return f'expected a cookie\'s name, or a prefix followed by one "*", found "{text}".'


def law_field(text: str) -> str | None:
    """A field of the law data: ``model``, ``sale-of-personal-data``."""
    if _LAW_FIELD.fullmatch(text):
        return None
    return (
        f'expected a field of the law data such as "model", found "{text}". '
        "`sayso law show` prints them."
    )


def _usual_spelling(tag: str) -> str:
    """Return *tag* spelled as RFC 5646 section 2.1.1 recommends."""
    first, *rest = tag.split("-")
    spelled = {2: str.upper, 4: str.title}
    return "-".join([first.lower(), *(spelled.get(len(part), str.lower)(part) for part in rest)])


def _plainer_host(text: str) -> str:
    plain = re.sub(r"^([a-z]+:)?//", "", text.lower())
    plain = re.sub(r"[:/?#].*$", "", plain).removeprefix("*.").strip(".")
    return f' Write "{plain}".' if plain != text and _HOST.fullmatch(plain) else ""


def _plainer_url(text: str) -> str:
    plain = re.sub(r"^([A-Za-z]+:)?//", "", text)
    name, slash, path = re.sub(r"[?#].*$", "", plain).rstrip("*").partition("/")
    name = re.sub(r":\d+$", "", name).lower().removeprefix("*.")
    plain = f"{name}{slash}{path}"
    return f' Write "{plain}".' if plain != text and "." in name and not host(name) else ""
