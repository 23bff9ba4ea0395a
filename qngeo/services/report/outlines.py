"""Where does it lie, and how good is that outline?"""

from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry import shape

from qngeo.crs import STORAGE
from qngeo.errors import MissingDataError
from qngeo.i18n import in_data
from qngeo.io.layers import read_layer
from qngeo.model import HOME
from qngeo.services.report.model import Figure, Row, Section, Table
from qngeo.services.report.model import Words as Paragraphs
from qngeo.services.report.words import Words

LAYERS = (
    "zones", "parks", "communes", "ports", "roads", "railways", "airports", "gates",
    "bridges", "interchanges", "stations",
)  # fmt: skip
"""Where the outline of a subject is looked for, in this order."""

COLUMNS = (
    "subject_id", "name_vi", "name_en", "part", "geometry_method", "position_error_m",
    "area_published_ha", "area_published_fact", "area_drawn_ha", "note_vi", "note_en",
    "source_ids",
)  # fmt: skip


def layer(name: str, folder: Path) -> gpd.GeoDataFrame:
    """Read a published layer as a frame in EPSG:4326; empty where there is none."""
    try:
        features = read_layer(name, folder)["features"]
    except MissingDataError:
        features = []
    rows = [{"id": f.get("id", ""), **f["properties"]} for f in features]
    shapes = [shape(f["geometry"]) for f in features]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=STORAGE)


def outlines(subject_ids: tuple[str, ...], folder: Path) -> gpd.GeoDataFrame:
    """Return the published outlines of subjects, in the order asked for.

    Parameters
    ----------
    subject_ids : tuple of str
    folder : Path
        Of the published layers.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with `COLUMNS` and ``geometry``; the land and sea part
    of a zone are two rows; a subject that nobody has drawn has none. Texts that are
    not known are "".
    """
    left, found = set(subject_ids), []
    if HOME in left:
        land = layer("land", folder)
        mine = land[land["class"].eq("province")]
        found.append(
            mine.assign(subject_id=HOME, position_error_m=mine["border_error_m"])
        )
        left.discard(HOME)
    for name in LAYERS:
        if not left:
            break
        rows = layer(name, folder)
        if not rows.empty:
            mine = rows[rows["subject_id"].isin(left)]
            found.append(mine)
            left -= set(mine["subject_id"])
    return _in_order([rows for rows in found if len(rows)], subject_ids)


def _in_order(
    found: list[gpd.GeoDataFrame], subject_ids: tuple[str, ...]
) -> gpd.GeoDataFrame:
    columns = [*COLUMNS, "geometry"]
    if not found:
        return gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=STORAGE)
    rows = pd.concat([rows.reindex(columns=columns) for rows in found])
    place = {subject: i for i, subject in enumerate(subject_ids)}
    rows = rows.assign(_place=rows["subject_id"].map(place))
    rows = rows.sort_values(["_place", "part"], kind="stable", na_position="first")
    numbers = ["position_error_m", "area_published_ha", "area_drawn_ha"]
    texts = [name for name in COLUMNS if name not in numbers]
    rows[numbers] = rows[numbers].apply(pd.to_numeric)
    rows[texts] = rows[texts].astype(object).where(rows[texts].notna(), "")
    return gpd.GeoDataFrame(
        rows.drop(columns="_place").reset_index(drop=True), crs=STORAGE
    )


def sources_of(found: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return the sources behind outlines."""
    several = [source for text in found["source_ids"] for source in text.split("; ")]
    return tuple(dict.fromkeys(source for source in several if source))


def section(
    found: gpd.GeoDataFrame, facts: pd.DataFrame, words: Words, *, many: bool
) -> Section:
    """Return how each outline was made, how far it may be off and what it measures.

    Parameters
    ----------
    found : GeoDataFrame
        As `outlines` gives it.
    facts : DataFrame
        The fact table, for the date of the published areas.
    words : Words
    many : bool
        Whether each outline has to be called by its name.
    """
    title = words.say("report.outline")
    if found.empty:
        said = Paragraphs(lines=(words.say("pages.outline.none"),))
        return Section(name="outline", title=title, blocks=(said,))
    by_id = facts.set_index("fact_id")
    rows = tuple(_row(row, by_id, words, many=many) for _, row in found.iterrows())
    heads = ("outline", "error", "published", "drawn")
    table = Table(
        heads=tuple(words.say(f"report.head.{head}") for head in heads),
        rows=rows,
        widths=(6.2, 1.4, 1.7, 1.7),
        right=(False, True, True, True),
    )
    return Section(name="outline", title=title, blocks=(table,))


def _row(row: pd.Series, by_id: pd.DataFrame, words: Words, *, many: bool) -> Row:
    method = words.say(f"pages.outline.{row['geometry_method']}")
    part = f" ({words.say('report.outline.sea')})" if row["part"] == "sea" else ""
    name = row[f"name_{in_data(words.lang)}"]
    said = f"{name}{part}: {method}" if many or part else method
    fact = row["area_published_fact"]
    published = {}
    if fact in by_id.index:
        one = by_id.loc[fact]
        published = {
            "as_of": one["as_of"],
            "confidence": one["confidence"],
            "fact_ids": (fact,),
            "source_ids": (one["source_id"],),
        }
    cells: list[str | Figure] = [said]
    for column, more in (
        ("position_error_m", {}),
        ("area_published_ha", published),
        ("area_drawn_ha", {}),
    ):
        cells.append(_measured(row, column, more, words))
    return Row(cells=tuple(cells), small=str(row[f"note_{in_data(words.lang)}"]))


def _measured(
    row: pd.Series, column: str, more: dict[str, object], words: Words
) -> Figure | str:
    if pd.isna(row[column]):
        return "–"
    value = float(row[column])
    metres = column == "position_error_m"
    name = row[f"name_{in_data(words.lang)}"]
    written = f"± {words.value(repr(value), 'm')}" if metres else words.hectares(value)
    drawn = {
        "confidence": "derived",
        "source_ids": tuple(s for s in row["source_ids"].split("; ") if s),
    }
    return Figure(
        what=f"{name}: {words.say(f'report.measure.{column}')}",
        text=written,
        value=repr(value),
        unit="m" if metres else "ha",
        subject_id=row["subject_id"],
        attribute=column,
        scope=str(row["part"]),
        **(more or drawn),
    )


BACKDROP = (
    "surroundings", "land", "communes", "zones", "parks", "roads", "railways", "ports",
    "border",
)  # fmt: skip
"""Layers that the map of a report draws around its subject."""


def backdrop(folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return what a map draws around the subject, by layer name, in EPSG:4326."""
    return {name: layer(name, folder) for name in BACKDROP}
