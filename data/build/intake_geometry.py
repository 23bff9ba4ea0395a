"""Normalise the transport points and lines; coordinates stay as obtained."""

import re

from intake_rules import DATA, Row, read, write

GEOMETRY = DATA / "geometry"
POINT_COLUMNS = [
    "point_id",
    "subject_id",
    "name_vi",
    "name_en",
    "kind",
    "status",
    "lat",
    "lon",
    "position_error_m",
    "position_method",
    "source_id",
]
LINE_COLUMNS = [
    "line_id",
    "subject_id",
    "name_vi",
    "name_en",
    "kind",
    "status",
    "seq",
    "lat",
    "lon",
    "label",
    "position_error_m",
    "position_method",
    "source_id",
]
METHOD_SOURCES = {
    "osm_node_scgraph": "package_scgraph_data",
    "stated_osm_toll": "public_sql_osm_toll_booths",
    "recalled_checked_0.35km": "github_tasco_corridor",
}
"""Where a control point of a line was read or checked, by the method it states; the
other methods name no page, so their source is general knowledge."""
RECALLED = "general_knowledge"
STATED_ERROR = re.compile(r"recalled(?:_checked)?_(\d+(?:\.\d+)?)km")


def status_of(incoming: str) -> str:
    """Give the status word of ``subjects.csv`` for an incoming status."""
    words = {r["incoming_status"]: r["status"] for r in read("status_map.csv")}
    return words[incoming]


def points() -> list[Row]:
    """Write ``transport_points.csv``; return its part of the ledger."""
    subjects = {r["incoming_id"]: r["subject_id"] for r in read("subject_map.csv")}
    sources = {r["source_url"]: r["source_id"] for r in read("source_map.csv")}
    sources[""] = RECALLED  # documents without an address are told by their title
    rows, ledger = [], []
    for line, incoming in enumerate(read("transport_points.csv"), start=2):
        given = incoming["point_id"]
        subject = subjects.get(given, re.sub(r"^ic:", "interchange:", given))
        rows.append(
            {
                "point_id": given,
                "subject_id": subject,
                "name_vi": incoming["name_vi"],
                "name_en": incoming["name_en"],
                "kind": incoming["kind"],
                "status": status_of(incoming["status"]),
                "lat": incoming["lat"],
                "lon": incoming["lon"],
                "position_error_m": f"{float(incoming['uncertainty_km']) * 1000:.0f}",
                "position_method": incoming["point_confidence"],
                "source_id": sources[incoming["source_url"]],
            }
        )
        entry = {"file": "transport_points.csv", "row": str(line)}
        entry |= {"outcome": "position", "note": ""}
        ledger.append(entry | {"target": f"transport_points.csv:{given}"})
    write(GEOMETRY / "transport_points.csv", POINT_COLUMNS, rows)
    return ledger


def lines() -> list[Row]:
    """Write ``transport_lines.csv``; return its part of the ledger."""
    subjects = {r["line_id"]: r["subject_id"] for r in read("line_map.csv")}
    rows, ledger = [], []
    for line, incoming in enumerate(read("transport_lines.csv"), start=2):
        method = incoming["point_confidence"]
        error = STATED_ERROR.search(method)
        rows.append(
            {
                **{k: v for k, v in incoming.items() if k != "point_confidence"},
                "subject_id": subjects[incoming["line_id"]],
                "status": status_of(incoming["status"]),
                "position_error_m": f"{float(error[1]) * 1000:.0f}" if error else "",
                "position_method": method,
                "source_id": METHOD_SOURCES.get(method, RECALLED),
            }
        )
        entry = {"file": "transport_lines.csv", "row": str(line), "note": ""}
        target = f"transport_lines.csv:{incoming['line_id']}:{incoming['seq']}"
        ledger.append(entry | {"outcome": "position", "target": target})
    write(GEOMETRY / "transport_lines.csv", LINE_COLUMNS, rows)
    return ledger
