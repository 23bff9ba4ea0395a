"""How are the findings about land said in words and written in tables?"""

from collections.abc import Callable, Mapping

import pandas as pd

from qngeo import i18n
from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.domain.land.comparison import OUTSIDE, Comparison, Row
from qngeo.domain.land.criteria import Reason
from qngeo.domain.land.funnel import Loosening
from qngeo.domain.land.plots import DEFINITION as OF_A_PLOT
from qngeo.domain.land.sectors import title_key

_MINUTES = "minutes"

Names = Mapping[str, str]


def criterion_title(criterion: str, lang: str) -> str:
    """Return the title of a criterion of the funnel or the ranking."""
    return i18n.translate(f"land.criterion.{criterion}", lang)


def _value(name: str, value: object, lang: str, names: Names) -> str:
    """Write one placeholder: numbers, names of subjects, lists of words."""
    if isinstance(value, tuple):
        of_items = name == "items"
        keys = [f"land.readiness.{v}" if of_items else title_key(v) for v in value]
        return ", ".join(i18n.translate(key, lang) for key in keys)
    if isinstance(value, (int, float)):
        return i18n.number(float(value), lang, 2)
    return names.get(str(value), str(value))


def say(reason: Reason, lang: str, *, names: Names | None = None) -> str:
    """Say a reason in one language.

    Parameters
    ----------
    reason : Reason
    lang : str
        "vi" or "en".
    names : mapping of str to str, optional
        Names of zones and places by id; without it the ids stand.
    """
    values = {
        name: (
            i18n.translate(f"land.status.{value}", lang)
            if reason.key == "land.reason.status"
            else _value(name, value, lang, names or {})
        )
        for name, value in reason.details
    }
    return i18n.translate(reason.key, lang, **values)


def say_loosening(change: Loosening, lang: str, *, names: Names | None = None) -> str:
    """Say which criterion to loosen, to what, and how many sites that lets in."""
    to = change.to
    title = criterion_title(change.criterion, lang)
    if to is None:
        return i18n.translate("land.loosen.unknown", lang, criterion=title)
    if isinstance(to, tuple):
        words = ", ".join(_word(change.criterion, v, lang, names or {}) for v in to)
        key = "land.loosen.add"
    else:
        words, key = i18n.number(float(str(to)), lang, 2), "land.loosen.limit"
    return i18n.translate(key, lang, criterion=title, to=words, admits=change.admits)


def _word(criterion: str, value: str, lang: str, names: Names) -> str:
    if criterion == "sector":
        return i18n.translate(title_key(value), lang)
    if criterion == "status":
        return i18n.translate(f"land.status.{value}", lang)
    return names.get(value, value) or i18n.translate("land.outside_zones", lang)


def definition_title(definition: str, lang: str) -> str:
    """Return the title of the definition of the land left."""
    if definition == OF_A_PLOT:
        return i18n.translate("land.definition.plot_ledger", lang)
    by_id = {d.id: d for d in DEFINITIONS}
    return i18n.translate(by_id[definition].title_key, lang)


def unit_title(row: Row, lang: str) -> str:
    """Return the unit of a row of the comparison, "" for words."""
    return (
        i18n.translate("land.unit.minutes", lang) if row.unit == _MINUTES else row.unit
    )


def row_title(row: Row, lang: str, *, names: Names | None = None) -> str:
    """Return the title of a row of the comparison."""
    if row.item:
        item = i18n.translate(f"land.readiness.{row.item}", lang)
        return i18n.translate(row.title_key, lang, item=item)
    if not row.place:
        return i18n.translate(row.title_key, lang)
    place = (names or {}).get(row.place, row.place)
    return i18n.translate(row.title_key, lang, place=place)


def cell_text(row: Row, value: object, lang: str, *, names: Names | None = None) -> str:
    """Write one cell of the comparison; what no source says is said in words."""
    if value is None:
        return i18n.translate("land.no_source", lang)
    text = str(value)
    if text == OUTSIDE and row.form == "zone":
        return i18n.translate("land.outside_zones", lang)
    writers: dict[str, Callable[[], str]] = {
        "number": lambda: i18n.number(float(text), lang, 2),
        "date": lambda: i18n.period(text, lang),
        "definition": lambda: definition_title(text, lang),
        "kind": lambda: i18n.translate(f"land.kind.{text}", lang),
        "status": lambda: i18n.translate(f"land.status.{text}", lang),
        "state": lambda: i18n.translate(f"land.state.{text}", lang),
        "zone": lambda: (names or {}).get(text, text),
        "text": lambda: text,
    }
    return writers[row.form]()


def comparison_table(
    comparison: Comparison, lang: str, *, names: Names | None = None
) -> pd.DataFrame:
    """Write a comparison as text; the page shows and exports this one table.

    Parameters
    ----------
    comparison : Comparison
    lang : str
    names : mapping of str to str, optional
        Names by id of sites, zones, places and far ends of distances.

    Returns
    -------
    DataFrame of str, one row a row of the comparison: title, unit, one column a
    site (its name, else its id; with its id where two names are the same), and
    "differs": the word for yes, or "".
    """
    known = names or {}
    ids = [str(c) for c in comparison.cells]
    titles = [known.get(i, i) for i in ids]
    unique = [
        t if titles.count(t) == 1 else f"{t} ({i})"
        for t, i in zip(titles, ids, strict=True)
    ]
    yes = i18n.translate("land.yes", lang)
    table = {
        i18n.translate("land.column.row", lang): [
            row_title(row, lang, names=names) for row in comparison.rows
        ],
        i18n.translate("land.column.unit", lang): [
            unit_title(row, lang) for row in comparison.rows
        ],
    }
    for site_id, title in zip(ids, unique, strict=True):
        table[title] = [
            cell_text(row, comparison.cells.loc[row.id, site_id], lang, names=names)
            for row in comparison.rows
        ]
    table[i18n.translate("land.column.differs", lang)] = [
        yes if comparison.differs[row.id] else "" for row in comparison.rows
    ]
    return pd.DataFrame(table)
