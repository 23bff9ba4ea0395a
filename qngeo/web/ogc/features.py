"""Rows of a collection as GeoJSON features (RFC 7946), a page or a single one."""

import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely

from qngeo.errors import UnknownNameError
from qngeo.i18n import translate
from qngeo.names import unknown
from qngeo.web.ogc import choice as choices
from qngeo.web.ogc import held as holding
from qngeo.web.ogc import links
from qngeo.web.ogc.asked import COMMON, GEOJSON, HTML, JSON, Asked, check_names
from qngeo.web.ogc.collections import Document, title
from qngeo.web.ogc.crs_choice import checked
from qngeo.web.ogc.held import Held, State
from qngeo.web.plain_json import plain

ITEM_PARAMETERS = COMMON | {"crs"}


def page(asked: Asked, now: State) -> tuple[Document, str]:
    """Return a page of features, and the address of its reference system.

    Raises
    ------
    RefusedError
        If a parameter is unknown or has no valid value.
    UnknownNameError
        If there is no such collection.
    """
    found = holding.collection(asked.named["collection"], now)
    choice = choices.read(asked, found)
    matched = np.flatnonzero(choices.mask(found, choice))
    shown = matched[choice.offset : choice.offset + choice.limit]
    document = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": len(matched),
        "numberReturned": len(shown),
        "dataVersion": now.version,
        "features": features(found, shown, choice.crs),
        "links": [
            *links.both(asked, GEOJSON),
            *_neighbours(asked, choice, len(matched)),
            *_belonging(asked, found),
        ],
    }
    return document, choice.crs


def single(asked: Asked, now: State) -> tuple[Document, str]:
    """Return one feature, and the address of its reference system.

    Raises
    ------
    RefusedError
        If a parameter is unknown or has no valid value.
    UnknownNameError
        If there is no such collection or feature; the message gives the nearest.
    """
    found = holding.collection(asked.named["collection"], now)
    check_names([name for name, _ in asked.query], ITEM_PARAMETERS)
    crs = checked("crs", asked.value("crs"), found.systems)
    wanted = asked.named["feature"]
    rows = np.flatnonzero(found.ids == wanted)
    if not len(rows):
        raise UnknownNameError(unknown("feature", wanted[:200], found.ids))
    document = features(found, rows[:1], crs)[0]
    document["links"] = [*links.both(asked, GEOJSON), *_belonging(asked, found)]
    return document, crs


def features(found: Held, rows: "np.ndarray[Any, Any]", crs: str) -> list[Document]:
    """Return rows as GeoJSON features.

    Parameters
    ----------
    found : Held
    rows : array of int
        Positions in the frame.
    crs : str
        Address of the system of coordinates.

    Returns
    -------
    list of dict
        A row without geometry has ``null``; so has every unknown property.
    """
    part = found.frame.iloc[rows]
    names = [c.name for c in found.dataset.columns if c.name != found.dataset.key]
    shapes: list[object] = [None] * len(part)
    if found.spatial:
        chosen = np.asarray(found.geometry(crs).array)[rows]
        shapes = [
            None if s is None else json.loads(shapely.to_geojson(s)) for s in chosen
        ]
    return [
        {
            "type": "Feature",
            "id": own,
            "geometry": shape,
            "properties": {n: plain(v) for n, v in zip(names, cells, strict=True)},
        }
        for own, shape, cells in zip(
            found.ids[rows],
            shapes,
            part[names].itertuples(index=False, name=None),
            strict=True,
        )
    ]


def _neighbours(asked: Asked, choice: choices.Choice, matched: int) -> list[links.Link]:
    """Return the links to the page before and the page after."""
    kind = GEOJSON if asked.form == "json" else HTML
    offsets = {}
    if choice.offset + choice.limit < matched:
        offsets["next"] = choice.offset + choice.limit
    if choice.offset:
        offsets["prev"] = max(choice.offset - choice.limit, 0)
    return [
        links.link(
            asked.again(limit=choice.limit, offset=offset, f=asked.form),
            rel,
            kind,
            translate(f"api.link.{rel}", asked.lang),
        )
        for rel, offset in offsets.items()
    ]


def _belonging(asked: Asked, found: Held) -> list[links.Link]:
    dataset = found.dataset
    href = asked.href(links.collection_path(dataset.name))
    own = links.link(href, "collection", JSON, title(dataset, asked.lang))
    return [own, *links.licence(dataset.licence)]
