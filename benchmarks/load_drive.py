"""The visitors of the load, in a process of their own.

    python -m benchmarks.load_drive ADDRESS '{"sessions": 20, "changes": 12, ...}'

opens the tabs, does in each what its seed says, prints one line of JSON, and holds the
tabs open until its standard input ends: what they hold of the app can be measured.
"""

import asyncio
import json
import random
import sys
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.load_controls import LostError
from benchmarks.load_heavy import heavy
from benchmarks.load_visitor import Visitor
from benchmarks.load_visits import DAYS, Seen, Step, arrive, do, plan, prepare, wrong

ARRIVING_S = 3.0
"""Visitors come one after another within these seconds."""

Plan = tuple[Seen, list[Step]]


@dataclass(frozen=True, kw_only=True)
class Load:
    """What the visitors do.

    Attributes
    ----------
    sessions, changes : int
        How many tabs, and steps in each after the page was opened.
    think_s : tuple of float
        Shortest and longest pause before a step, drawn evenly.
    seed : int
    days : int
        How many days are asked about.
    heavy : bool
        Somebody uploads files of 95 and 101 MB and has reports made meanwhile.
    prepared : bool
        Every page that will be asked for is opened once before, by a tab of its own.
    """

    sessions: int
    changes: int
    think_s: tuple[float, float] = (1.0, 4.0)
    seed: int = 1
    days: int = len(DAYS)
    heavy: bool = False
    prepared: bool = False


@dataclass(kw_only=True)
class Told:
    """What came of it.

    Attributes
    ----------
    opened_ms, changed_ms : list of float
        Of every page opened and every step taken.
    lost : list of str
        Why a tab was lost: its run did not end, or its page showed something else.
    heavy : dict
        Seconds of what is heavy; see `benchmarks.load_heavy`.
    """

    opened_ms: list[float] = field(default_factory=list)
    changed_ms: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    heavy: dict[str, float] = field(default_factory=dict)


async def drive(
    address: str, load: Load, *, hold: "asyncio.Future[None] | None" = None
) -> Told:
    """Let the visitors come, do what they do, and go.

    Parameters
    ----------
    address : str
    load : Load
    hold : future, optional
        The tabs stay open until it is done; `report` has been called by then.
    """
    plans = [
        plan(load.seed * 1000 + at, load.changes, days=load.days)
        for at in range(load.sessions)
    ]
    prepare(plans)
    if load.prepared:
        await _beforehand(address, plans)
    told = Told()
    done = [asyncio.Event() for _ in plans]
    over = asyncio.Event()
    visits = [
        asyncio.create_task(
            _visit(address, load, at, told, (plans[at], done[at], over))
        )
        for at in range(load.sessions)
    ]
    if load.heavy:
        told.heavy = await heavy(address)
    for each in done:
        await each.wait()
    if hold is not None:
        report(told)
        await hold
    over.set()
    await asyncio.gather(*visits)
    return told


async def _visit(
    address: str,
    load: Load,
    number: int,
    told: Told,
    course: tuple[Plan, asyncio.Event, asyncio.Event],
) -> None:
    (first, steps), done, over = course
    rng = random.Random(load.seed * 1000 + number)
    await asyncio.sleep(rng.uniform(0, ARRIVING_S if load.think_s[1] else 0))
    try:
        async with Visitor(address) as visitor:
            told.opened_ms.append((await arrive(visitor, first)).ms)
            _judge(visitor, first, told)
            for step in steps:
                await asyncio.sleep(rng.uniform(*load.think_s))
                told.changed_ms.append((await do(visitor, step)).ms)
                _judge(visitor, step.after, told)
            done.set()
            await over.wait()
    except (LostError, OSError) as error:
        told.lost.append(f"tab {number}: {type(error).__name__}: {error}")
    finally:
        done.set()


def _judge(visitor: Visitor, seen: Seen, told: Told) -> None:
    fault = wrong(visitor, seen)
    if fault:
        told.lost.append(fault)


async def _beforehand(address: str, plans: list[Plan]) -> None:
    """Open once whatever will be asked for, so that the caches are as in use."""
    seen = {step.after for _, steps in plans for step in steps}
    seen |= {first for first, _ in plans}
    wanted = {(each.page, each.lang, each.as_of, each.definition) for each in seen}
    async with Visitor(address) as visitor:
        for page, lang, as_of, definition in sorted(wanted):
            query = f"lang={lang}&as_of={as_of}&definition={definition}"
            await visitor.open(page, query)


def report(told: Told) -> None:
    """Print what came of it as one line of JSON."""
    sys.stdout.write(json.dumps(asdict(told)) + "\n")
    sys.stdout.flush()


async def _main(address: str, words: dict[str, Any]) -> None:
    loop = asyncio.get_running_loop()
    hold: asyncio.Future[None] = loop.create_future()

    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(hold.set_result, None)

    # A daemon: where the visitors fail, this process ends at once and tells why.
    threading.Thread(target=wait, daemon=True).start()
    await drive(address, Load(**words), hold=hold)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], json.loads(sys.argv[2])))
