"""What sources say of a park's power, water, wastewater and road (hạ tầng)."""

import re
from collections.abc import Sequence

from qngeo.domain.figures.pairing import Figure

PLANNED = re.compile(r"\bplanned\b|\blater\b|\bdesign\b|\bproposed\b")
BEING_BUILT = re.compile(r"being built|under construction|under way")
CAPACITY = re.compile(r"\d\s*(MVA|kVA|MW|kV|m3)\b")

_CLAUSES = {
    "power": re.compile(r"substation|grid|\bkV\b|power station"),
    "water": re.compile(r"\bwater (supply|plant)"),
    "wastewater": re.compile(r"wastewater|sewage"),
}
"""What a clause of the attribute ``utilities`` speaks of; roads named there are
streets inside the park."""

_SUPPLY = {
    "power": "power",
    "water": "water_supply",
    "wastewater": "wastewater",
    "road": "road_link",
}

_ROAD = re.compile(r"\broad")


def clauses(figures: Sequence[Figure], item: str) -> list[tuple[Figure, str]]:
    """Return what sources say of one supply.

    Parameters
    ----------
    figures : sequence of Figure
        Of one park.
    item : str
        "power", "water", "wastewater" or "road".

    Returns
    -------
    list of (Figure, str): the figure and the words to judge, in the given order.
    """
    said = [
        (f, f"{clause} {f.unit} {f.scope}; {f.note}")
        for f in figures
        if f.attribute == _SUPPLY[item]
        for clause in f.text.split(";")
        if item != "road" or _ROAD.search(clause)
    ]
    if item in _CLAUSES:
        said += [
            (f, clause)
            for f in figures
            if f.attribute == "utilities"
            for clause in f.text.split(";")
            if _CLAUSES[item].search(clause)
        ]
    return said
