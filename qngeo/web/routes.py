"""What is answered beside Streamlit's pages: each address with what answers it."""

from collections.abc import Callable
from datetime import date

from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from qngeo.errors import DateError, QngeoError, UnknownNameError
from qngeo.services.own_data.known import day_known, own_left_out
from qngeo.web import downloads, feeds, forest_map, map_page, tiles, visit_cookie
from qngeo.web.assets import asset, bundle
from qngeo.web.files import Payload, answer, failed, missing
from qngeo.web.guard import work
from qngeo.web.guard.checks import DOWN
from qngeo.web.guard.health import HEALTH
from qngeo.web.layer_files import layer_file
from qngeo.web.ogc import site
from qngeo.web.refusal import Refusal

MONTH = "public, max-age=2592000"
"""For fonts, whose names never change content."""

MAP_PATH = "/map/explorer"

FIRST_PAGE = "/overview"
"""Links name every page; Streamlit knows its first one by an empty path only."""


async def _bundle(request: Request) -> Response:
    name = request.path_params["name"]
    try:
        return answer(request, bundle(name))
    except UnknownNameError:
        return missing(f"bundle {name!r}")


async def _asset(request: Request) -> Response:
    path = request.path_params["path"]
    found = asset(path)
    if found is None:
        return missing(f"asset {path!r}")
    kept = {"Cache-Control": MONTH} if path.startswith("fonts/") else None
    return answer(request, found, headers=kept)


async def _layer(request: Request) -> Response:
    name = request.path_params["name"]
    try:
        day = day_known(request.path_params.get("day"))
        digest = request.query_params.get("v", "")
        found = await work.LAYERS.run(layer_file, name, day, digest=digest)
    except DateError as error:
        return Refusal(error, 404)
    except QngeoError as error:
        return failed(request, error)
    if found is None:
        return missing(f"layer {name!r}: `python -m qngeo publish` writes the layers")
    return answer(request, found)


async def _explorer(request: Request) -> Response:
    return await _map(request, map_page.page)


async def _forest(request: Request) -> Response:
    return await _map(request, forest_map.page)


async def _map(
    request: Request, page: Callable[[str, date | None], Payload]
) -> Response:
    asked = request.query_params
    try:
        day = day_known(asked.get("known"))
        make = _of_shipped(page) if asked.get("own") == "0" else page
        content = await work.LAYERS.run(make, asked.get("lang", "vi"), day)
    except (UnknownNameError, DateError) as error:
        return Refusal(error, 404)
    except QngeoError as error:
        return failed(request, error)
    return answer(
        request,
        content,
        headers={
            "Content-Security-Policy": map_page.POLICY,
            "Referrer-Policy": "strict-origin-when-cross-origin",
        },
    )


async def _health(_: Request) -> Response:
    """Tell whether the service is ready; 503 where no page would work."""
    report = await work.HEALTH.run(HEALTH.report)
    status = 503 if report.status == DOWN else 200
    kept = {"Cache-Control": "no-store"}
    return JSONResponse(report.as_object(), status_code=status, headers=kept)


async def _live(_: Request) -> Response:
    """Tell that the process lives, whatever else does not."""
    return PlainTextResponse("live\n", headers={"Cache-Control": "no-store"})


def _of_shipped(
    page: Callable[[str, date | None], Payload],
) -> Callable[[str, date | None], Payload]:
    """Return what makes a page of the shipped data alone."""

    def make(lang: str, day: date | None) -> Payload:
        with own_left_out():
            return page(lang, day)

    return make


async def _first_page(request: Request) -> Response:
    """Send to the first page, which Streamlit serves without a name."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}", status_code=307)


def routes() -> list[Route]:
    """Return the routes that ``app.py`` gives to Streamlit.

    ``/assets/...`` local scripts, styles and fonts; ``/layers/<name>.geojson`` and
    ``/layers/catalog.json``, and the same below ``/layers/known/<day>/`` as known on
    a day; ``/map/explorer?lang=vi|en&known=<day>`` and ``/map/forest``;
    ``/tiles/<series>/<raster>/<look>/<z>/<x>/<y>.png``; ``/export/<name>.<ending>``;
    ``/ogc`` and ``/stats``; ``/feeds/<subject id or all>.atom``; ``/overview``, which
    leads to the first page; ``/sign-in/keep`` for the cookie of a sign-in;
    ``/health`` and ``/health/live``.
    """
    return [
        Route("/assets/bundle/{name}", _bundle),
        Route("/assets/{path:path}", _asset),
        Route("/layers/{name}", _layer),
        Route("/layers/known/{day}/{name}", _layer),
        Route(MAP_PATH, _explorer),
        Route(forest_map.PATH, _forest),
        Route(tiles.PATH, tiles.answer_tile),
        Route(downloads.PATH, downloads.answer_export),
        *site.routes(),
        Route(feeds.PATH, feeds.answer_feed),
        Route(FIRST_PAGE, _first_page),
        Route("/health", _health),
        Route("/health/live", _live),
        Route(visit_cookie.PATH, visit_cookie.answer_keep, methods=["POST"]),
    ]
