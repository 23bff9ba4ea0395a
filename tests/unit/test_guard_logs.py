"""The log: a line a request, a number a failure, and no secret in either."""

import json
import logging
import sys

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from qngeo.config import Settings
from qngeo.io.store import Commit, open_store
from qngeo.web.guard import logs, masking, stack, work

PASSWORD = "mưa+rào/7?"
ADDRESS = "postgresql://lan:m%C6%B0a%2Br%C3%A0o%2F7%3F@db.example.vn/qngeo"


@pytest.fixture
def log(monkeypatch, capsys):
    """Set the log up as the application does; return the lines written."""
    monkeypatch.setattr(masking, "_known", set())
    factory, root = logging.getLogRecordFactory(), logging.getLogger()
    access, ours = logging.getLogger("uvicorn.access"), logging.getLogger("qngeo")
    before = list(root.handlers), access.disabled, ours.level

    def start(**chosen):
        made = Settings(**{"log_format": "json"} | chosen)
        monkeypatch.setattr(logs, "settings", lambda: made)
        logs.set_up()

    def lines(*, in_json=True):
        text = capsys.readouterr().err.splitlines()
        return [json.loads(line) for line in text] if in_json else text

    start()
    lines.start = start
    yield lines
    logging.setLogRecordFactory(factory)
    root.handlers[:], access.disabled = before[0], before[1]
    ours.setLevel(before[2])


async def answer(_):
    logging.getLogger("qngeo.test").info("within")
    await work.Lane("files", at_once=1, waiting=0, limit_s=9).run(
        logging.getLogger("qngeo.test").info, "in a thread"
    )
    return PlainTextResponse("four", status_code=201)


async def broken(_):
    message = f"cannot connect to {ADDRESS}"
    raise RuntimeError(message)


async def half(_):
    async def begun(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError

    return begun


async def quiet(_):
    return Response("ok")


@pytest.fixture
def client():
    paths = {"/answer": answer, "/broken": broken, "/half": half,
             "/_stcore/health": quiet, "/oauth2callback": quiet}  # fmt: skip
    app = Starlette(
        routes=[Route(path, work) for path, work in paths.items()],
        middleware=stack.middleware(index="", upload_mb=1),
    )
    return TestClient(app, raise_server_exceptions=False)


def test_a_request_is_one_line_with_what_an_operator_asks_for(client, log):
    found = client.get("/answer?lang=vi", headers={"X-Request-Id": "proxy-7"})
    *within, line = log()
    assert [one["message"] for one in within] == ["within", "in a thread"]
    assert {one["request"] for one in (*within, line)} == {"proxy-7"}
    assert found.headers["x-request-id"] == "proxy-7"
    assert (line["method"], line["path"]) == ("GET", "/answer?lang=vi")
    assert (line["status"], line["bytes"], line["level"]) == (201, 4, "INFO")
    assert line["ms"] >= 0


@pytest.mark.parametrize("given_id", ["", "a b", "x" * 65, "7\n8", "<b>"])
def test_an_id_that_could_harm_the_log_is_replaced(client, log, given_id):
    made = client.get("/answer", headers={"X-Request-Id": given_id.encode()})
    assert made.headers["x-request-id"] not in ("", given_id)
    assert made.headers["x-request-id"].isalnum()
    assert log()


def test_questions_after_health_are_told_only_when_asked_for(client, log):
    client.get("/_stcore/health")
    assert log() == []
    log.start(log_level="DEBUG")
    client.get("/_stcore/health")
    assert [line["path"] for line in log()] == ["/_stcore/health"]
    log.start(log_level="ERROR")
    client.get("/answer")
    assert log() == []


def test_a_failure_has_a_number_that_the_reader_gets_and_no_secret(client, log):
    found = client.get("/broken")
    failure, line = log()
    assert found.status_code == 500
    assert found.text == f"error {failure['error']}: told to the log of this server\n"
    assert "RuntimeError" in failure["message"]
    assert "in broken" in failure["traceback"]
    assert "m%C6" not in json.dumps([failure, line])
    assert line["status"] == 500


def test_an_answer_that_breaks_off_is_told_as_well(client, log):
    client.get("/half")
    failure, line = log()[:2]
    assert "ZeroDivisionError" in failure["traceback"]
    assert line["path"] == "/half"


def test_what_a_provider_sends_back_is_not_told(client, log):
    client.get("/oauth2callback?code=s3cr3t&state=abcd&lang=vi")
    (line,) = log()
    assert line["path"] == "/oauth2callback?code=***&state=***&lang=vi"


@pytest.mark.parametrize("style", ["json", "text"])
def test_no_text_of_a_reader_makes_a_line_of_its_own(client, log, style):
    log.start(log_format=style)
    client.get("/no%0d%0a2026 INFO forged%c2%85%e2%80%a8")
    assert len(log(in_json=False)) == 1


def test_text_is_written_on_a_terminal_and_json_elsewhere(client, log, monkeypatch):
    log.start(log_format="auto")
    client.get("/answer")
    assert log()[-1]["status"] == 201
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    log.start(log_format="auto")
    client.get("/answer")
    last = log(in_json=False)[-1]
    assert " INFO qngeo.web.guard.watch: GET /answer 201 " in last


SECRET = "Kh0ng-noi-ra"

TELLING = [
    f"connect to postgresql://lan:{SECRET}@db/qngeo",
    f"connect to postgresql+psycopg://lan:{SECRET}@db:5432/qngeo?x=1",
    f"host=db password={SECRET} dbname=qngeo",
    f"{{'client_secret': '{SECRET}', 'client_id': 'qngeo'}}",
    f'"cookie_secret": "{SECRET}"',
    f"Cookie: qngeo_visit={SECRET}; _streamlit_user={SECRET}",
    f"'set-cookie': 'qngeo_visit={SECRET}; Path=/'",
    f"Authorization: Bearer {SECRET}",
    f"authorization = Basic {SECRET}",
    f"/oauth2callback?state=1&code={SECRET}",
    f"access_token={SECRET}&id_token={SECRET}",
    f"X-Xsrftoken: {SECRET}",
    f"api_key={SECRET}",
    f"api-key: {SECRET}",
]


@pytest.mark.parametrize("text", TELLING)
def test_secrets_are_masked_wherever_they_stand(log, text):
    logging.getLogger("qngeo.test").warning("before %s", text)
    logging.getLogger("some.library").error(text)
    try:
        raise ValueError(text)
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    written = log(in_json=False)
    assert len(written) == 3
    assert SECRET not in "\n".join(written)
    assert masking.HIDDEN in written[0]


def test_the_password_of_the_store_is_known_and_never_shown(log):
    log.start(store=ADDRESS)
    logging.getLogger("x").error("user lan gave %r, sent as m%%C6%%B0a%%2Br", PASSWORD)
    assert PASSWORD not in log()[0]["message"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_known_secret_never_comes_through(before, after):
    masking.hide(SECRET)
    assert SECRET not in masking.masked(before + SECRET + after)


@pytest.mark.parametrize(
    "text",
    ["GET /layers/zones.geojson?v=ab12 200", "12:30:01 qngeo starts",
     "see http://localhost:8501/zones?subject=park:song_khoai", "lan@example.vn"],
)  # fmt: skip
def test_what_is_no_secret_stays(text):
    assert masking.masked(text) == text


def test_a_library_with_a_handler_of_its_own_writes_as_ours(log):
    theirs = logging.getLogger("streamlit.made_here")
    handler = logging.StreamHandler(sys.stderr)
    theirs.addHandler(handler)
    theirs.propagate = False
    try:
        logs.adopt()
        theirs.error("password=%s", SECRET)
        assert log()[0]["message"] == "password=***"
    finally:
        theirs.removeHandler(handler)


def test_a_write_to_the_store_is_one_line(log, tmp_path):
    zone = gpd.GeoDataFrame(
        {"feature_id": ["zone:a"], "name_vi": ["A"]},
        geometry=[shapely.box(107, 21, 107.1, 21.1)],
        crs="EPSG:4326",
    )
    store = open_store(str(tmp_path / "own.gpkg"))
    store.commit(
        Commit(layer="zones", who="Lan", action="import", rows=zone, mode="replace")
    )
    store.close()
    assert [line["message"] for line in log()] == [
        "version 1: import of zones by Lan, 1 added, 0 changed, 0 removed"
    ]
