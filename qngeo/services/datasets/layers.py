"""Which map layers can be handed out, and whose outline is each row's?"""

import json
import unicodedata
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from qngeo.crs import STORAGE
from qngeo.domain.boundaries import own_outlines
from qngeo.domain.boundaries.outlines import ids
from qngeo.domain.imports.extra import NO_LICENCE
from qngeo.errors import MissingDataError
from qngeo.io import layers as files
from qngeo.io import vectors
from qngeo.io.store import EXTRA, ID, LAYERS
from qngeo.services.datasets.columns import EXACT, KEY, LAST
from qngeo.services.layers.licences import licence_of
from qngeo.services.own_data import known

OWN_LICENCE = NO_LICENCE
"""Of rows that a person brought in without naming a licence."""

PLOTS = "plots"

_NO_COLUMNS = ("extra", "fid", "geom", "geometry", "the_geom", "ogc_fid", "row_number",
               "wkt", "wkt_crs")  # fmt: skip
"""Names that a kind of file, or the import, takes for something else."""

_LONGEST_NAME = 60


def catalogue(as_known_on: date | None = None) -> dict[str, dict[str, Any]]:
    """Return the entries of the catalogue by layer, in its order."""
    entries = files.read_catalog(known.layers_folder(as_known_on))["layers"]
    return {str(entry["name"]): entry for entry in entries}


def layer(name: str, as_known_on: date | None = None) -> gpd.GeoDataFrame:
    """Return a published layer; own rows have the outline of the store unrounded."""
    found = files.read_layer(name, known.layers_folder(as_known_on))
    frame = gpd.GeoDataFrame.from_features(found["features"], crs=STORAGE)
    frame[KEY] = [str(feature["id"]) for feature in found["features"]]
    number = known.version(as_known_on)
    own = pd.Series(False, index=frame.index)
    if number and name in known.OUTLINES:
        stored = known.store().read(name, version=number)
        own = frame["subject_id"].isin(stored[ID])
        frame = _unrounded(frame, stored, name)
    sources = frame["source_ids"].fillna("")
    licences = [licence_of(ids(text)) for text in sources]
    frame["licence"] = pd.Series(licences, frame.index).mask(own, OWN_LICENCE)
    return frame


def _unrounded(
    frame: gpd.GeoDataFrame, stored: gpd.GeoDataFrame, name: str
) -> gpd.GeoDataFrame:
    """Put outlines as stored in the place of those rounded for the map."""
    drawn = stored[~stored.geometry.isna()]
    if drawn.empty:
        return frame
    fresh = gpd.GeoDataFrame(
        {"subject_id": drawn[ID], "part": "land"}, geometry=drawn.geometry
    )
    if name == "zones":
        land = vectors.geometry("land").union_all()
        fresh = own_outlines.land_and_sea(fresh, land, pd.Index(drawn[ID]))
        part = fresh["part"].map(own_outlines.PART_ENDINGS)
        fresh["subject_id"] += part
    outline = dict(zip(fresh["subject_id"], fresh.geometry, strict=True))
    shapes = [
        outline.get(own, shape)
        for own, shape in zip(frame[KEY], frame.geometry, strict=True)
    ]
    return frame.set_geometry(gpd.GeoSeries(shapes, frame.index, crs=STORAGE))


def has_plots(as_known_on: date | None = None) -> bool:
    """Tell whether there are single plots (lô đất): a ledger or drawn ones."""
    drawn = known.layers_folder(as_known_on) / known.PLOTS_FILE
    return known.plots(as_known_on) is not None or drawn.is_file()


def plots(as_known_on: date | None = None) -> gpd.GeoDataFrame:
    """Return the ledger of plots with the outlines of those that are drawn."""
    number = known.version(as_known_on)
    stored = known.store().read(PLOTS, version=number or 0)
    outlines = _drawn_plots(as_known_on)
    outlines |= dict(zip(stored[ID], stored.geometry, strict=True))
    ledger = known.plots(as_known_on)
    if ledger is None:
        ledger = pd.DataFrame({"plot_id": list(outlines)})
    ledger = ledger.rename(columns={"plot_id": KEY})
    said = dict(zip(stored[ID], stored["source_ids"], strict=True))
    ledger["source_ids"] = [said.get(own) for own in ledger[KEY]]
    ledger["licence"] = OWN_LICENCE
    shapes = [outlines.get(own) for own in ledger[KEY]]
    return gpd.GeoDataFrame(ledger, geometry=shapes, crs=STORAGE)


def _drawn_plots(as_known_on: date | None) -> dict[str, Any]:
    try:
        found = files.read_layer(PLOTS, known.layers_folder(as_known_on))
    except MissingDataError:
        return {}
    frame = gpd.GeoDataFrame.from_features(found["features"], crs=STORAGE)
    names = [str(feature["id"]) for feature in found["features"]]
    return dict(zip(names, frame.geometry, strict=True))


def own_names(as_known_on: date | None = None) -> tuple[str, ...]:
    """Return the layers of the store that have rows."""
    number = known.version(as_known_on)
    if not number:
        return ()
    log = known.store().versions()[:number]
    count = dict.fromkeys(LAYERS, 0)
    for one in log:
        count[one.layer] += one.added - one.removed
    return tuple(name for name in LAYERS if count[name])


def own(
    name: str, as_known_on: date | None = None
) -> tuple[gpd.GeoDataFrame | pd.DataFrame, tuple[str, ...]]:
    """Return the rows of a layer of the store, as stored.

    What the person's file held beside the layer's columns becomes columns of its
    own where all its cells are of one kind; the rest stays in ``extra``, a JSON
    object a row, so that nothing is lost.

    Returns
    -------
    tuple of (frame, tuple of str)
        The names are those of the columns that the person's file brought along.
    """
    rows = known.store().read(name, version=known.version(as_known_on))
    rows = rows.rename(columns={ID: KEY, "source_id": "source_ids"})
    held = [json.loads(text) for text in rows[EXTRA]]
    stated = [extra.pop("licence", None) for extra in held]
    taken = {_word(name) for name in (*rows.columns, *LAST, *_NO_COLUMNS)}
    spread = {}
    for key in sorted({key for extra in held for key in extra}):
        cells = [extra.get(key) for extra in held]
        if _word(key) not in taken and _fits_a_header(key) and _one_kind(cells):
            taken.add(_word(key))
            spread[key] = pd.Series(cells, rows.index, dtype="object")
            held = [{k: v for k, v in extra.items() if k != key} for extra in held]
    left = [json.dumps(extra, ensure_ascii=False, sort_keys=True) for extra in held]
    frame = rows.drop(columns=EXTRA).assign(**spread)
    if any(held):
        frame[EXTRA] = [
            text if of else None for text, of in zip(left, held, strict=True)
        ]
    if "source_ids" not in frame:
        frame["source_ids"] = None
    frame["licence"] = [text or OWN_LICENCE for text in stated]
    if not LAYERS[name].geometry:
        return pd.DataFrame(frame), tuple(spread)
    return frame, tuple(spread)


def _word(name: str) -> str:
    """Return a name as files compare it: case does not tell two columns apart."""
    return unicodedata.normalize("NFC", name).casefold()


def _fits_a_header(name: str) -> bool:
    """Tell whether a name can head a column in every kind of file."""
    return (
        name == name.strip()
        and 0 < len(name) <= _LONGEST_NAME
        and name.isprintable()
        and not name.startswith(("=", "+", "-", "@", "'"))
        and not set(name) & set(',;"<>&')
    )


def _one_kind(cells: list[Any]) -> bool:
    found = [cell for cell in cells if cell is not None]
    kinds = {type(cell) for cell in found}
    if kinds == {int} and max(map(abs, found)) >= EXACT:
        return False
    return len(kinds) == 1 and kinds <= {str, bool, int, float}
