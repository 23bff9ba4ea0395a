"""Hectares in a file of parks that are figures, not columns of the layer (số liệu)."""

from datetime import date

import pandas as pd

from qngeo import numbers, schema
from qngeo.domain.imports import figure_rows
from qngeo.domain.imports.columns import Cleaned
from qngeo.domain.imports.findings import NOTE, WARNING
from qngeo.domain.imports.layers import BALANCE
from qngeo.domain.imports.registers import Known
from qngeo.model import Confidence

SUBJECT_TEXTS = ("name_vi", "name_en", "zone_id", "status")


def figures(
    found: Cleaned, known: Known, *, source: str, note: str, today: date
) -> pd.DataFrame:
    """Return the planned, industrial and leased hectares of parks as figures.

    A figure needs its source: that of the whole import, else the first of the row's
    ``source_ids`` that is registered. Without one the hectares stay beside the row
    and a warning tells so. What is known already is not told twice.

    Parameters
    ----------
    found : Cleaned
        With ``feature_id``; gets the findings.
    known : Known
    source : str
        Id of the source of all rows; "" where each row names its own.
    note : str
        Where the figures come from: the file's name.
    today : date
        Day of recording.

    Returns
    -------
    DataFrame
        ``row`` of the file and the columns of `qngeo.schema.FACTS`; ``fact_id`` is
        "" where the figure is known already.
    """
    columns = [column for column in BALANCE if column in found.table]
    rows = []
    for row, cells in zip(
        found.table.index, found.table.to_dict("records"), strict=True
    ):
        stated = {c: float(cells[c]) for c in columns if cells[c] >= 0}
        if not stated:
            continue
        own = source or _source(str(cells["source_ids"]), known)
        if not own:
            values = {"columns": ", ".join(stated), "text": cells["source_ids"] or "–"}
            found.tell(WARNING, "figures_no_source", row, values=values)
            continue
        rows += [
            {**_figure(str(cells["feature_id"]), column, value), "row": row,
             "source_id": own, "as_of": str(cells.get("as_of", ""))}
            for column, value in stated.items()
        ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["row", *schema.FACTS.columns])
    table = table.assign(recorded=today.isoformat(), note=note)
    return _numbered(table, found, known)


def _figure(subject: str, column: str, value: float) -> dict[str, str]:
    cells = dict.fromkeys(schema.FACTS.columns, "")
    return cells | {
        "subject_id": subject,
        "attribute": column.removesuffix("_ha"),
        "value": numbers.plain(value),
        "unit": "ha",
        "confidence": Confidence.STATED.value,
    }


def _source(text: str, known: Known) -> str:
    """Return the first registered source of a cell, "" for none."""
    parts = [part.strip() for part in text.replace(",", ";").split(";")]
    return next((part for part in parts if part in known.sources), "")


def _numbered(table: pd.DataFrame, found: Cleaned, known: Known) -> pd.DataFrame:
    """Give new figures their ids and tell each."""
    there = figure_rows.by_content(known.figures)
    free, ids = figure_rows.free_ids(known, ()), []
    for cells in table.to_dict("records"):
        row, value = cells["row"], f"{cells['value']} ha"
        told = {"attribute": cells["attribute"], "value": value}
        known_as = there.get(tuple(str(cells[name]) for name in figure_rows.SAME), "")
        ids.append("" if known_as else next(free))
        key = "figure_kept" if known_as else "figure_new"
        more = {"id": known_as} if known_as else {
            "id": ids[-1], "source": cells["source_id"], "as_of": cells["as_of"] or "–",
        }  # fmt: skip
        found.tell(NOTE, key, row, values={**told, **more})
    table["fact_id"] = ids
    beside = Cleaned(table[table["fact_id"].ne("")].set_index("row"))
    figure_rows.disagreeing(beside, known)
    found.findings += beside.findings
    return table


def new_subjects(rows: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return the parks that no register of subjects has yet, as rows of it.

    Parameters
    ----------
    rows : DataFrame
        Parks with ``feature_id``, names, ``zone_id`` and ``status``.

    Returns
    -------
    DataFrame with ``feature_id`` and the columns of `qngeo.schema.SUBJECTS`; a
    missing English name is the Vietnamese one.
    """
    fresh = rows[~rows["feature_id"].isin(known.subjects)]
    texts = [c for c in schema.SUBJECTS.columns if c != "subject_id"]
    table = pd.DataFrame("", index=fresh.index, columns=["feature_id", *texts])
    table = table.astype(object)
    for name in ("feature_id", *SUBJECT_TEXTS):
        table[name] = fresh[name]
    table["kind"] = [str(own).partition(":")[0] for own in fresh["feature_id"]]
    table["name_en"] = table["name_en"].where(table["name_en"].ne(""), table["name_vi"])
    return table
