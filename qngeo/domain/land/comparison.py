"""Up to six sites side by side, row by row in the same units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qngeo.domain.land.choices import ready_column
from qngeo.domain.land.criteria import minutes_column
from qngeo.domain.land.readiness import ITEMS, NO_EVIDENCE
from qngeo.errors import NumberError, UnknownNameError
from qngeo.names import nearest

MAX_SITES = 6


@dataclass(frozen=True)
class Row:
    """One row of the comparison.

    Attributes
    ----------
    id : str
        Column of the sites, and end of the title's locale key.
    unit : str
        Of `qngeo.units.UNITS`, or "minutes"; "" for words.
    form : str
        How a value is written: "number", "text", "date", "sectors", "zone",
        "status", "definition", "kind" or "state".
    """

    id: str
    unit: str = ""
    form: str = "number"

    @property
    def title_key(self) -> str:
        """Key of the row's title in the locale files."""
        return f"land.row.{self.id.partition(' ')[0]}"

    @property
    def item(self) -> str:
        """Item of the checklist that the row shows, else ""."""
        name, _, rest = self.id.partition(" ")
        return rest if name == "ready" else ""

    @property
    def place(self) -> str:
        """Place of a row of travel minutes or of a stated distance, else ""."""
        name, _, rest = self.id.partition(" ")
        return rest if name in {"minutes", "distance"} else ""


ROWS: tuple[Row, ...] = (
    Row("kind", form="kind"),
    Row("zone_id", form="zone"),
    Row("communes", form="text"),
    Row("status", form="status"),
    Row("developer", form="text"),
    Row("decision", form="text"),
    Row("planned_ha", "ha"),
    Row("industrial_ha", "ha"),
    Row("leased_ha", "ha"),
    Row("available_ha", "ha"),
    Row("available_as_of", form="date"),
    Row("definition", form="definition"),
    Row("unleased_ha", "ha"),
    Row("reserved_ha", "ha"),
    Row("ready_ha", "ha"),
    Row("cleared_ha", "ha"),
    Row("to_clear_ha", "ha"),
    Row("clearance_pct", "%"),
    Row("price_usd_m2", "USD/m2/term"),
    Row("price_high_usd_m2", "USD/m2/term"),
    Row("price_as_of", form="date"),
    Row("term_end", form="text"),
    Row("sectors", form="text"),
    Row("power", form="text"),
    Row("water_supply", form="text"),
    Row("wastewater", form="text"),
    Row("utilities", form="text"),
    Row("road_link", form="text"),
    *(Row(ready_column(item), form="state") for item in ITEMS),
    Row("forest_ha", "ha"),
)
"""Rows of every comparison; travel minutes and stated distances follow."""

OUTSIDE = "outside"
"""Value of the row zone_id for a site that lies in no economic zone."""

_DATED = {
    "available_as_of": "available_ha",
    "definition": "available_ha",
    "price_as_of": "price_usd_m2",
    "price_high_usd_m2": "price_usd_m2",
}
"""Rows that rest on the figures of another."""

_ROUNDED = 9


@dataclass(frozen=True)
class Comparison:
    """Sites side by side.

    Attributes
    ----------
    rows : tuple of Row
    cells : DataFrame of object
        One row a `Row.id`, one column a site; None where no source says.
    known : DataFrame of bool
        The same shape; False is "no source".
    fact_ids : DataFrame of tuple
        The same shape: what each value rests on; () for qngeo's own and the
        names of the list of subjects.
    differs : Series of bool
        By row: at least two known values are unlike.
    """

    rows: tuple[Row, ...]
    cells: pd.DataFrame
    known: pd.DataFrame
    fact_ids: pd.DataFrame
    differs: pd.Series


def _check(sites: pd.DataFrame, chosen: Sequence[str]) -> None:
    if not 1 <= len(chosen) <= MAX_SITES:
        msg = f"{len(chosen)} sites to compare: choose 1 to {MAX_SITES}"
        raise NumberError(msg)
    for site_id in chosen:
        if list(chosen).count(site_id) > 1:
            msg = f"{site_id!r} is chosen twice: choose each site once"
            raise NumberError(msg)
        if site_id not in sites.index:
            like = nearest(site_id, sites.index)
            hint = f"did you mean {like!r}?" if like else "see `qngeo land search`"
            msg = f"no site {site_id!r}: {hint}"
            raise UnknownNameError(msg)


def _known(value: object) -> bool:
    if value is None or value is pd.NA or value in ("", (), NO_EVIDENCE):
        return False
    return not (isinstance(value, float) and np.isnan(value))


def _value(site: pd.Series, row: Row) -> object:
    """Return the cell of one site, None where no source says."""
    if row.id.startswith("distance "):
        value = {d.place: d.km for d in site["distances"]}.get(row.place)
    else:
        value = site.get(row.id)
    if row.id == "zone_id" and value == "":
        return OUTSIDE
    if row.id == "definition" and not _known(site["available_ha"]):
        return None
    return value if _known(value) else None


def _cited(site: pd.Series, row: Row) -> tuple[str, ...]:
    if row.id.startswith("distance "):
        return tuple(d.fact_id for d in site["distances"] if d.place == row.place)
    cited: dict[str, tuple[str, ...]] = site["facts"]
    column = _DATED.get(row.id, row.id)
    return cited.get(column, ())


def _differs(values: pd.Series) -> bool:
    known = values.dropna()
    rounded = [round(v, _ROUNDED) if isinstance(v, float) else v for v in known]
    return len(set(rounded)) > 1


def compare(
    sites: pd.DataFrame, chosen: Sequence[str], *, places: Sequence[str] = ()
) -> Comparison:
    """Put sites side by side.

    Parameters
    ----------
    sites : DataFrame
        As `qngeo.services.land.search.sites` gives it.
    chosen : sequence of str
        One to `MAX_SITES` ids, in the order of the columns.
    places : sequence of str, optional
        Places whose travel minutes are among the columns of ``sites``.

    Returns
    -------
    Comparison with the rows of `ROWS`, one for each place, and one for each far
    end of a distance that a source states for any of the sites.

    Raises
    ------
    NumberError
        If there are no sites, more than six, or one twice.
    UnknownNameError
        If a site is not in the table.
    """
    _check(sites, chosen)
    taken = sites.loc[list(chosen)]
    far_ends = sorted({d.place for ds in taken["distances"] for d in ds})
    rows = (
        *ROWS,
        *(Row(minutes_column(place), "minutes") for place in places),
        *(Row(f"distance {place}", "km") for place in far_ends),
    )
    index = pd.Index([row.id for row in rows], name="row")
    columns = [site for _, site in taken.iterrows()]

    def frame(cell: Callable[[pd.Series, Row], object]) -> pd.DataFrame:
        cells = {
            name: pd.Series([cell(site, row) for row in rows], index, dtype=object)
            for name, site in zip(chosen, columns, strict=True)
        }
        return pd.DataFrame(cells)

    cells = frame(_value)
    return Comparison(
        rows,
        cells,
        cells.notna(),
        frame(_cited),
        cells.apply(_differs, axis=1).rename("differs"),
    )
