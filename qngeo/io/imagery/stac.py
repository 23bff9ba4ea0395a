"""Scenes of Sentinel-2 as a STAC API lists them, checked before anything is read."""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from qngeo.errors import MissingDataError
from qngeo.io.imagery.web_addresses import held_to, refused

COLLECTION = "sentinel-2-l2a"

ASSETS = {
    "red": ("red", "B04"),
    "green": ("green", "B03"),
    "blue": ("blue", "B02"),
    "nir": ("nir08", "B8A"),
    "swir1": ("swir16", "B11"),
    "swir2": ("swir22", "B12"),
    "scl": ("scl", "SCL"),
}
"""Bands and the names of their assets in Earth Search and by the band's number. The
near infrared is B8A, measured at 20 m like the two short-wave infrared bands."""

MASK = "scl"

PAGE, MOST_PAGES = 100, 500

RETRIES = 5
"""Times that a busy API is asked again."""

_PATIENCE = (10, 60)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something that was asked for and could not be used.

    Attributes
    ----------
    item, asset : str
        Id of the item; name of the band, "" for the whole item.
    reason : str
    """

    item: str
    asset: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One item of which every band can be asked for.

    Attributes
    ----------
    id : str
    moment : datetime
        UTC.
    cloud_pct : float or None
        As the catalogue says.
    box : tuple of float
        West, south, east, north in degrees.
    properties : mapping
        Of the item, as given.
    assets : mapping of str to mapping
        Band to the metadata of its asset, as given; ``href`` has been checked.
    """

    id: str
    moment: datetime
    cloud_pct: float | None
    box: Box
    properties: Mapping[str, Any]
    assets: Mapping[str, Mapping[str, Any]]

    def href(self, band: str) -> str:
        """Return the address of a band."""
        return str(self.assets[band]["href"])


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is asked of the API.

    Attributes
    ----------
    api : str
        Address of the landing page.
    box : tuple of float
        West, south, east, north in degrees.
    start, end : date
        Both included.
    max_cloud : float
        Per cent; cloudier items are left out.
    collection : str
    """

    api: str
    box: Box
    start: date
    end: date
    max_cloud: float
    collection: str = COLLECTION


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the API lists.

    Attributes
    ----------
    scenes : tuple of Scene
        By time and id, each once.
    gaps : tuple of Gap
        Items that are listed and cannot be used.
    cloudy : int
        Items left out as cloudier than asked.
    """

    scenes: tuple[Scene, ...]
    gaps: tuple[Gap, ...]
    cloudy: int


def search(query: Query) -> Found:
    """Ask the API for the scenes of a period and box.

    Raises
    ------
    MissingDataError
        If the API cannot be reached, answers no STAC or pages in a circle.
    """
    scenes: dict[str, Scene] = {}
    gaps: list[Gap] = []
    cloudy = 0
    for item in _items(query):
        read = scene_of(item, query)
        if isinstance(read, Gap):
            gaps.append(read)
        elif read.cloud_pct is not None and read.cloud_pct > query.max_cloud:
            cloudy += 1
        else:
            scenes[read.id] = read
    order = sorted(scenes.values(), key=lambda scene: (scene.moment, scene.id))
    unique = sorted(set(gaps), key=lambda gap: (gap.item, gap.asset, gap.reason))
    return Found(scenes=tuple(order), gaps=tuple(unique), cloudy=cloudy)


def _items(query: Query) -> Iterator[Mapping[str, Any]]:
    if urlsplit(query.api).scheme not in ("http", "https"):
        message = f"{query.api!r} is no address of a STAC API: give http(s)://..."
        raise MissingDataError(message)
    seen: set[str] = set()
    try:
        for page in _pages(query):
            items = list(page["features"])
            new = {str(item["id"]) for item in items} - seen
            if items and not new:
                message = f"the STAC API {query.api} pages in a circle: try another"
                raise MissingDataError(message)
            seen |= new
            yield from items
    except _broken() as error:
        if isinstance(error, MissingDataError):
            raise
        said = (str(error).splitlines() or [type(error).__name__])[0][:200]
        message = (
            f"the STAC API {query.api} gives no usable answer ({said}): "
            "try again later or give another with --api"
        )
        raise MissingDataError(message) from error


def _broken() -> tuple[type[Exception], ...]:
    """Return what an answer that is not as it should be ends in."""
    from pystac.errors import STACError  # noqa: PLC0415
    from pystac_client.errors import ClientTypeError  # noqa: PLC0415
    from pystac_client.exceptions import APIError  # noqa: PLC0415

    return (APIError, ClientTypeError, STACError, ValueError, KeyError, TypeError,
            AttributeError)  # fmt: skip


def _pages(query: Query) -> Iterator[Mapping[str, Any]]:
    from pystac_client import Client  # noqa: PLC0415 -- only a fetch needs it, and waits
    from pystac_client.stac_api_io import StacApiIO  # noqa: PLC0415
    from urllib3.util import Retry  # noqa: PLC0415

    retry = Retry(
        total=RETRIES,
        backoff_factor=0.3,
        status_forcelist=(429, 500, 502, 503, 504),
        allowed_methods=None,
    )
    with warnings.catch_warnings():
        # An API need not list each of its abilities; what it answers is checked.
        warnings.simplefilter("ignore")
        asking = StacApiIO(timeout=_PATIENCE)
        for scheme in ("http://", "https://"):
            asking.session.mount(scheme, held_to(query.api, retry))
        client = Client.open(query.api, stac_io=asking)
        found = client.search(
            collections=[query.collection],
            bbox=query.box,
            datetime=f"{query.start}T00:00:00Z/{query.end}T23:59:59Z",
            limit=PAGE,
        )
        for number, page in enumerate(found.pages_as_dicts(), start=1):
            if number > MOST_PAGES:
                message = f"more than {MOST_PAGES} pages: ask for a shorter period"
                raise ValueError(message)
            yield page


def scene_of(item: Mapping[str, Any], query: Query) -> Scene | Gap:
    """Return the scene of an item, or why it cannot be used.

    Parameters
    ----------
    item : mapping
        As the API gives it; only its id is taken for granted.
    query : Query

    Returns
    -------
    Scene or Gap
    """
    name = str(item["id"])
    try:
        properties, assets = item["properties"], item["assets"]
        moment = datetime.fromisoformat(str(properties["datetime"])).astimezone(UTC)
        box = _box(item["bbox"])
        cloud = properties.get("eo:cloud_cover")
        cloud_pct = None if cloud is None else float(cloud)
        chosen = {band: _first(assets, names) for band, names in ASSETS.items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"no valid STAC item: {type(error).__name__} {error}"
        return Gap(item=name, asset="", reason=reason)
    if not query.start <= moment.date() <= query.end:
        reason = f"of {moment.date()}, outside the period asked for"
        return Gap(item=name, asset="", reason=reason)
    for band, asset in chosen.items():
        fault = (
            "not listed"
            if asset is None
            else refused(str(asset.get("href", "")), query.api)
        )
        if fault:
            return Gap(item=name, asset=band, reason=fault)
    return Scene(
        id=name,
        moment=moment,
        cloud_pct=cloud_pct,
        box=box,
        properties=properties,
        assets=chosen,
    )


def _box(given: Any) -> Box:
    edges = [float(edge) for edge in given]
    west, south, *_, east, north = (
        edges if len(edges) == 4 else [*edges[:2], *edges[3:5]]  # noqa: PLR2004
    )
    return west, south, east, north


def _first(assets: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((assets[name] for name in names if name in assets), None)
