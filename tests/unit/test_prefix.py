"""Routes below a prefix are found there only, and know it."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from qngeo.web.prefix import Below


async def told(request: Request) -> Response:
    return JSONResponse(
        {
            "base": str(request.base_url),
            "path": request.url.path,
            "root": request.scope.get("root_path", ""),
            "name": request.path_params["name"],
        }
    )


async def beside(_: Request) -> Response:
    return PlainTextResponse("beside")


def client(prefix: str | None) -> TestClient:
    ours = [
        Route("/layers/{name}", told),
        Route("/sign-in/{name}", told, methods=["POST"]),
        Route("/sign-in/{name}", told, methods=["DELETE"]),
    ]
    others = [Route("/qngeo/_stcore/health", beside), Route("/{rest:path}", beside)]
    app = Starlette(routes=[Below(lambda: prefix, ours), *others])
    return TestClient(app, base_url="http://example.vn")


@pytest.mark.parametrize("prefix", ["qngeo", "/qngeo", "qngeo/", "/qngeo/"])
def test_a_route_is_found_below_and_tells_addresses_with_the_prefix(prefix):
    assert client(prefix).get("/qngeo/layers/zones").json() == {
        "base": "http://example.vn/qngeo/",
        "path": "/qngeo/layers/zones",
        "root": "/qngeo",
        "name": "zones",
    }


@pytest.mark.parametrize(
    "path", ["/layers/zones", "/qngeolayers/zones", "/qngeo", "/qngeo/_stcore/health"]
)
def test_what_is_not_ours_is_left_to_others(path):
    assert client("qngeo").get(path).text == "beside"


@pytest.mark.parametrize("prefix", ["", None, "/"])
def test_without_a_prefix_routes_are_where_they_were(prefix):
    found = client(prefix).get("/layers/zones").json()
    assert (found["base"], found["root"]) == ("http://example.vn/", "")
    assert client(prefix).get("/qngeo/layers/zones").text == "beside"


def test_a_prefix_of_two_parts_will_do():
    found = client("maps/qngeo").get("/maps/qngeo/layers/zones").json()
    assert found["base"] == "http://example.vn/maps/qngeo/"


def test_a_route_is_chosen_by_its_method():
    assert client("qngeo").delete("/qngeo/sign-in/keep").json()["name"] == "keep"
