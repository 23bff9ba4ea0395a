"""Under which licence does what is published go out?"""

from collections.abc import Iterable

ODBL = "ODbL-1.0, © OpenStreetMap contributors"
OWN = "CC-BY-4.0, qngeo; sources in data/sources.csv"

OPENSTREETMAP = frozenset(
    {
        "github_tasco_corridor",
        "package_roaring_landmask",
        "package_scgraph_data",
        "package_timezonefinder_data",
        "public_sql_osm_toll_booths",
    }
)
"""Sources made from OpenStreetMap; what rests on one stays under its licence."""


def licence_of(source_ids: Iterable[str]) -> str:
    """Return the licence of a layer from all its sources.

    Examples
    --------
    >>> licence_of(["general_knowledge", "package_scgraph_data"]) == ODBL
    True
    >>> licence_of(["general_knowledge"]) == OWN
    True
    """
    return OWN if OPENSTREETMAP.isdisjoint(source_ids) else ODBL
