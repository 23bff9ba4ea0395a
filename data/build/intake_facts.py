"""Move the incoming tables of ``data/intake`` into the tables of ``data``.

Run ``python data/build/intake_facts.py`` from the checkout. Reads the verbatim
copies and the rule tables beside them; writes ``facts/*.csv``,
``land_use.csv``, ``geometry/transport_*.csv``, ``intake/ledger.csv`` and the
table of outcomes in ``README.md``. The same input always gives the same bytes.

Fact ids come from the place of the incoming row and never move: the n-th long
row is ``f`` and n in four digits; further facts of one row add 10,000, 20,000;
cells of the wide tables start at f3000, those of the forest districts at f3900.
"""

import re
from collections import Counter

import intake_geometry
import intake_wide
from intake_rules import DATA, FACT_COLUMNS, INTAKE, RECORDED, Row, Rules, read, write

LONG = (
    "seed_documents.csv",
    "zones_parks_west.csv",
    "zones_parks_east.csv",
    "transport.csv",
    "more.csv",
    "forest.csv",
)
LEDGER_COLUMNS = ["file", "row", "outcome", "target", "note"]
FILE_OF_KIND = {
    "province": "province",
    "country": "province",
    "zone": "zones",
    "park": "parks",
    "cluster": "parks",
    "site": "sites",
    "project": "sites",
    "commune": "communes",
    "district": "communes",
    "forest": "forest",
}
FOREST_THEME = re.compile(r"forest|damaged|planted|replant|fires|timber|loss_value")
UNCERTAINTY = re.compile(r"(?:\+/-|±)\s*(\d+(?:\.\d+)?)\s*km")
SAME = ("subject_id", "attribute", "value", "unit", "as_of", "confidence")
SAME += ("definition", "scope", "source_id")


def uncertainty(fact: Row) -> Row | None:
    """Give the position error that the note of a latitude tells, if any."""
    match = UNCERTAINTY.search(fact["note"])
    if fact["attribute"] != "lat" or fact["scope"] or not match:
        return None
    new = {"attribute": "position_uncertainty", "value": match[1], "unit": "km"}
    return fact | new | {"qualifier": "about"}


def long_facts(rules: Rules) -> tuple[list[Row], list[Row]]:
    """Convert the six long tables.

    Returns
    -------
    tuple of list
        The facts, and one ledger row for each incoming row.
    """
    facts: list[Row] = []
    ledger: list[Row] = []
    seen: dict[tuple[str, ...], Row] = {}
    number = 0
    for file in LONG:
        for line, incoming in enumerate(read(file), start=2):
            number += 1
            entry = {"file": file, "row": str(line), "outcome": "fact", "note": ""}
            ledger.append(entry)
            parts = rules.parts(file, str(line))
            if "outcome" in parts[0]:
                entry |= {"outcome": parts[0]["outcome"], "target": parts[0]["target"]}
                continue
            made = [rules.convert(incoming, hand) for hand in parts]
            made += [more for fact in made if (more := uncertainty(fact))]
            key = tuple(made[0][column] for column in SAME)
            if key in seen:
                first, note = seen[key], made[0]["note"]
                entry |= {"outcome": "duplicate_of", "target": first["fact_id"]}
                if note and note not in first["note"]:
                    first["note"] = "; ".join(filter(None, [first["note"], note]))
                continue
            for step, fact in enumerate(made):
                number_of_fact = number + 10000 * step
                fact["fact_id"] = f"f{number_of_fact:04d}"
            seen[key] = made[0]
            facts += made
            entry["target"] = "; ".join(fact["fact_id"] for fact in made)
    return facts, ledger


def file_of(fact: Row) -> str:
    """Name the file of ``data/facts`` that a fact belongs to."""
    if FOREST_THEME.search(fact["attribute"]):
        return "forest"
    return FILE_OF_KIND.get(fact["subject_id"].split(":")[0], "transport")


def land_use() -> tuple[list[Row], list[Row]]:
    """Convert the land-use balances.

    Roles and slugs are in ``land_use_rules.csv``, the dates of the plans in
    ``land_use_plans.csv``.
    """
    sources = {r["source_url"]: r["source_id"] for r in read("source_map.csv")}
    subjects = {r["incoming_id"]: r["subject_id"] for r in read("subject_map.csv")}
    hand = {r["row"]: r for r in read("land_use_rules.csv")}
    decided = {r["plan"]: r["decided"] for r in read("land_use_plans.csv")}
    rows: list[Row] = []
    ledger: list[Row] = []
    for line, incoming in enumerate(read("zone_land_use.csv"), start=2):
        rule = hand[str(line)]
        subject = incoming["zone_id"]
        rows.append(
            {
                "fact_id": f"lu{line - 1:03d}",
                "subject_id": subjects.get(subject, subject),
                "plan": incoming["plan_decision"],
                "horizon": incoming["horizon_year"],
                "decided": "",
                "role": rule["role"],
                "parent": rule["parent"],
                "land_use": rule["land_use"],
                "title_vi": incoming["land_use_class_vi"],
                "title_en": incoming["land_use_class_en"],
                "area_ha": incoming["area_ha"],
                "share_pct": incoming["share_pct"],
                "qualifier": rule["qualifier"],
                "confidence": rule["confidence"],
                "recorded": RECORDED,
                "source_id": sources[incoming["source_url"]],
                "note": rule["note"],
            }
        )
        target = f"lu{line - 1:03d}"
        entry = {"file": "zone_land_use.csv", "row": str(line), "target": target}
        ledger.append(entry | {"outcome": "land_use", "note": ""})
    rows += read("land_use_added.csv")
    for row in rows:
        row["decided"] = decided[row["plan"]]
    balances = list(dict.fromkeys(balance_of(row) for row in rows))
    roles = ["total", "part", "subpart", "low", "high", "remainder"]
    rows.sort(key=lambda r: (balances.index(balance_of(r)), roles.index(r["role"])))
    return rows, ledger


def balance_of(row: Row) -> tuple[str, str, str]:
    """Name the balance that a land-use row belongs to."""
    return row["subject_id"], row["plan"], row["horizon"]


def outcome_table(ledger: list[Row]) -> str:
    """Write the counts of the ledger as the table of the README."""
    outcomes = ["fact", "duplicate_of", "correction", "subject", "land_use", "position"]
    counts = Counter((r["file"], r["outcome"]) for r in ledger)
    lines = [
        f"| file | rows | {' | '.join(outcomes)} |",
        f"|---|{'---|' * (len(outcomes) + 1)}",
    ]
    for file in dict.fromkeys(r["file"] for r in ledger):
        cells = [counts[file, outcome] for outcome in outcomes]
        body = " | ".join(str(cell) for cell in cells)
        lines.append(f"| {file} | {sum(cells)} | {body} |")
    totals = [sum(n for (_, o), n in counts.items() if o == name) for name in outcomes]
    total = " | ".join(str(cell) for cell in totals)
    lines.append(f"| all | {sum(totals)} | {total} |")
    return "\n".join(lines)


def main() -> None:
    """Write all tables that come from the intake."""
    rules = Rules()
    facts, ledger = long_facts(rules)
    for step in (intake_wide.park_tables, intake_wide.forest_districts):
        more_facts, more_ledger = step(facts, rules)
        facts += more_facts
        ledger += more_ledger
    for path in (DATA / "facts").glob("*.csv"):
        path.unlink()
    for name in sorted({file_of(fact) for fact in facts}):
        rows = [fact for fact in facts if file_of(fact) == name]
        write(DATA / "facts" / f"{name}.csv", FACT_COLUMNS, rows)
    balances, balance_ledger = land_use()
    write(DATA / "land_use.csv", list(balances[0]), balances)
    ledger += balance_ledger + intake_geometry.points() + intake_geometry.lines()
    write(INTAKE / "ledger.csv", LEDGER_COLUMNS, ledger)
    readme = DATA / "README.md"
    text = readme.read_text(encoding="utf-8")
    mark = re.compile(r"(<!-- outcomes -->\n).*?(\n<!-- /outcomes -->)", re.DOTALL)
    table = outcome_table(ledger)
    readme.write_text(mark.sub(rf"\g<1>{table}\g<2>", text), encoding="utf-8")


if __name__ == "__main__":
    main()
