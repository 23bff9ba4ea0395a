"""Are the rows of a person's file sound, and what must go in beside them?"""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from qngeo import clock
from qngeo.domain.imports import beside_figures, figure_rows, park_figures
from qngeo.domain.imports import ids as import_ids
from qngeo.domain.imports import rows as import_rows
from qngeo.domain.imports.columns import Cleaned, clean
from qngeo.domain.imports.findings import FAULT, NOTE
from qngeo.domain.imports.registers import Known
from qngeo.domain.imports.rules import LayerRules
from qngeo.domain.occupancy import fill_rates
from qngeo.io.store import ID
from qngeo.io.tables import with_numbers
from qngeo.io.uploads.encodings import UNICODE
from qngeo.io.uploads.raw import Raw


def cleaned(
    raw: Raw, rules: LayerRules, mapping: Mapping[str, str] | None, known: Known
) -> tuple[Cleaned, dict[str, pd.DataFrame]]:
    """Check everything that is no shape; return what a table registers beside it."""
    found = clean(raw.table, rules, mapping)
    beside: dict[str, pd.DataFrame] = {}
    if raw.evidence.encoding != UNICODE:
        letters = ", ".join(f"{c} {n}" for c, n in raw.evidence.letters)
        found.tell(NOTE, "encoding", values={
            "encoding": raw.evidence.encoding, "letters": letters,
            "possible": raw.evidence.possible, "words": raw.evidence.words,
        })  # fmt: skip
    for key, values in raw.remarks:
        found.tell(NOTE, key, values=dict(values))
    if rules.name == "facts":
        beside = beside_figures.registered(found, known)
        known = _with(known, beside)
    if rules.name == "subjects":  # they may name one another
        import_ids.identify(found, rules, known)
        known = replace(known, ids=known.ids | set(found.table[ID]))
        import_rows.subjects(found, rules, known)
    else:  # the id of a plot rests on its park
        import_rows.subjects(found, rules, known)
        import_ids.identify(found, rules, known)
    import_rows.communes(found, rules, known)
    import_ids.duplicates(found)
    import_rows.balance(found)
    import_rows.validity(found)
    import_rows.sources(found, known)
    import_rows.hiding(found, rules, known)
    beside_figures.links(found, "url")
    if rules.name == "facts":
        _figures(found, known)
    if rules.name in ("roads", "places"):
        found.tell(NOTE, "drawn_only")
    return found, beside


def _figures(found: Cleaned, known: Known) -> None:
    figure_rows.days(found, clock.today())
    figure_rows.values(found)
    figure_rows.words(found, known)
    figure_rows.units(found, known)
    figure_rows.repeated(found, known)
    figure_rows.disagreeing(found, known)
    _over_full(found, known)


def _over_full(found: Cleaned, known: Known) -> None:
    """Tell hectares that would make more leased than there is; `check` calls it so."""
    fresh = figure_rows.comparable(found)
    fresh = fresh[fresh["unit"].eq("ha")]
    rows = {str(fact): row for row, fact in fresh["fact_id"].items()}
    held = known.figures[known.figures["subject_id"].isin(fresh["subject_id"])]
    held = held[held["unit"].eq("ha") & ~held["fact_id"].isin(fresh["fact_id"])]
    both = pd.concat([held[fresh.columns], fresh], ignore_index=True).astype(str)
    beyond = fill_rates.over_full(fill_rates.rates(with_numbers(both)))
    for rate in beyond.to_dict("records"):
        told = {
            "part": f"{rate['numerator_ha']:g}",
            "whole": f"{rate['denominator_ha']:g}",
            "ids": ", ".join(rate["fact_ids"]),
            "definition": rate["definition"],
        }
        for own in set(rate["fact_ids"]) & set(rows):
            found.tell(FAULT, "figure_over_full", rows.pop(own), column="value",
                       values=told)  # fmt: skip


def _with(known: Known, beside: Mapping[str, pd.DataFrame]) -> Known:
    """Return what is known once the file's own sources and subjects are in."""
    subjects = frozenset(beside["subjects"][ID])
    return replace(
        known,
        ids=known.ids | subjects,
        subjects=known.subjects | subjects,
        sources=known.sources | set(beside["sources"][ID]),
    )


def beside_rows(
    accepted: pd.DataFrame, beside: Mapping[str, pd.DataFrame], known: Known
) -> dict[str, pd.DataFrame]:
    """Return of the rows beside those that accepted rows need."""
    kept: dict[str, pd.DataFrame] = {}
    for layer, column in (("sources", "source_id"), ("subjects", "subject_id")):
        if layer in beside:
            rows = beside[layer]
            kept[layer] = rows[rows[ID].isin(accepted[column])]
    if "facts" in beside:
        facts = beside["facts"]
        facts = facts[facts["row"].isin(accepted.index) & facts["fact_id"].ne("")]
        parks = accepted[accepted[ID].isin(facts["subject_id"])]
        kept["subjects"] = park_figures.new_subjects(parks, known)
        kept["facts"] = facts.drop(columns="row").rename(columns={"fact_id": ID})
    return {
        layer: rows.reset_index(drop=True) for layer, rows in kept.items() if len(rows)
    }
