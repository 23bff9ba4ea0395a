"""Which land fits a need, in what order, and why does the rest not?"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import isnan

import numpy as np
import pandas as pd

from qngeo import schema
from qngeo.domain.land import choices, ranking, readiness
from qngeo.domain.land import plots as plots_
from qngeo.domain.land import sites as sites_
from qngeo.domain.land.criteria import minutes_column
from qngeo.domain.land.funnel import Advice, FunnelResult, apply, loosen
from qngeo.domain.land.need import Need
from qngeo.errors import UnknownNameError
from qngeo.io.baseline import Baseline
from qngeo.names import nearest
from qngeo.services.land.words import say

_DECIMALS = {"available_ha": 2, "price_usd_m2": 2}


def checklist(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return the readiness checklist of every park and cluster.

    Returns
    -------
    DataFrame, see `qngeo.domain.land.readiness.checklist`.
    """
    return readiness.checklist(
        baseline.facts, baseline.subjects, as_of=as_of, sources=baseline.sources
    )


def _with_readiness(table: pd.DataFrame, checked: pd.DataFrame) -> pd.DataFrame:
    """Add the state of every item; a plot has its park's, its own clearance."""
    states = readiness.states(checked)
    of_park = states.reindex(table["park_id"])
    columns = {
        choices.ready_column(item): of_park[item].to_numpy(dtype=object)
        for item in readiness.ITEMS
    }
    is_plot = table["kind"].eq("plot").to_numpy()
    clearance = choices.ready_column("clearance")
    own = np.select(
        [table["status"].eq("ready"), table["status"].eq("uncleared")],
        [readiness.READY, readiness.NOT_READY],
        readiness.NO_EVIDENCE,
    )
    columns[clearance] = np.where(is_plot, own, columns[clearance])
    joined = np.column_stack(list(columns.values()))
    states_of = {
        name: pd.Categorical(values, categories=list(readiness.STATES))
        for name, values in columns.items()
    }
    judged = (joined != readiness.NO_EVIDENCE).sum(axis=1)
    ready = (joined == readiness.READY).sum(axis=1)
    partly = (joined == readiness.PARTLY).sum(axis=1)
    share = (ready + partly / 2) / np.where(judged, judged, np.nan)
    return table.assign(
        **states_of,
        ready_items=ready,
        ready_pct=100 * share,
        ready_coverage=judged / len(readiness.ITEMS),
    )


def _with_evidence(table: pd.DataFrame, checked: pd.DataFrame) -> pd.DataFrame:
    """Add the fact ids of the checklist to those of the sites."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for site_id, item, ids in zip(
        checked["site_id"], checked["item"], checked["fact_ids"], strict=True
    ):
        if ids:
            found.setdefault(site_id, {})[choices.ready_column(item)] = ids
    both = [
        {**cited, **found.get(site_id, {})}
        for site_id, cited in zip(table.index, table["facts"], strict=True)
    ]
    return table.assign(facts=pd.Series(both, table.index, dtype=object))


def with_minutes(table: pd.DataFrame, minutes: pd.DataFrame | None) -> pd.DataFrame:
    """Add travel minutes; a plot has its park's unless it has its own."""
    if minutes is None:
        return table
    columns = {}
    for place in minutes:
        own = minutes[place].reindex(table.index).to_numpy(dtype=float)
        of_park = minutes[place].reindex(table["park_id"]).to_numpy(dtype=float)
        columns[minutes_column(str(place))] = np.where(np.isnan(own), of_park, own)
    return table.assign(**columns)


def sites(
    baseline: Baseline,
    *,
    as_of: date,
    definition: str = sites_.DEFAULT_DEFINITION,
    minutes: pd.DataFrame | None = None,
    plots: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return every park, cluster and plot with what is left and what is known.

    Parameters
    ----------
    baseline : Baseline
    as_of : date
    definition : str, optional
        Named definition of the land left.
    minutes : DataFrame of float, optional
        Travel minutes, one row a site, one column a place; missing not known.
    plots : DataFrame, optional
        As `qngeo.schema.PLOTS`.

    Returns
    -------
    DataFrame, see `qngeo.domain.land.sites.sites` and
    `qngeo.domain.land.plots.with_plots`,
    with ``ready <item>`` (state) for each item of the checklist, ``ready_items``
    (how many are ready), ``ready_pct`` (share of those with evidence that are
    ready, "partly" counting half; missing without any), ``ready_coverage`` (share
    of the items with evidence, 0 to 1) and ``minutes <place>``.

    Raises
    ------
    UnknownNameError
        If the definition is not known or a plot lies in no known park.
    SchemaError
        If the plots do not keep their schema.
    """
    table = sites_.sites(
        baseline.facts,
        baseline.subjects,
        as_of=as_of,
        definition=definition,
        sources=baseline.sources,
    )
    checked = checklist(baseline, as_of=as_of)
    table = _with_evidence(table, checked)
    if plots is not None:
        schema.validate(plots, schema.PLOTS, "plots")
        table = plots_.with_plots(table, plots, as_of=as_of)
    return with_minutes(_with_readiness(table, checked), minutes)


@dataclass(frozen=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    need : Need
    funnel : FunnelResult
    ranking : DataFrame
        The sites that stay: those of which enough is known by `Need.least_known`
        best first, then the others without a score; see
        `qngeo.domain.land.ranking.rank`.
    """

    need: Need
    funnel: FunnelResult
    ranking: pd.DataFrame

    @cached_property
    def table(self) -> pd.DataFrame:
        """The sites that stay, best first, with all that is known of them."""
        return self.ranking.join(self.funnel.sites)

    @property
    def too_little_known(self) -> int:
        """How many of the sites that stay are not ranked for want of figures."""
        return int(self.ranking["score"].isna().sum())

    @cached_property
    def advice(self) -> Advice:
        """What to loosen where nothing matches; empty where something does."""
        return loosen(self.funnel)

    @property
    def places(self) -> list[str]:
        """Places to which travel minutes are known."""
        return _places(self.funnel.sites)

    def unknown(self) -> list[list[str]]:
        """Return the criteria asked whose value is not known, by site as ranked.

        Those of knock-out in the order asked, then those of the ranking.
        """
        at = self.funnel.sites.index.get_indexer(self.ranking.index)
        masks = {
            criterion.id: verdict.unknown[at]
            for criterion, verdict, _ in self.funnel.judged
        }
        for weighted in self.need.weighted():
            missing = self.ranking[f"points {weighted.id}"].isna().to_numpy()
            masks[weighted.id] = masks.get(weighted.id, missing) | missing
        names = list(masks)
        table = np.column_stack(list(masks.values()))
        return [
            [name for name, missing in zip(names, row, strict=True) if missing]
            for row in table.tolist()
        ]

    def as_json(self, lang: str = "en") -> dict[str, object]:
        """Return the answer of ``land search`` with plain values, missing as None.

        Sites of which too little is known come last, their score None.

        Parameters
        ----------
        lang : str, optional
            Language of the reasons.
        """
        return {
            "sites": self._sites(),
            "rejected": [
                {
                    "site_id": site_id,
                    "failed": {name: say(why, lang) for name, why in failed.items()},
                }
                for site_id, failed in self.funnel.rejected.items()
            ],
            "funnel": [
                {"criterion": step.criterion, "left": step.left}
                for step in self.funnel.steps
            ],
        }

    def _sites(self) -> list[dict[str, object]]:
        columns = ["name_vi", "name_en", "zone_id", "available_ha", "available_as_of"]
        columns += ["definition", "price_usd_m2"]
        minutes = {place: minutes_column(place) for place in self.places}
        table = self.ranking[["score", "top3_share", "known_share"]].join(
            self.funnel.sites[[*columns, *minutes.values()]]
        )
        known = table["available_ha"].notna()
        table["definition"] = table["definition"].where(known, "")
        rows = table.to_dict("records")
        return [
            {
                "site_id": site_id,
                **{name: _plain(row[name], _DECIMALS.get(name, 0)) for name in columns},
                "score": _plain(row["score"], 2),
                "top3_share": _plain(row["top3_share"], 3),
                "known_share": _plain(row["known_share"], 3),
                "minutes": {p: _plain(row[column], 1) for p, column in minutes.items()},
                "unknown": unknown,
            }
            for site_id, row, unknown in zip(
                table.index, rows, self.unknown(), strict=True
            )
        ]


def _plain(value: object, decimals: int) -> object:
    """Make a cell fit for JSON; missing and empty are None."""
    if isinstance(value, float):
        return None if isnan(value) else round(value, decimals)
    return value or None


def _places(table: pd.DataFrame) -> list[str]:
    start = minutes_column("")
    return [str(c).removeprefix(start) for c in table if str(c).startswith(start)]


def _check_names(table: pd.DataFrame, need: Need) -> None:
    zones = [zone for zone in table["zone_id"].unique() if zone]
    places = _places(table)
    asked = [("no site lies in a zone", zone, zones) for zone in need.zones]
    if need.near and places:
        asked.append(("no travel times to", need.near, places))
    for what, name, known in asked:
        if name not in known:
            like = nearest(name, known)
            hint = f"did you mean {like!r}?" if like else f"there are {sorted(known)}"
            msg = f"{what} {name!r}: {hint}"
            raise UnknownNameError(msg)


def find(table: pd.DataFrame, need: Need) -> SearchResult:
    """Search a table of sites that is at hand.

    Parameters
    ----------
    table : DataFrame
        As `sites` gives it.
    need : Need

    Returns
    -------
    SearchResult

    Raises
    ------
    UnknownNameError
        If the need names a zone without sites, or a place to which the table
        has no travel times though it has some.
    """
    _check_names(table, need)
    criteria = need.criteria()
    asked = {criterion.id for criterion in criteria}
    unknown_fails = asked.intersection(need.unknown_fails)
    result = apply(table, criteria, unknown_fails=unknown_fails)
    weighted = need.weighted()
    read = [name for c in weighted for name in (c.column, c.coverage)]
    columns = [name for name in dict.fromkeys(read) if name in table]
    kept = table.loc[result.mask, columns]
    ranked = ranking.rank(kept, weighted, least_known=need.least_known)
    return SearchResult(need, result, ranked)


def search(
    baseline: Baseline,
    need: Need,
    *,
    as_of: date,
    minutes: pd.DataFrame | None = None,
    plots: pd.DataFrame | None = None,
) -> SearchResult:
    """Search the land on offer on a day; see `sites` and `find`."""
    return find(sites(baseline, as_of=as_of, minutes=minutes, plots=plots), need)
