"""A cookie's lifetime in the visitor's language, in the right grammatical number."""

from __future__ import annotations

from collections.abc import Mapping

from sayso.catalog.plural import plural_form


def lifetime_text(lifetime: str, texts: Mapping[str, str]) -> str:
    """Return ``13 months``, ``session`` or ``until-sent`` in the words of *texts*.

    Each ``page.lifetime.<unit>`` holds the language's forms, separated by ``|``, in
    the order of its family of plurals (``language.plural``).
    A lifetime of another shape is returned as it is.
    """
    if lifetime in ("session", "until-sent"):
        return texts[f"page.lifetime.{lifetime}"]
    number, _, unit = lifetime.partition(" ")
    forms = texts.get(f"page.lifetime.{unit.removesuffix('s')}s", "").split("|")
    if not number.isdecimal() or not forms[0]:
        return lifetime
    form = plural_form(texts["language.plural"], int(number))
    return forms[min(form, len(forms) - 1)].replace("{n}", number)
