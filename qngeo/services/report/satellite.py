"""What did the satellite see of the forest of an area, before and after the storm?

Only a change that has been computed already is told: it takes minutes the first time,
which the Forest page and ``forest change`` are for. Practice data never enter.
"""

from dataclasses import dataclass
from math import isnan

import geopandas as gpd
import pandas as pd

from qngeo.errors import QngeoError
from qngeo.i18n import period
from qngeo.io.imagery.series import list_series
from qngeo.services.forest.areas import ELSEWHERE, areas
from qngeo.services.forest.change import Change, change
from qngeo.services.forest.report import area_report
from qngeo.services.own_data import known
from qngeo.services.report.model import Cell, Figure, Row, SourceLine, Table
from qngeo.services.report.moment import Moment
from qngeo.services.report.words import Words

KIND_OF = {
    "province": "province",
    "zone": "zone",
    "border_zone": "zone",
    "park": "park",
    "cluster": "park",
    "site": "park",
    "commune": "commune",
}
"""Which kind of area a subject is for the forest statistics."""

LOSS = ("forest_ha", "none_ha", "light_ha", "moderate_ha", "heavy_ha", "unknown_ha",
        "recovering_ha")  # fmt: skip

SOURCE = "series:"
"""Beginning of the id of a series as a source."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What series say of one area.

    Attributes
    ----------
    tables : tuple of Table
        One for each series; empty where none is computed or none covers the area.
    sources : tuple of SourceLine
        The series, not yet numbered (0).
    """

    tables: tuple[Table, ...] = ()
    sources: tuple[SourceLine, ...] = ()


def seen_of_subject(subject: pd.Series, words: Words, moment: Moment) -> Seen:
    """Return what the satellite saw of a subject within its published outline."""
    kind = KIND_OF.get(subject["kind"])
    if kind is None or not computed():
        return Seen()
    rows = areas(kind, known.layers_folder(moment.as_known_on))
    mine = rows[rows["id"].eq(subject["subject_id"])]
    if mine.empty or mine["caveat"].eq(ELSEWHERE).any():
        return Seen()
    return seen(mine, words)


def seen(zones: gpd.GeoDataFrame, words: Words) -> Seen:
    """Return what the satellite saw of one area.

    Parameters
    ----------
    zones : GeoDataFrame
        One row with ``id``, in any declared CRS.
    words : Words
    """
    tables, sources = [], []
    for found in computed():
        table = _table(found, zones, words)
        if table is not None:
            tables.append(table)
            sources.append(_source(found, words))
    return Seen(tables=tuple(tables), sources=tuple(sources))


def computed() -> tuple[Change, ...]:
    """Return the changes that are on disk, of satellite series, by the usual steps."""
    found = []
    for series in list_series():
        if not series.practice and any(series.folder.glob("derived/*/change.json")):
            try:
                found.append(change(series))
            except QngeoError:  # no mask or season: the Forest page says which
                continue
    return tuple(found)


def _table(found: Change, zones: gpd.GeoDataFrame, words: Words) -> Table | None:
    told = area_report(found, zones)
    area = told.areas.iloc[0]
    if pd.isna(area["mapped_ha"]):
        return None
    teller = _Teller(found=found, words=words, area=str(area["id"]))
    newest = found.later[-1] if found.later else found.after
    seasons = {"forest_ha": found.before, "recovering_ha": newest}
    rows = [
        teller.row(name, float(area[name]), seasons.get(name, found.after))
        for name in LOSS
    ]
    for _, row in told.recovery.iterrows():
        share = 100 * float(row["share_regained"])
        why = words.say(f"change.reason.{row['reason']}") if row["reason"] else ""
        rows.append(teller.row("share_regained", share, str(row["season"]), why))
    heads = ("item", "value", "date")
    return Table(
        title=words.say("report.seen", series=_title(found, words)),
        heads=tuple(words.say(f"report.head.{head}") for head in heads),
        rows=tuple(rows),
        widths=(4.2, 3.0, 2.3),
        right=(False, False, False),
    )


@dataclass(frozen=True, kw_only=True)
class _Teller:
    """Writes the rows of one area."""

    found: Change
    words: Words
    area: str

    def row(self, name: str, value: float, season: str, why: str = "") -> Row:
        title = self.words.say(f"report.seen.{name}")
        days = _days(self.found, season, self.words)
        if isnan(value):
            cells: tuple[Cell, ...] = (title, self.words.say("report.unknown"), days)
            return Row(cells=cells, small=why)
        hectares = name.endswith("_ha")
        written = self.words.hectares(value) if hectares else self.words.rate(value)
        about = self.found.series.season(season).about
        figure = Figure(
            what=title,
            text=written,
            value=repr(value),
            unit="ha" if hectares else "%",
            subject_id=self.area,
            attribute=name,
            as_of=f"{about['from']}/{about['to']}",
            confidence="derived",
            source_ids=(SOURCE + self.found.series.name,),
        )
        return Row(cells=(title, figure, days))


def _title(found: Change, words: Words) -> str:
    series = found.series
    return series.title_vi if words.lang == "vi" else series.title_en


def _days(found: Change, season: str, words: Words) -> str:
    about = found.series.season(season).about
    return period(f"{about['from']}/{about['to']}", words.lang)


def _source(found: Change, words: Words) -> SourceLine:
    return SourceLine(
        number=0,
        source_id=SOURCE + found.series.name,
        title=_title(found, words),
        about=words.say(
            "report.seen.about",
            before=_days(found, found.before, words),
            after=_days(found, found.after, words),
            digest=found.folder.name,
        ),
        url="",
    )
