"""Lanes and turns: few at once, a short queue, a time limit, and places given back."""

import asyncio
import threading
import time

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from qngeo.errors import BusyError
from qngeo.ui.turns import in_turn
from qngeo.web.guard.work import Lane, Turns
from qngeo.web.refusal import told


def lane(**chosen: float) -> Lane:
    return Lane("tiles", **{"at_once": 2, "waiting": 3, "limit_s": 30} | chosen)


def together(*asked):
    """Run what is asked at once; a refusal stands in its place."""

    async def all_of():
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(all_of())


def test_no_more_run_at_once_than_the_lane_has_and_all_are_done():
    now, most, lock = [0], [0], threading.Lock()

    def piece(number):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.01)
        with lock:
            now[0] -= 1
        return number

    one = lane(waiting=30)
    assert together(*(one.run(piece, n) for n in range(20))) == list(range(20))
    assert most == [2]


def test_the_event_loop_goes_on_meanwhile():
    one, held = lane(), threading.Event()

    async def other():
        await asyncio.sleep(0)
        held.set()
        return "other"

    assert together(one.run(held.wait, 5), other()) == [True, "other"]


def test_who_comes_while_too_many_wait_is_sent_away_and_the_place_comes_free():
    one = lane(at_once=1, waiting=1)
    found = together(*(one.run(time.sleep, 0.02) for _ in range(4)))
    refused = [f for f in found if isinstance(f, HTTPException)]
    assert [f.status_code for f in refused] == [503, 503]
    assert refused[0].headers["Retry-After"]
    assert together(one.run(len, "abc")) == [3]


def test_a_crowd_in_one_lane_does_not_hold_up_another():
    crowd, quiet, held = lane(at_once=1), lane(at_once=1), threading.Event()

    async def both():
        waiting = [asyncio.create_task(crowd.run(held.wait, 5)) for _ in range(4)]
        answer = await asyncio.wait_for(quiet.run(len, "abc"), 2)
        held.set()
        await asyncio.gather(*waiting)
        return answer

    assert asyncio.run(both()) == 3


def test_after_the_time_limit_the_asker_is_let_go_and_the_work_keeps_its_place():
    one, held, ended = lane(at_once=1, waiting=0, limit_s=0.02), threading.Event(), []

    def slow():
        held.wait(5)
        ended.append(True)

    assert together(one.run(slow))[0].status_code == 504
    assert together(one.run(len, "abc"))[0].status_code == 503, "it still runs"
    held.set()
    until = time.monotonic() + 5
    while (found := together(one.run(len, "abc"))) != [3]:
        assert isinstance(found[0], HTTPException)
        assert time.monotonic() < until, "the place is never given back"
    assert ended == [True]


def test_what_still_waited_at_its_limit_never_begins():
    one, held, begun = lane(at_once=1, waiting=1, limit_s=0.02), threading.Event(), []

    async def both():
        first = asyncio.create_task(one.run(held.wait, 5))
        second = asyncio.create_task(one.run(begun.append, True))
        return await asyncio.gather(first, second, return_exceptions=True)

    assert [f.status_code for f in asyncio.run(both())] == [504, 504]
    held.set()
    one._pool.shutdown(wait=True)
    assert begun == []


def test_who_goes_away_gives_the_place_back():
    one, held = lane(at_once=1, waiting=1), threading.Event()

    async def gone():
        first = asyncio.create_task(one.run(held.wait, 5))
        second = asyncio.create_task(one.run(len, "abc"))
        await asyncio.sleep(0.01)
        second.cancel()
        await asyncio.sleep(0)
        third = asyncio.create_task(one.run(len, "abcd"))
        await asyncio.sleep(0.01)
        held.set()
        return await asyncio.gather(first, third)

    assert asyncio.run(gone()) == [True, 4]


def test_what_the_work_raises_reaches_the_asker_and_the_place_is_free():
    one = lane(at_once=1, waiting=0)
    for error in (ZeroDivisionError, TimeoutError):

        def fails(kind=error):
            raise kind

        assert isinstance(together(one.run(fails))[0], error)
    assert together(one.run(len, "abc")) == [3]


def test_a_route_answers_a_refusal_as_one_line_of_the_readers_language():
    full = lane(at_once=1, waiting=0, limit_s=0.01)

    async def answer(_):
        return PlainTextResponse(str(await full.run(time.sleep, 0.1)))

    client = TestClient(
        Starlette(routes=[Route("/", answer)], exception_handlers={HTTPException: told})
    )
    late, refused = client.get("/?lang=en"), client.get("/?lang=en")
    nowhere = client.get("/nowhere")
    assert (late.status_code, refused.status_code) == (504, 503)
    assert late.text.endswith("ask for less, or again later\n")
    assert refused.text == "too many others are waiting: ask again in a moment\n"
    assert refused.headers["cache-control"] == "no-store"
    assert client.get("/?lang=vi").text.startswith("có quá nhiều")
    assert (nowhere.status_code, nowhere.text) == (404, "Not Found\n")


def test_a_page_waits_for_its_turn():
    turns, order = Turns(at_once=1, patience_s=5), []

    def piece(number):
        with turns.turn():
            order.append(("in", number))
            time.sleep(0.01)
            order.append(("out", number))

    threads = [threading.Thread(target=piece, args=(n,)) for n in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [kind for kind, _ in order] == ["in", "out"] * 3


def test_a_page_that_waits_in_vain_is_told_how_many_are_before_it():
    turns = Turns(at_once=1, patience_s=0.01)
    with turns.turn():
        with pytest.raises(BusyError, match="busy with 1 others"), turns.turn():
            pass
        with (
            pytest.raises(BusyError, match="bận với 1"),
            turns.turn(lambda others: f"bận với {others}"),
        ):
            pass
    with turns.turn():
        pass


def test_a_turn_is_given_back_when_the_work_fails():
    turns = Turns(at_once=1, patience_s=0.01)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turns.turn():
            raise ZeroDivisionError


@pytest.mark.parametrize(("lang", "words"), [("vi", "đang bận với 1"), ("en", "busy")])
def test_a_busy_server_says_so_in_the_words_of_the_page(lang, words):
    turns = Turns(at_once=1, patience_s=0.01)
    with (
        turns.turn(),
        pytest.raises(BusyError, match=words),
        in_turn(turns, lang),
    ):
        pass
