"""The clients that are compared, each configured as its own documentation says.

All get the same six purposes and Sayso's own English words, so that none weighs less
for saying less.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sayso.catalog.texts import product_texts

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
GATED = "//pulse.localhost:{port}/pulse.js"
POLICY = "/privacy"
TEXTS = product_texts("en")


@dataclass(frozen=True)
class Purpose:
    """One of the six."""

    id: str
    kind: str
    cookie: str = ""

    @property
    def title(self) -> str:
        """What it is called in every client's dialog."""
        return TEXTS[f"kinds.{self.kind}.title"]

    @property
    def text(self) -> str:
        """What every client's dialog says of it."""
        return TEXTS[f"kinds.{self.kind}.text"]


PURPOSES = (
    Purpose("necessary", "strictly-necessary"),
    Purpose("comfort", "functional", "aloud_speed"),
    Purpose("audience", "performance", "_pulse"),
    Purpose("advertising", "targeting", "_bl_uid"),
    Purpose("social", "social-media", "chirp_sid"),
    Purpose("sale", "sale-of-personal-data", "_lf"),
)


@dataclass(frozen=True)
class Client:
    """How a client gets into a page, and where its controls are.

    Attributes:
        name: As printed.
        head: HTML that begins ``<head>``.
        tail: HTML that ends ``<body>``.
        gated: The analytics script's tag, as this client wants it written.
        inline: The part of ``head`` and ``tail`` that is script, for the scales.
        files: What it loads from ``/client/``, by name.
        accept: Selector of *accept all*.
        more: Selector of what opens the preference dialog; empty if it has none.
        dialog: Selector of something in that dialog.
    """

    name: str
    head: str = ""
    tail: str = ""
    gated: str = f'<script async src="{GATED}"></script>'
    inline: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    accept: str = ""
    more: str = ""
    dialog: str = ""


def version(package: str) -> str:
    """Return the installed version of an npm package."""
    return str(json.loads((PACKAGES / package / "package.json").read_text())["version"])


def packaged(*paths: str) -> dict[str, bytes]:
    """Return files of npm packages by their bare names."""
    return {Path(path).name: (PACKAGES / path).read_bytes() for path in paths}


def compact(value: Any) -> str:
    """Return JSON as short as it gets, safe inside a script element."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("</", "<\\/")


def script(path: str, attributes: str = "") -> str:
    """Return the tag of a client's script."""
    return f'<script {attributes + " " if attributes else ""}src="/client/{path}"></script>'


def style(path: str) -> str:
    """Return the tag of a client's style sheet."""
    return f'<link rel="stylesheet" href="/client/{path}">'


def sayso() -> Client:
    """Sayso by its tutorial: one tag. It knows the analytics script by its address."""
    return Client(
        name="sayso",
        head='<script src="/.sayso/p/page/sayso.js"></script>',
        accept="[data-sayso-action=accept]",
        more="[data-sayso-action=open-preferences]",
        dialog="sayso-panel",
    )


def vanilla() -> Client:
    """vanilla-cookieconsent: style sheet in the head, a module at the end that imports and runs."""
    files = packaged(
        "vanilla-cookieconsent/dist/cookieconsent.css",
        "vanilla-cookieconsent/dist/cookieconsent.umd.js",
    )
    run = f'import"./cookieconsent.umd.js";CookieConsent.run({compact(vanilla_options())})'
    return Client(
        name=f"vanilla-cookieconsent {version('vanilla-cookieconsent')}",
        head=style("cookieconsent.css"),
        tail=script("cookieconsent-config.js", 'type="module"'),
        gated=f'<script type="text/plain" data-category="audience" async src="{GATED}"></script>',
        files={**files, "cookieconsent-config.js": run.encode()},
        accept="#cc-main .cm__btn[data-role=all]",
        more="#cc-main .cm__btn[data-role=show]",
        dialog="#cc-main .pm",
    )


def vanilla_options() -> dict[str, Any]:
    """Return what ``CookieConsent.run`` is given."""
    notice = {
        "title": TEXTS["notice.ask_title"],
        "description": TEXTS["notice.ask_text"],
        "acceptAllBtn": TEXTS["notice.accept_all"],
        "acceptNecessaryBtn": TEXTS["notice.refuse_all"],
        "showPreferencesBtn": TEXTS["notice.choose"],
        "footer": f'<a href="{POLICY}">{TEXTS["common.privacy_policy"]}</a>',
    }
    dialog = {
        "title": TEXTS["preferences.title"],
        "acceptAllBtn": TEXTS["preferences.accept"],
        "acceptNecessaryBtn": TEXTS["preferences.refuse"],
        "savePreferencesBtn": TEXTS["preferences.save"],
        "closeIconLabel": TEXTS["common.close"],
        "sections": [
            {"description": TEXTS["preferences.intro"]},
            *({**vanilla_section(purpose), "linkedCategory": purpose.id} for purpose in PURPOSES),
        ],
    }
    texts = {"en": {"consentModal": notice, "preferencesModal": dialog}}
    return {
        # Its default is to show nothing to a browser that is driven by a program.
        "hideFromBots": False,
        "categories": {purpose.id: vanilla_category(purpose) for purpose in PURPOSES},
        "language": {"default": "en", "translations": texts},
    }


def vanilla_category(purpose: Purpose) -> dict[str, Any]:
    """Return a category: what is cleared, or that it is always on."""
    if not purpose.cookie:
        return {"enabled": True, "readOnly": True}
    return {"autoClear": {"cookies": [{"name": purpose.cookie}]}}


def vanilla_section(purpose: Purpose) -> dict[str, Any]:
    """Return a section of the dialog."""
    section: dict[str, Any] = {"title": purpose.title, "description": purpose.text}
    if purpose.cookie:
        headers = {"name": TEXTS["cookies.name"]}
        section["cookieTable"] = {"headers": headers, "body": [{"name": purpose.cookie}]}
    return section


def orejime() -> Client:
    """Orejime: configuration, script and style sheet in the head; tags wrapped in templates."""
    options = {
        "privacyPolicyUrl": POLICY,
        "purposes": [
            {
                "id": purpose.id,
                "title": purpose.title,
                "description": purpose.text,
                "cookies": [purpose.cookie] if purpose.cookie else [],
                "isMandatory": not purpose.cookie,
            }
            for purpose in PURPOSES
        ],
        "translations": {
            "banner": {
                "title": TEXTS["notice.ask_title"],
                "description": TEXTS["notice.ask_text"] + " {privacyPolicy}",
                "privacyPolicyLabel": TEXTS["common.privacy_policy"],
                "accept": TEXTS["notice.accept_all"],
                "decline": TEXTS["notice.refuse_all"],
                "configure": TEXTS["notice.choose"],
            },
            "modal": {
                "title": TEXTS["preferences.title"],
                "description": TEXTS["preferences.intro"],
                "acceptAll": TEXTS["preferences.accept"],
                "declineAll": TEXTS["preferences.refuse"],
                "save": TEXTS["preferences.save"],
            },
        },
    }
    inline = f"window.orejimeConfig={compact(options)}"
    tags = script("orejime-standard-en.js") + style("orejime-standard.css")
    tag = f'<script async src="{GATED}"></script>'
    return Client(
        name=f"orejime {version('orejime')}",
        head=f"<script>{inline}</script>{tags}",
        gated=f'<template data-purpose="audience">{tag}</template>',
        inline=inline,
        files=packaged("orejime/dist/orejime-standard-en.js", "orejime/dist/orejime-standard.css"),
        accept=".orejime-Banner-saveButton",
        more=".orejime-Banner-learnMoreButton",
        dialog=".orejime-Modal",
    )


def klaro() -> Client:
    """Klaro: configuration and script deferred; ``data-src`` and ``data-name`` on the tag."""
    attributes = f'type="text/plain" data-type="text/javascript" data-src="{GATED}"'
    return Client(
        name=f"klaro {version('klaro')}",
        head=script("config.js", "defer") + script("klaro.js", "defer"),
        gated=f'<script async {attributes} data-name="audience"></script>',
        files={
            **packaged("klaro/dist/klaro.js"),
            "config.js": f"var klaroConfig={compact(klaro_options())}".encode(),
        },
        accept=".klaro .cookie-notice .cm-btn-success",
        more=".klaro .cookie-notice .cn-learn-more",
        dialog=".klaro .cookie-modal",
    )


def klaro_options() -> dict[str, Any]:
    """Return ``klaroConfig``: a service for each purpose."""
    texts = {
        "privacyPolicyUrl": POLICY,
        "acceptAll": TEXTS["preferences.accept"],
        "acceptSelected": TEXTS["preferences.save"],
        "ok": TEXTS["notice.accept_all"],
        "decline": TEXTS["notice.refuse_all"],
        "consentNotice": {
            "title": TEXTS["notice.ask_title"],
            "description": TEXTS["notice.ask_text"],
            "learnMore": TEXTS["notice.choose"],
        },
        "consentModal": {
            "title": TEXTS["preferences.title"],
            "description": TEXTS["preferences.intro"],
        },
    }
    services = [
        {
            "name": purpose.id,
            "title": purpose.title,
            "description": purpose.text,
            "purposes": ["all"],
            "cookies": [purpose.cookie] if purpose.cookie else [],
            "required": not purpose.cookie,
        }
        for purpose in PURPOSES
    ]
    return {
        "version": 1,
        "acceptAll": True,
        "groupByPurpose": False,
        "showNoticeTitle": True,
        "lang": "en",
        "translations": {"en": texts},
        "services": services,
    }


def osano() -> Client:
    """Osano's cookieconsent, opt-in: the page itself loads the script when told of consent."""
    options = {
        "type": "opt-in",
        "palette": {"popup": {"background": "#fff"}, "button": {"background": "#147"}},
        "content": {
            "message": TEXTS["notice.ask_text"],
            "allow": TEXTS["notice.accept_all"],
            "deny": TEXTS["notice.refuse_all"],
            "link": TEXTS["common.privacy_policy"],
            "href": POLICY,
        },
    }
    inline = (
        "function load(){var s=document.createElement('script');s.src='" + GATED + "';"
        "document.head.appendChild(s)}"
        f"window.cookieconsent.initialise(Object.assign({compact(options)},{{"
        "onInitialise:function(){this.hasConsented()&&load()},"
        "onStatusChange:function(){this.hasConsented()&&load()}}))"
    )
    return Client(
        name=f"osano cookieconsent {version('cookieconsent')}",
        head=style("cookieconsent.min.css"),
        tail=script("cookieconsent.min.js") + f"<script>{inline}</script>",
        gated="",
        inline=inline,
        files=packaged(
            "cookieconsent/build/cookieconsent.min.js", "cookieconsent/build/cookieconsent.min.css"
        ),
        accept=".cc-window .cc-allow",
    )


def without() -> Client:
    """No client at all: the analytics script runs for everybody."""
    return Client(name="no client")


MAKERS: Mapping[str, Callable[[], Client]] = {
    "none": without,
    "sayso": sayso,
    "vanilla": vanilla,
    "orejime": orejime,
    "klaro": klaro,
    "osano": osano,
}
