"""KML for globes: placemarks with typed data, WGS 84, longitude first."""

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.io.downloads.content import Content, records, source_lines

NAMESPACE = "http://www.opengis.net/kml/2.2"

_TYPES = {"number": "double", "integer": "int", "boolean": "bool"}

_MOST_INT = 2**31 - 1

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold."""


def write_kml(content: Content, path: Path) -> None:
    """Write one folder of placemarks; its description says origin and licence.

    Parameters
    ----------
    content : Content
        EPSG:4326, longitude first.
    path : Path
    """
    root = Element("kml", xmlns=NAMESPACE)
    document = SubElement(root, "Document", id="root_doc")
    _say(document, "name", content.about["title_en"])
    about = [f"{key}: {text}" for key, text in content.about.items() if text]
    _say(document, "description", "\n".join([*about, source_lines(content.sources)]))
    schema = SubElement(document, "Schema", name=content.name, id=content.name)
    for name, kind in content.kinds.items():
        said = _type(kind, content.frame[name])
        SubElement(schema, "SimpleField", name=_clean(name), type=said)
    folder = SubElement(document, "Folder")
    _say(folder, "name", content.name)
    rows = records(content.table)
    for row, shape in zip(rows, content.frame.geometry, strict=True):
        _placemark(folder, content.name, row, shape)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _type(kind: str, cells: pd.Series) -> str:
    """Return a type of KML; its int has 32 bits."""
    if kind == "integer" and bool(cells.abs().gt(_MOST_INT).any()):
        return "double"
    return _TYPES.get(kind, "string")


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _say(parent: Element, tag: str, text: str) -> Element:
    child = SubElement(parent, tag)
    child.text = _clean(text)
    return child


def _placemark(
    folder: Element, name: str, row: dict[str, Any], shape: BaseGeometry | None
) -> None:
    mark = SubElement(folder, "Placemark", id=_clean(str(row["id"])))
    _say(mark, "name", str(row.get("name_vi") or row["id"]))
    data = SubElement(mark, "ExtendedData")
    cells = SubElement(data, "SchemaData", schemaUrl=f"#{name}")
    for column, cell in row.items():
        if cell is not None:
            text = str(cell).lower() if isinstance(cell, bool) else str(cell)
            _say(cells, "SimpleData", text).set("name", _clean(column))
    if shape is not None and not shape.is_empty:
        mark.append(_drawn(shape))


def _drawn(shape: BaseGeometry) -> Element:
    parts = shapely.get_parts(shape)
    if len(parts) > 1:
        many = Element("MultiGeometry")
        many.extend(_drawn(part) for part in parts)
        return many
    single = parts[0]
    if single.geom_type == "Polygon":
        drawn = Element("Polygon")
        wound = shapely.orient_polygons(single, exterior_cw=False)
        edges = [("outerBoundaryIs", wound.exterior)]
        edges += [("innerBoundaryIs", ring) for ring in wound.interiors]
        for tag, ring in edges:
            _places(SubElement(SubElement(drawn, tag), "LinearRing"), ring)
        return drawn
    drawn = Element(single.geom_type)
    _places(drawn, single)
    return drawn


def _places(parent: Element, line: BaseGeometry) -> None:
    pairs = shapely.get_coordinates(line).tolist()
    text = " ".join(f"{x!r},{y!r}" for x, y in pairs)
    SubElement(parent, "coordinates").text = text
