"""One publication as a site: front page, sections, articles, newsletter, privacy policy."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sayso_demo.content import Article, Publication, interface, publication
from sayso_demo.edge import pretends_gpc, region
from sayso_demo.forms import form_fields
from sayso_demo.leads import Lead, LeadList
from sayso_demo.misconduct import Misconduct
from sayso_demo.pages import fragment, page, port_of, static_folder

LANGUAGES = {"en": "ltr", "fr": "ltr", "ar": "rtl"}
LONGEST_FIELD = 320  # the longest address that mail can reach (RFC 3696, erratum 1690)


def publication_site(property_id: str, leads: LeadList, misconduct: Misconduct) -> Starlette:
    """Return the site of the publication *property_id*.

    Args:
        property_id: One of ``PUBLICATIONS``.
        leads: Where newsletter forms go.
        misconduct: Whether its pages bring in the undeclared script.
    """
    site = _Site(publication(property_id), leads, misconduct)
    return Starlette(
        routes=[
            Route("/", site.front),
            Route("/sections/{section}", site.section),
            Route("/articles/{slug}", site.article),
            Route("/privacy-policy", site.policy),
            Route("/newsletter", site.sign_up, methods=["POST"]),
            Route("/newsletter", site.thanks),
            Route("/.ads/slot.js", _slot_script),
            Mount("/assets", StaticFiles(directory=static_folder())),
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: site.missing},
    )


class _Site:
    def __init__(self, edition: Publication, leads: LeadList, misconduct: Misconduct) -> None:
        self._edition = edition
        self._leads = leads
        self._misconduct = misconduct

    async def front(self, request: Request) -> Response:
        return self._page(request, f"{self._edition.id}/front.html", topic=self._edition.topic)

    async def section(self, request: Request) -> Response:
        section = request.path_params["section"]
        if section not in self._edition.sections:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self._page(request, "publication/section.html", section=section, topic=section)

    async def article(self, request: Request) -> Response:
        article = self._edition.articles.get(request.path_params["slug"])
        if article is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self._page(
            request,
            "publication/article.html",
            language=article.language,
            topic=article.topic,
            article=article,
            body=self._body(request, article),
            more=self._more(article),
        )

    async def policy(self, request: Request) -> Response:
        return self._page(request, "publication/policy.html", topic="privacy")

    async def sign_up(self, request: Request) -> Response:
        form = await form_fields(request)
        email = form.get("email", "").strip()
        if "@" not in email or len(email) > LONGEST_FIELD:
            return self._page(request, "publication/again.html", status=422, topic="newsletter")
        lead = Lead(
            email=email,
            company=form.get("company", "")[:LONGEST_FIELD],
            list=self._edition.id,
            share_with_sponsors="sponsors" in form,
            page=form.get("page", "")[:LONGEST_FIELD],
        )
        await run_in_threadpool(self._leads.add, lead)
        return RedirectResponse("/newsletter", HTTPStatus.SEE_OTHER)

    async def thanks(self, request: Request) -> Response:
        return self._page(request, "publication/thanks.html", topic="newsletter")

    async def missing(self, request: Request, _reason: Exception) -> Response:
        return self._page(request, "publication/missing.html", status=404, topic="missing")

    def _page(self, request: Request, template: str, **values: Any) -> Response:
        language = values.pop("language", "en")
        asked = request.query_params.get("lang")
        # An English page leaves the notice's language to the browser's preference.
        follows_page = language if language != "en" else None
        return page(
            request,
            template,
            edition=self._edition,
            language=language,
            direction=LANGUAGES[language],
            notice_language=asked if asked in LANGUAGES else follows_page,
            words=interface(language),
            region=region(request.scope),
            pretends_gpc=pretends_gpc(request.scope),
            misbehaves=self._misconduct.on,
            path=request.url.path,
            **values,
        )

    def _more(self, article: Article) -> list[Article]:
        others = [a for a in self._edition.in_language("en") if a.slug != article.slug]
        return sorted(others, key=lambda other: other.section != article.section)[:3]

    def _body(self, request: Request, article: Article) -> str:
        def part(template: str, **values: Any) -> str:
            return fragment(
                '{% include "publication/' + template + '.html" %}',
                words=interface(article.language),
                article=article,
                edition=self._edition,
                **values,
            )

        return fragment(
            article.body,
            related=lambda slug: part("related", other=self._edition.articles[slug]),
            ad=lambda: part("ad", topic=article.topic),
            video=lambda: part("video", port=port_of(request)),
        )


async def _slot_script(_request: Request) -> Response:
    return FileResponse(static_folder() / "slot.js", media_type="text/javascript")
