"""The page that ``sayso law show`` prints: a regime for a person who reads."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

from sayso.policy.compile import first_layer_buttons
from sayso.policy.regime import RegimeAt
from sayso.policy.resolve import region_name
from sayso.policy.terms import Basis

_WIDTH = 96
_LABEL = 26

_BEFORE = {
    "off": "waits for an opt-in",
    "on": "runs at once; an opt-out is offered",
    "on-notice": "runs once the visitor has been told and can refuse",
    "prohibited": "must not run; consent does not cure",
}
_BASIS: dict[Basis, str] = {
    "statute": "statute",
    "regulation": "regulation",
    "regulator": "regulator's guidance",
    "product-default": "our default: the law gives no number",
}


def law_page(law: RegimeAt, region: str, day: date, *, own: str) -> str:
    """Return the page for *law*, found for *region* on *day*.

    Args:
        law: The regime on that day.
        region: The canonical code that was asked about.
        day: The day.
        own: The code of the region's own regime, in force or not.
    """
    parts = (
        _head(law, region, day, own),
        _defaults(law),
        _signals(law),
        _first_layer(law),
        _lifetimes(law),
        _people(law),
        _coming(law, day),
        _sources(law),
    )
    return "\n\n".join("\n".join(lines) for lines in (tuple(part) for part in parts) if lines)


def _head(law: RegimeAt, region: str, day: date, own: str) -> Iterator[str]:
    name = "no law is modeled" if law.code == "ZZ" else law.law
    yield f"{region_name(region)} ({region}) on {day}: {name}"
    yield f"{law.citation}"
    yield f"regime {law.code}, {law.model}; {law.status}, effective {law.effective}"
    if law.applicability:
        yield from textwrap.wrap(f"binds {law.applicability}", _WIDTH)
    if own != law.code:
        yield f"The law of {own} is not in force on that day, so the federal baseline applies."
    elif not law.in_force:
        yield "Not in force on that day; kept as the safe answer."
    elif law.code == "ZZ":
        yield "An unknown place gets the strictest rules: a product default."
    yield f"confidence {law.confidence}, checked {law.as_of}. Engineering data, not legal advice."


def _defaults(law: RegimeAt) -> Iterator[str]:
    yield "Before the visitor has answered"
    yield from _row("strictly-necessary", "always on")
    for kind, state in law.purposes.items():
        yield from _row(kind, _BEFORE[state])
    for kind, exemption in law.exemptions.items():
        contested = "" if exemption.certainty == "settled" else f" ({exemption.certainty})"
        yield from _row(f"exempt {kind}", f"{exemption.label}{contested}: {exemption.default}, if")
        for condition in exemption.conditions:
            yield from _row("", f"- {condition}")


def _signals(law: RegimeAt) -> Iterator[str]:
    gpc, dnt = law.gpc, law.dnt
    yield "Opt-out signals"
    if gpc.required:
        yield from _row("Global Privacy Control", f"binds ({gpc.certainty}): {gpc.source}")
        yield from _row("turns off", ", ".join(gpc.applies_to))
    elif gpc.since is not None:
        yield from _row("Global Privacy Control", f"no duty before {gpc.since}")
    else:
        yield from _row("Global Privacy Control", "no duty; may be honored by setting")
    if gpc.show_status:
        yield from _row("on the page", "must say that the signal was honored")
    if gpc.note:
        yield from _row("", gpc.note)
    taken = f"counts as a refusal: {dnt.source}" if dnt.honor else "no duty to honor it"
    yield from _row("Do Not Track", taken + ("; the policy says so" if dnt.disclose else ""))


def _first_layer(law: RegimeAt) -> Iterator[str]:
    conduct = law.conduct
    yield "The first layer"
    yield from _row("buttons", ", ".join(first_layer_buttons(law)))
    wanted = "required" if conduct.reject_all_first_layer else "not required"
    basis = "" if conduct.reject_basis == wanted.replace(" ", "-") else f" ({conduct.reject_basis})"
    yield from _row("reject all there", wanted + basis)
    equal = "required" if conduct.equal_prominence else "not required"
    note = f": {conduct.equal_prominence_note}" if conduct.equal_prominence_note else ""
    yield from _row("equal prominence", equal + note)
    yield from _row("closing it", "a refusal" if conduct.close_is_refusal else "no answer")
    yield from _row("scrolling", "consent" if conduct.scroll_is_consent else "no consent")
    yield from _row("cookie wall", conduct.cookie_wall.replace("-", " "))
    for link in law.links:
        yield from _row(f"link {link.id}", f'"{link.text}": {link.placement}, {link.when}')


def _lifetimes(law: RegimeAt) -> Iterator[str]:
    months = law.lifetimes
    yield "How long"
    yield from _months("a consent is relied on", months.consent_months, months.consent_basis)
    yield from _months("wait after a refusal", months.reask_months, months.reask_basis)
    yield from _months("records are kept", months.records_months, months.records_basis)
    if months.records_note:
        yield from _row("", months.records_note)
    withdrawal = law.withdrawal
    if withdrawal and withdrawal.revocation_days:
        yield from _row("withdrawal takes effect", f"within {withdrawal.revocation_days} days")
    if withdrawal and withdrawal.effect:
        yield from _row("withdrawal", withdrawal.effect)


def _people(law: RegimeAt) -> Iterator[str]:
    yield "Minors and sensitive data"
    for rule in law.minors:
        kinds = ", ".join(rule.kinds)
        yield from _row(
            f"{rule.age_min} to {rule.age_below - 1} years",
            f"{rule.effect} for {kinds}; knowledge: {rule.standard}; since {rule.since} "
            f"({rule.source or law.citation})",
        )
    yield from _row("sensitive data", f"{law.sensitive_model}: {law.sensitive_rule}")
    for ban in law.sale_bans:
        yield from _row("never sold", f"{ban.data}, since {ban.since}")
    for overlay in law.overlays:
        yield from _row(
            overlay.id,
            f"{overlay.law}, since {overlay.effective}, if {overlay.applies_when} ({overlay.source})",
        )


def _coming(law: RegimeAt, day: date) -> Iterator[str]:
    changes = [one for one in law.changes if one.effective is None or one.effective > day]
    if changes:
        yield "What is coming"
    for change in changes:
        when = str(change.effective) if change.effective else "no date"
        yield from _row(when, f"{change.status}: {change.summary}")


def _sources(law: RegimeAt) -> Iterator[str]:
    yield "Sources"
    for source in law.sources:
        section = f", {source.section}" if source.section else ""
        dated = f", {source.date}" if source.date else ""
        yield from _row(f"{source.read}{dated}", f"{source.title}{section}")
        if source.url:
            yield f"  {'':{_LABEL}}{source.url}"
    yield from _row("notes", law.notes)


def _months(label: str, months: int, basis: Basis) -> Iterator[str]:
    unit = "month" if months == 1 else "months"
    return _row(label, f"{months} {unit} ({_BASIS[basis]})")


def _row(label: str, text: str) -> Iterator[str]:
    first = f"  {label:{_LABEL - 2}}  "
    yield from textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * (_LABEL + 2),
        break_on_hyphens=False,
        break_long_words=False,
    )
