"""The files a page loads, and the plan for other clients."""

from __future__ import annotations

import asyncio
import hashlib

from sayso.app.variants import Variant
from sayso.errors import SubmissionError
from sayso.web.exchange import JSON, Exchange, encode
from sayso.web.request import asked_language, best_encoding, language_of, query_of

JAVASCRIPT = "text/javascript; charset=utf-8"
IMMUTABLE = "public, max-age=31536000, immutable"

# Any page may load these; they hold nothing about the visitor but region and language.
OPEN = (("access-control-allow-origin", "*"), ("cross-origin-resource-policy", "cross-origin"))


async def core_script(exchange: Exchange) -> None:
    """Answer ``sayso.js``: core, gate and plan for this visitor's place, language and signal."""
    site, offered = exchange.site, exchange.owner.languages
    wanted = query_of(exchange.scope, "lang")
    language = language_of(wanted, exchange.headers.get("accept-language", ""), offered)
    case = exchange.property_id, exchange.region, language, site.today()
    variant = site.variants.core_at_hand(*case, gpc=exchange.gpc)
    if variant is None:
        # Compressing takes a while the first time; the loop goes on meanwhile.
        variant = await asyncio.to_thread(site.variants.core, *case, gpc=exchange.gpc)
    depends = ["Accept-Encoding", "Sec-GPC", *site.regions.headers]
    if asked_language(wanted, offered) is None:
        depends.insert(1, "Accept-Language")
    # An address decides in a way that no header tells a shared cache.
    caching = "private, no-cache" if site.regions.by_address else "no-cache"
    await _send_variant(exchange, variant, caching, ", ".join(depends))


async def named_script(exchange: Exchange) -> None:
    """Answer ``sayso-<hash>.js``, ``notice-<hash>.js`` or ``panel-<hash>.js``."""
    name = str(exchange.scope["path"]).rpartition("/")[2]
    variant = await asyncio.to_thread(exchange.site.variants.named, exchange.property_id, name)
    if variant is None:
        raise SubmissionError(
            "no-such-file",
            f'There is no "{name[:80]}" (any more). Load sayso.js again: it names the present ones.',
            status=404,
        )
    await _send_variant(exchange, variant, IMMUTABLE, "Accept-Encoding")


async def plan_document(exchange: Exchange) -> None:
    """Answer ``plan.json``: the plan for ``?region=``, else for the visitor's place."""
    site, asked = exchange.site, query_of(exchange.scope, "region")
    region = exchange.region if asked is None else asked
    body = encode(site.edition.plan(exchange.property_id, region, site.today()).to_wire())
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    private = asked is None and site.regions.by_address
    fields = [
        ("etag", etag),
        ("cache-control", "private, no-cache" if private else "no-cache"),
        *OPEN,
    ]
    if asked is None and site.regions.headers:
        fields.append(("vary", ", ".join(site.regions.headers)))
    if not await exchange.unchanged(etag, fields):
        await exchange.answer(JSON, body, fields)


async def _send_variant(exchange: Exchange, variant: Variant, caching: str, vary: str) -> None:
    encoding = best_encoding(exchange.headers.get("accept-encoding", ""))
    etag = f'"{variant.hash}-{encoding}"'
    fields = [("etag", etag), ("cache-control", caching), ("vary", vary), *OPEN]
    if await exchange.unchanged(etag, fields):
        return
    if encoding != "identity":
        fields.append(("content-encoding", encoding))
    bodies = {"br": variant.brotli, "gzip": variant.gzip, "identity": variant.body}
    await exchange.answer(JAVASCRIPT, bodies[encoding], fields)
