"""Layers and tables as files over HTTP: ``/export/parks.gpkg?crs=5899``."""

import hashlib
from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from qngeo import __version__, clock
from qngeo.errors import DateError, ExportError, UnknownNameError
from qngeo.services.datasets.model import Dataset
from qngeo.services.datasets.register import data_version, dataset
from qngeo.services.export.files import as_bytes, file_name
from qngeo.services.export.formats import check, format_of, system_of
from qngeo.services.own_data.known import day_known
from qngeo.web.files import REVALIDATE

PATH = "/export/{file}"

AT_ONCE = 2
"""Files that are made at the same time; who asks meanwhile waits."""

ASKED = frozenset({"crs", "known"})

_making = Semaphore(AT_ONCE)


def address(
    name: str, ending: str, *, crs: str = "", known_on: date | None = None
) -> str:
    """Return the address of a file, without a leading server.

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
    return f"/export/{name}.{ending}" + (f"?{asked}" if asked else "")


async def answer_export(request: Request) -> Response:
    """Answer one file; a question that cannot be met gets one line.

    400 is a format, CRS, day or parameter that does not fit, 404 a layer, table or
    kind of file that is not there.
    """
    strange = sorted(set(request.query_params) - ASKED)
    if strange:
        reason = f"no parameter {strange[0][:40]!r}: there are crs and known"
        return _refused(reason, 400)
    try:
        wanted = await run_in_threadpool(_wanted, request)
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
    async with _making:
        body = await run_in_threadpool(wanted.body)
    return Response(body, headers=headers, media_type=wanted.media_type)


def _refused(reason: object, status: int) -> Response:
    kept = {"X-Content-Type-Options": "nosniff"}
    return PlainTextResponse(f"{reason}\n", status_code=status, headers=kept)


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
