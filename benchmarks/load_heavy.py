"""What is heavy in the app, done by one person while the others work.

A file just below the limit is uploaded and taken, one above it is refused, and the
evidence pack of a park is set as PDF, all at the same time.
"""

import asyncio
import time
import uuid

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.load_controls import LostError
from benchmarks.load_visitor import Visitor

TAKEN_MB, REFUSED_MB = 95, 101
PARK = "park:song_khoai"
MB = 1024**2
TOO_LARGE = 413
REPORTS = 3


async def heavy(address: str) -> dict[str, float]:
    """Upload, be refused and have reports made; return the seconds of each.

    Raises
    ------
    LostError
        If the large file is not taken, the larger one not refused, or a report no PDF.
    """
    async with Visitor(address) as one, Visitor(address) as other:
        await asyncio.gather(
            one.open("data"), other.open("zones", f"subject={PARK}&view=sheet")
        )
        taken, refused, report = await asyncio.gather(
            _upload(address, one, TAKEN_MB, {200, 204}),
            _upload(address, one, REFUSED_MB, {TOO_LARGE}),
            _reports(address, other),
        )
    return {"taken": taken, "refused": refused, "report": report}


async def _upload(
    address: str, visitor: Visitor, megabytes: int, wanted: set[int]
) -> float:
    """Send a file to the session of a tab and return the seconds."""
    start = time.perf_counter()
    where = f"/_stcore/upload_file/{visitor.session}/{uuid.uuid4()}"
    async with httpx.AsyncClient(base_url=address, timeout=120) as client:
        await client.get("/_stcore/health")
        token = client.cookies.get("_streamlit_xsrf") or ""
        try:
            answer = await client.put(
                where,
                files={"file": ("large.geojson", bytes(megabytes * MB))},
                headers={"X-Xsrftoken": token},
            )
            status = answer.status_code
        except (httpx.WriteError, httpx.ReadError):  # refused before all was sent
            status = TOO_LARGE
    if status not in wanted:
        msg = f"upload of {megabytes} MB: HTTP {status}, wanted {sorted(wanted)}"
        raise LostError(msg)
    return time.perf_counter() - start


async def _reports(address: str, visitor: Visitor) -> float:
    """Have reports made, one after another, and return the seconds of one."""
    start = time.perf_counter()
    for _ in range(REPORTS):
        place = await pressed(visitor, "report_pdf")
        async with httpx.AsyncClient(base_url=address, timeout=120) as client:
            answer = await client.get(place)
        if not answer.content.startswith(b"%PDF"):
            msg = f"the report is no PDF: {answer.content[:40]!r}"
            raise LostError(msg)
    return (time.perf_counter() - start) / REPORTS


async def pressed(visitor: Visitor, key: str) -> str:
    """Press a button that makes a file; return the path to fetch the file from.

    Raises
    ------
    LostError
        If there is no such button, or the file cannot be made.
    """
    asked = BackMsg()
    wanted = asked.backend_operation_request
    wanted.request_id, wanted.session_id = str(uuid.uuid4()), visitor.session
    wanted.deferred_file.file_id = visitor.control(key).proto.deferred_file_id
    told = await visitor.ask(asked, "backend_operation_response")
    found = told.backend_operation_response
    if found.error_msg:
        raise LostError(found.error_msg)
    return str(found.deferred_file.url)
