"""What the browser fetches beside the pages: assets, layer files and the map page."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from qngeo.errors import UnknownNameError
from qngeo.web import map_page
from qngeo.web.assets import asset, bundle
from qngeo.web.files import answer, missing
from qngeo.web.layer_files import layer_file

MONTH = "public, max-age=2592000"
"""For fonts, whose names never change content."""

MAP_PATH = "/map/explorer"


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
    found = layer_file(name)
    if found is None:
        return missing(f"layer {name!r}: `python -m qngeo publish` writes the layers")
    return answer(request, found)


async def _explorer(request: Request) -> Response:
    lang = request.query_params.get("lang", "vi")
    try:
        content = map_page.page(lang)
    except UnknownNameError as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    return answer(
        request,
        content,
        headers={
            "Content-Security-Policy": map_page.POLICY,
            "Referrer-Policy": "strict-origin-when-cross-origin",
        },
    )


def routes() -> list[Route]:
    """Return the routes that ``app.py`` gives to Streamlit.

    ``/assets/...`` local scripts, styles and fonts; ``/layers/<name>.geojson`` and
    ``/layers/catalog.json``; ``/map/explorer?lang=vi|en``.
    """
    return [
        Route("/assets/bundle/{name}", _bundle),
        Route("/assets/{path:path}", _asset),
        Route("/layers/{name}", _layer),
        Route(MAP_PATH, _explorer),
    ]
