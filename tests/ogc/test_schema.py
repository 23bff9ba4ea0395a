"""The service against its own OpenAPI document, by random requests of schemathesis."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from qngeo.web.ogc import site

EXAMPLES, COUNTED = 12, 4
"""Requests an operation and mode; of the statistics, which count anew each time."""


def _one_root(document: dict) -> dict:
    """Write the document without servers of single paths, which are not followed."""
    paths = {
        path if "servers" in item else f"/ogc{path}": {"get": item["get"]}
        for path, item in document["paths"].items()
    }
    return {**document, "servers": [{"url": "/"}], "paths": paths}


IN_WORDS = {
    "datetime": ["2024-09-07", "2020-01-01/..", "2024-09-07T00:00:00Z"],
    "bbox": [[107, 20, 108, 22], [0, 0, 0, 0, 0, 0]],
    "known": ["2026-11-22", "2030-01-01"],
    "as_of": ["2025", "2024-06-30", "../2021"],
    "from": ["2020"],
    "to": ["2024", "2025-01-31"],
    "subject": ["zone:van_don", "Song Khoai"],
    "attribute": ["area_planned"],
    "zone": [["Vân Đồn", "zone:quang_yen"]],
    "near": ["Cái Lân"],
    "weight": [["area=2", "price=1"]],
    "min_ha": [0, 12.5],
    "max_price": [80],
    "least_known": [0, 0.5, 1],
    "within_min": [30],
    "unknown_fails": [["on_offer"]],
}
"""Valid values of parameters whose rule is told in words: a schema cannot say that a
day is in the calendar, that a subject exists or that corners come in order."""


def _narrowed(document: dict) -> dict:
    """Write what is told in words as lists of valid values."""
    told = [*document["components"]["parameters"].values()]
    for item in document["paths"].values():
        told += item["get"]["parameters"]
    for parameter in told:
        values = IN_WORDS.get(parameter.get("name"))
        if values:
            kind = {key: parameter["schema"].get(key) for key in ("type", "items")}
            parameter["schema"] = {
                "enum": values,
                **{k: v for k, v in kind.items() if v},
            }
    return document


@pytest.fixture
def mode(request):
    return request.param


@pytest.fixture
def schema(register, mode):
    assert register.names()
    routes = site.routes()
    document = _one_root(TestClient(Starlette(routes=routes)).get("/ogc/api").json())
    if mode is GenerationMode.POSITIVE:
        document = _narrowed(document)

    async def told(_request):
        return JSONResponse(document)

    app = Starlette(routes=[Route("/openapi.json", told), *routes])
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def _hold(operation, mode) -> None:
    """Ask an operation at random; raise where an answer is not as documented."""
    # Minutes are asked to a place, and a criterion can fail only where it is asked.
    loose = [positive_data_acceptance] if operation.path == "/stats/land" else None

    @settings(
        max_examples=COUNTED if operation.path.startswith("/stats") else EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case):
        case.call_and_validate(excluded_checks=loose)

    holds()


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], indirect=True
)
def test_every_answer_is_as_the_document_tells(schema, mode):
    """/req/oas30/oas-impl, completeness, exception-codes"""
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 15
    for operation in operations:
        _hold(operation, mode)
