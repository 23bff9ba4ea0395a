"""The land of one subject: single figures, and the balance of each plan."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypedDict

import pandas as pd

from qngeo.i18n import in_data, number, period
from qngeo.sentences import said
from qngeo.services.report.model import (
    REST,
    TOTAL,
    Bar,
    Block,
    Figure,
    Piece,
    Row,
    Section,
    Table,
)
from qngeo.services.report.model import Words as Paragraphs
from qngeo.services.report.sections import LEAST_POINTS, SHADES
from qngeo.services.report.words import Words

REST_SHADE = "#c9cfce"
"""Of what a plan leaves over."""


def position(found: pd.DataFrame, words: Words) -> Section | None:
    """Return the land of a subject as single figures; unknown items by name."""
    known = found[found["area_ha"].notna()]
    if known.empty:
        return None
    rows = []
    for _, row in known.iterrows():
        title = item_title(row["item"], words)
        area = Figure(
            what=title,
            text=words.hectares(float(row["area_ha"]), row["qualifier"]),
            value=repr(float(row["area_ha"])),
            unit="ha",
            **_origin(row),
        )
        share: Figure | str = "–"
        if pd.notna(row["share_pct"]):
            whole = words.titles.get(row["whole"], row["whole"])
            share = Figure(
                what=f"{title}: {words.say('report.share_of', whole=whole)}",
                text=f"{words.rate(row['share_pct'])} {_of(whole, words)}",
                value=repr(float(row["share_pct"])),
                unit="%",
                **_origin(row),
            )
        date = words.sure(row["as_of"], row["confidence"])
        rows.append(Row(cells=(title, area, share, date), small=str(row["note"])))
    heads = ("item", "area", "share", "date")
    table = Table(
        heads=tuple(words.say(f"report.head.{head}") for head in heads),
        rows=tuple(rows),
        widths=(3.0, 1.5, 2.8, 2.3),
        right=(False, True, True, False),
    )
    unknown = [item_title(i, words) for i in found.loc[found["area_ha"].isna(), "item"]]
    blocks: tuple[Block, ...] = (table,)
    if unknown:
        listed = words.say("report.position.unknown", items="; ".join(unknown))
        blocks = (table, Paragraphs(lines=(listed,)))
    return Section(name="land", title=words.say("report.land"), blocks=blocks)


def _of(whole: str, words: Words) -> str:
    return words.say("report.share_of", whole=whole[:1].lower() + whole[1:])


def item_title(item: str, words: Words) -> str:
    """Return the title of an item of the land position."""
    if item == "left_industrial":
        return words.say("pages.land.left_industrial")
    return words.titles.get(item, item)


class Origin(TypedDict):
    """What a worked-out figure of the land rests on, as `Figure` takes it."""

    subject_id: str
    attribute: str
    as_of: str
    confidence: str
    fact_ids: tuple[str, ...]
    source_ids: tuple[str, ...]
    note: str


def _origin(row: pd.Series) -> Origin:
    return {
        "subject_id": str(row.get("subject_id", "")),
        "attribute": str(row["item"] if "item" in row else row["land_use"]),
        "as_of": str(row["as_of"] if "as_of" in row else row["horizon"]),
        "confidence": str(row["confidence"]),
        "fact_ids": tuple(row["fact_ids"]),
        "source_ids": tuple(row["source_ids"]),
        "note": str(row["note"]),
    }


def balances(found: pd.DataFrame, words: Words) -> Section | None:
    """Return each plan's land balance as a bar and a table."""
    if found.empty:
        return None
    blocks: list[Block] = []
    for (plan, horizon), rows in found.groupby(["plan", "horizon"], sort=False):
        shades = _shades(rows["role"])
        title = f"{plan} · {period(str(horizon), words.lang)}"
        bar = _bar(rows, shades, title, words)
        blocks += [bar] if bar else []
        table = _balance_table(rows, shades, title, words)
        blocks.append(replace(table, title="") if bar else table)
        excess = rows["excess_ha"].max()
        if pd.notna(excess) and excess > 0:
            more = number(float(excess), words.lang, 2)
            said = words.say("pages.land.excess", excess=more)
            blocks.append(Paragraphs(lines=(said,)))
    return Section(
        name="balance", title=words.say("report.balance"), blocks=tuple(blocks)
    )


def _shades(roles: Iterable[str]) -> list[str]:
    found, parts = [], 0
    for role in roles:
        shade = SHADES[parts % len(SHADES)] if role == "part" else ""
        found.append(REST_SHADE if role == "rest" else shade)
        parts += role == "part"
    return found


def _bar(rows: pd.DataFrame, shades: list[str], title: str, words: Words) -> Bar | None:
    shown = rows.assign(shade=shades)
    shown = shown[shown["role"].isin(["part", "rest"]) & shown["area_ha"].gt(0)]
    if len(shown) < LEAST_POINTS:
        return None
    pieces = tuple(
        Piece(title=str(name), amount=float(area), shade=str(shade))
        for name, area, shade in zip(
            shown[f"title_{in_data(words.lang)}"],
            shown["area_ha"],
            shown["shade"],
            strict=True,
        )
    )
    alt = words.say("report.balance.chart", plan=title)
    return Bar(title=title, pieces=pieces, alt=alt)


def _balance_table(
    rows: pd.DataFrame, shades: list[str], title: str, words: Words
) -> Table:
    lines = []
    for (_, row), shade in zip(rows.iterrows(), shades, strict=True):
        name = str(row[f"title_{in_data(words.lang)}"])
        area: Figure | str = words.say("report.unknown")
        written = _balance_area(row, words)
        if written:
            area = Figure(
                what=f"{title}: {name}",
                text=written[0],
                value=written[1],
                unit="ha",
                **_origin(row),
            )
        share: Figure | str = "–"
        if pd.notna(row["share_pct"]):
            share = Figure(
                what=f"{title}: {name}: {words.say('report.head.share')}",
                text=words.rate(float(row["share_pct"])),
                value=repr(float(row["share_pct"])),
                unit="%",
                **_origin(row),
            )
        sure = words.say(f"pages.confidence.{row['confidence']}")
        role = {"total": TOTAL, "rest": REST}.get(row["role"], "")
        note = str(row["note"])
        indent = "– " if row["role"] in ("subpart", "bound") else ""
        lines.append(
            Row(
                cells=(indent + name, area, share, sure),
                small=said(note, words.lang) if role == REST else note,
                role=role,
                shade=shade,
            )
        )
    heads = ("use", "area", "share_of_land", "confidence")
    return Table(
        title=title,
        heads=tuple(words.say(f"report.head.{head}") for head in heads),
        rows=tuple(lines),
        widths=(4.6, 2.2, 1.6, 1.4),
        right=(False, True, True, False),
    )


def _balance_area(row: pd.Series, words: Words) -> tuple[str, str] | None:
    """Return hectares as printed and as they are; a range from low to high."""
    if row["qualifier"] == "range" and pd.notna(row["high_ha"]):
        low, high = float(row["low_ha"]), float(row["high_ha"])
        written = " – ".join(number(end, words.lang, 2) for end in (low, high))
        return f"{written} ha", f"{low!r}/{high!r}"
    if pd.isna(row["area_ha"]):
        return None
    area = float(row["area_ha"])
    return words.hectares(area, row["qualifier"]), repr(area)
