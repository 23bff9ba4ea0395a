"""What visitors of the load do, drawn from a seed, and what each must be shown.

The right answers are asked of the services in the process of the visitors, not of the
app: an answer that comes fast and is that of somebody else is lost.
"""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa

from benchmarks.load_visitor import Run, Visitor
from qngeo.domain.figures.definitions import DEFINITIONS, find
from qngeo.domain.land.need import Need
from qngeo.i18n import translate
from qngeo.io.baseline import Baseline
from qngeo.names import short
from qngeo.services.figures import headlines
from qngeo.services.land import search as land
from qngeo.services.links.pages import DEFAULT_DEFINITION
from qngeo.services.own_data import known
from qngeo.services.transport import access
from qngeo.services.zones import overview

DAYS = tuple(date(year, month, 1) for year in range(2021, 2027) for month in (1, 7))
NAMES = ("van don", "hải hà", "song", "đông", "nowhere", "")
HECTARES = (5.0, 20.0, 50.0, 100.0, 400.0)
PRICES = (60.0, 90.0, 120.0, 200.0)

CHANGES: Mapping[str, tuple[str, ...]] = {
    "": ("as_of",),
    "zones": ("definition", "as_of", "name", "name"),
    "land": ("need_min_ha", "need_max_price", "need_min_ha", "as_of"),
}
"""Controls of each page, one as often named as it is wanted; "" is the first page."""

MOVES = 0.1
"""Share of the steps in which a visitor goes to another page."""

_STEPS = re.compile(r"<b>([\d.,]+)</b></div>")
_FACTS = re.compile(r'qn-big" data-facts="([^"]*)"')
MOST_ROWS = 200
"""Rows of the land table; see `qngeo.ui.parts.shortlist`."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a visitor has chosen so far, on all pages."""

    page: str
    lang: str
    as_of: date = DAYS[-1]
    definition: str = DEFAULT_DEFINITION
    name: str = ""
    need_min_ha: float | None = None
    need_max_price: float | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that a visitor does: a control changed, or a page chosen with ""."""

    control: str
    after: Seen


def plan(
    seed: int, changes: int, *, page: str | None = None, days: int = len(DAYS)
) -> tuple[Seen, list[Step]]:
    """Return what a visitor comes with and does; the same for the same seed.

    Parameters
    ----------
    seed : int
    changes : int
        How many steps follow the opening of the first page.
    page : str, optional
        Stay on this page; one is drawn where None, and left at times.
    days : int
        How many days are asked about; each further one is more work at its first time.
    """
    rng = random.Random(seed)
    pages = list(CHANGES)
    seen = Seen(
        page=rng.choice(pages) if page is None else page,
        lang=rng.choice(("vi", "vi", "en")),
        as_of=rng.choice(DAYS[-days:]),
    )
    first = seen
    steps: list[Step] = []
    for _ in range(changes):
        control = rng.choice(CHANGES[seen.page])
        if page is None and steps and rng.random() < MOVES:
            control = ""
            seen = replace(seen, page=rng.choice([p for p in pages if p != seen.page]))
        else:
            seen = _changed(rng, seen, control, DAYS[-days:])
        steps.append(Step(control=control, after=seen))
    return first, steps


def _changed(
    rng: random.Random, seen: Seen, control: str, days: tuple[date, ...]
) -> Seen:
    """Return what a visitor has chosen after one control got another value."""
    values: dict[str, tuple[Any, ...]] = {
        "as_of": days,
        "definition": tuple(each.id for each in DEFINITIONS),
        "name": NAMES,
        "need_min_ha": HECTARES,
        "need_max_price": PRICES,
    }
    others = [v for v in values[control] if v != getattr(seen, control)]
    return replace(seen, **{control: rng.choice(others)})


async def arrive(visitor: Visitor, seen: Seen) -> Run:
    """Open the first page by a link."""
    return await visitor.open(seen.page, f"lang={seen.lang}&as_of={seen.as_of}")


async def do(visitor: Visitor, step: Step) -> Run:
    """Do one step."""
    if not step.control:
        return await visitor.go(step.after.page)
    value = getattr(step.after, step.control)
    if step.control == "definition":
        title = translate(find(value).title_key, step.after.lang)
        options = visitor.control("definition").proto.options
        value = next(text for text in options if text.startswith(f"{title} ("))
    return await visitor.change(step.control, value)


def wrong(visitor: Visitor, seen: Seen) -> str:
    """Say what is wrong on the page, "" if it shows what was asked for."""
    faults = visitor.faults()
    if faults:
        return faults[0]
    shown, right = _SHOWN[seen.page](visitor), _RIGHT[seen.page](seen)
    if shown == right:
        return ""
    return f"{seen}: shown {str(shown)[:200]}, right {str(right)[:200]}"


def prepare(plans: list[tuple[Seen, list[Step]]]) -> None:
    """Work out the right answers beforehand, so that they take no time later."""
    for first, steps in plans:
        for seen in (first, *(step.after for step in steps)):
            _RIGHT[seen.page](seen)


def _table(visitor: Visitor) -> list[str]:
    """Return the first column of the page's table."""
    found = visitor.elements("dataframe")
    if not found:
        return []
    table = pa.ipc.open_stream(found[0].arrow_data.data).read_all()
    return [str(text) for text in table.column(0).to_pylist()]


def _zones_shown(visitor: Visitor) -> tuple[object, ...]:
    message = next(m for m in visitor.elements("bidi_component") if "legend" in m.json)
    styles = json.loads(message.json)
    return sorted(_table(visitor)), len(styles["styles"]), len(styles["faded"])


def _land_shown(visitor: Visitor) -> tuple[object, ...]:
    steps = _STEPS.findall(_block(visitor, '<div class="qn-funnel"'))
    counts = [int(re.sub(r"\D", "", text)) for text in steps]
    return counts, sorted(_table(visitor))


def _overview_shown(visitor: Visitor) -> tuple[object, ...]:
    cards = _block(visitor, '<div class="qn-cards qn-headlines">')
    return tuple(sorted(_FACTS.findall(cards)))


def _block(visitor: Visitor, opening: str) -> str:
    bodies = (element.body for element in visitor.elements("html"))
    return next((body for body in bodies if body.startswith(opening)), "")


@lru_cache(maxsize=1)
def _data() -> Baseline:
    return known.baseline()


@lru_cache(maxsize=512)
def _zones_right(seen: Seen) -> tuple[object, ...]:
    rows = _zone_rows(seen.definition, seen.as_of)
    kept = overview.matches(rows, seen.name)
    names = sorted(short(name) for name in rows.loc[kept, f"name_{seen.lang}"])
    return names, int(rows["rate_pct"].notna().sum()), int((~kept).sum())


@lru_cache(maxsize=128)
def _zone_rows(definition: str, as_of: date) -> pd.DataFrame:
    return overview.zone_rows(_data(), definition=definition, as_of=as_of)


@lru_cache(maxsize=512)
def _land_right(seen: Seen) -> tuple[object, ...]:
    need = Need(min_ha=seen.need_min_ha, max_price=seen.need_max_price)
    found = land.find(_sites(seen.as_of), need)
    sites = found.funnel.sites
    names = sites.loc[found.ranking.index[:MOST_ROWS], f"name_{seen.lang}"]
    counts = [len(sites), *(step.left for step in found.funnel.steps)]
    return counts, sorted(short(name) for name in names)


@lru_cache(maxsize=32)
def _sites(as_of: date) -> pd.DataFrame:
    minutes = access.minutes(_data(), as_of=as_of)
    return land.sites(_data(), as_of=as_of, minutes=minutes)


@lru_cache(maxsize=32)
def _overview_right(seen: Seen) -> tuple[object, ...]:
    rows = headlines.headlines(_data(), as_of=seen.as_of)
    return tuple(sorted(rows["fact_id"]))


_SHOWN = {"": _overview_shown, "zones": _zones_shown, "land": _land_shown}
_RIGHT = {"": _overview_right, "zones": _zones_right, "land": _land_right}
