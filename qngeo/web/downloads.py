"""Layers and tables as files over HTTP: ``/export/parks.gpkg?crs=5899``."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from qngeo import __version__, clock
from qngeo.errors import DateError, ExportError, QngeoError, UnknownNameError
from qngeo.services.datasets.model import Dataset
from qngeo.services.datasets.register import data_version, dataset
from qngeo.services.export.files import as_bytes, file_name
from qngeo.services.export.formats import check, format_of, system_of
from qngeo.services.own_data.known import day_known
from qngeo.web.files import REVALIDATE, failed
from qngeo.web.guard import work
from qngeo.web.refusal import Refusal

PATH = "/export/{file}"

ASKED = frozenset({"crs", "known"})


def address(
    name: str, ending: str, *, crs: str = "", known_on: date | None = None
) -> str:
    """Return the address of a file as seen from a page.

    Parameters
    ----------
    name : str
        Of the layer or table.
    ending : str
    crs : str
        Such as "5899"; empty is WGS 84.
    known_on : date, optional
    """
    query = {"crs": crs, "known": known_on.isoformat() if known_on else ""}
    asked = urlencode({key: text for key, text in query.items() if text})
    return f"export/{name}.{ending}" + (f"?{asked}" if asked else "")


async def answer_export(request: Request) -> Response:
    """Answer one file; a question that cannot be met gets one line.

    400 is a format, CRS, day or parameter that does not fit, 404 a layer, table or
    kind of file that is not there, 503 a fault that the reader cannot mend.
    """
    try:
        return await _export(request)
    except QngeoError as error:
        return failed(request, error)


async def _export(request: Request) -> Response:
    strange = sorted(set(request.query_params) - ASKED)
    if strange:
        reason = f"no parameter {strange[0][:40]!r}: there are crs and known"
        return _refused(reason, 400)
    try:
        wanted = await work.EXPORTS.run(_wanted, request)
    except _AbsentError as error:
        return _refused(error, 404)
    except (UnknownNameError, DateError, ExportError) as error:
        return _refused(error, 400)
    headers = {
        "ETag": wanted.etag,
        "Cache-Control": REVALIDATE,
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'attachment; filename="{wanted.file_name}"',
    }
    if wanted.etag in (request.headers.get("if-none-match") or ""):
        return Response(status_code=304, headers=headers)
    body = await work.EXPORTS.run(wanted.body)
    return Response(body, headers=headers, media_type=wanted.media_type)


def _refused(reason: object, status: int) -> Response:
    kept = {"X-Content-Type-Options": "nosniff"}
    return Refusal(reason, status, kept)


class _AbsentError(UnknownNameError):
    """The path names what is not there."""


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """A file that can be made."""

    etag: str
    file_name: str
    media_type: str
    body: Callable[[], bytes]


def _wanted(request: Request) -> _Wanted:
    """Read the question; raise what `answer_export` answers."""
    name, _, ending = request.path_params["file"].rpartition(".")
    asked = request.query_params
    day = day_known(asked.get("known"))
    crs = system_of(asked.get("crs", ""))
    try:
        chosen = format_of(ending)
        found = dataset(name, day)
    except UnknownNameError as error:
        raise _AbsentError(str(error)) from error
    check(found.name, found.kind, chosen, crs)
    return _Wanted(
        etag=_etag(found, chosen.ending, crs, day),
        file_name=file_name(found, ending, crs=crs, as_known_on=day),
        media_type=chosen.media_type,
        body=lambda: as_bytes(found, ending, crs=crs, as_known_on=day),
    )


def _etag(found: Dataset, ending: str, crs: str, day: date | None) -> str:
    """Name a file by what it is made of, for its bytes hold the hour of making."""
    parts = (
        data_version(day),
        found.name,
        ending,
        crs,
        day,
        clock.today(),
        __version__,
    )
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
    return f'"{digest[:24]}"'
