"""Compare the wide summary tables with the long facts; take in what is new."""

import re
from decimal import Decimal, InvalidOperation

from intake_rules import RECORDED, Row, Rules, read

CELLS = {
    "ward_2025": ("communes", "text"),
    "lat": ("lat", "deg"),
    "lon": ("lon", "deg"),
    "lat_lon_uncertainty_km": ("position_uncertainty", "km"),
    "area_planned_ha": ("area_planned", "ha"),
    "area_industrial_ha": ("area_industrial", "ha"),
    "area_leased_ha": ("area_leased", "ha"),
    "fill_rate_pct": ("fill_rate", "%"),
    "developer": ("developer", "text"),
    "year_established": ("year_established", "date"),
    "status": ("status", "text"),
    "sectors": ("sectors", "text"),
    "price_usd_m2": ("price", "USD/m2/term"),
}
"""Wide column: attribute and unit. The other columns (names, zone, district)
stand in ``subjects.csv``; ``fill_as_of`` dates the rate beside it."""

FIRST_WIDE, CELLS_A_ROW = 3000, 20
FIRST_DISTRICT = 3900
PARK_TABLES = ("parks_west.csv", "parks_east.csv")
DISTRICT_CELLS = ("forest_area_ha", "cover_rate_pct", "damaged_ha", "replanted_ha")


def same(given: str, fact: Row) -> bool:
    """Tell whether a wide cell repeats a fact, rounding as the cell is rounded.

    A text repeats a fact when the fact holds it, without case, kind of unit
    ("Phường") and what stands in brackets.
    """
    if fact["unit"] == "text":
        short = re.sub(r"\(.*?\)|\b(?:phường|xã)\b", "", given.casefold())
        return " ".join(short.split()) in fact["value"].casefold()
    if fact["value"] == given.replace("-", "/"):
        return True
    try:
        cell, value = Decimal(given), Decimal(fact["value"])
    except InvalidOperation:
        return False
    return round(value, -int(cell.as_tuple().exponent)) == cell


def park_tables(facts: list[Row], rules: Rules) -> tuple[list[Row], list[Row]]:
    """Match each cell of the two park tables to a fact, or make it one."""
    added: list[Row] = []
    ledger: list[Row] = []
    row_number = -1
    for file in PARK_TABLES:
        for line, incoming in enumerate(read(file), start=2):
            row_number += 1
            subject = rules.subject(incoming["park_id"])
            targets = [subject]
            for place, (column, (attribute, unit)) in enumerate(CELLS.items()):
                given = incoming[column]
                if not given:
                    continue
                match = next(
                    (
                        f
                        for f in facts
                        if (f["subject_id"], f["attribute"]) == (subject, attribute)
                        and same(given, f)
                    ),
                    None,
                )
                if match is None:
                    number = FIRST_WIDE + row_number * CELLS_A_ROW + place
                    match = cell_fact(incoming, column, rules)
                    match["fact_id"] = f"f{number}"
                    match["note"] += f" {file}, row {line}"
                    match |= {"subject_id": subject, "attribute": attribute}
                    match["unit"] = unit
                    added.append(match)
                targets.append(match["fact_id"])
            entry = {"file": file, "row": str(line), "outcome": "subject", "note": ""}
            ledger.append(entry | {"target": "; ".join(targets)})
    return added, ledger


def cell_fact(incoming: Row, column: str, rules: Rules) -> Row:
    """Make a fact of a cell that no long row gives."""
    recalled = column.startswith("l")
    source = "general_knowledge"
    if not recalled:
        source = rules.sources[incoming["source_url"], ""]
    return {
        "value": incoming[column],
        "qualifier": "about" if column == "lat_lon_uncertainty_km" else "",
        "as_of": incoming["fill_as_of"] if column == "fill_rate_pct" else "",
        "recorded": RECORDED,
        "confidence": "recalled" if recalled else "derived",
        "definition": "",
        "scope": "",
        "source_id": source,
        "note": "from the summary table only, whose one address covers the whole row:",
    }


def forest_districts(facts: list[Row], rules: Rules) -> tuple[list[Row], list[Row]]:
    """Match each figure of the forest table of districts to a fact."""
    names = {r["district_legacy"]: r for r in read("forest_district_map.csv")}
    added: list[Row] = []
    ledger: list[Row] = []
    for line, incoming in enumerate(read("forest_districts.csv"), start=2):
        rule = names[incoming["district_legacy"]]
        entry = {"file": "forest_districts.csv", "row": str(line)}
        figures = [incoming[cell] for cell in DISTRICT_CELLS if incoming[cell]]
        if not figures:
            note = "a district without any figure"
            entry |= {"outcome": "subject", "target": rule["subject_id"], "note": note}
            ledger.append(entry)
            continue
        targets = []
        for place, cell in enumerate(DISTRICT_CELLS):
            given = incoming[cell]
            if not given:
                continue
            attribute, scope = rule[cell].partition("/")[::2]
            match = next(
                (
                    f
                    for f in facts
                    if f["subject_id"] == rule["subject_id"]
                    and (f["attribute"], f["scope"]) == (attribute, scope)
                    and same(given, f)
                ),
                None,
            )
            if match is None:
                match = {
                    "fact_id": f"f{FIRST_DISTRICT + (line - 2) * 4 + place}",
                    "subject_id": rule["subject_id"],
                    "attribute": attribute,
                    "value": given,
                    "unit": "%" if cell.endswith("pct") else "ha",
                    "qualifier": "",
                    "as_of": incoming["as_of"],
                    "recorded": RECORDED,
                    "confidence": "stated",
                    "definition": "",
                    "scope": scope,
                    "source_id": rules.sources[incoming["source_url"], ""],
                    "note": f"from forest_districts.csv, row {line}",
                }
                added.append(match)
            targets.append(match["fact_id"])
        outcome = "duplicate_of"
        if any(f["fact_id"] in targets for f in added):
            outcome = "fact"
        ledger.append(entry | {"outcome": outcome, "target": "; ".join(targets)})
    return added, [{"note": ""} | row for row in ledger]
