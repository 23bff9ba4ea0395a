"""What a link can hold of a theme: an area, a place on the map, a need, scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely import Polygon

from qngeo.domain.land.need import Need
from qngeo.domain.occupancy import scenario_list
from qngeo.domain.occupancy.scenario import Scenario
from qngeo.errors import NumberError, SchemaError
from qngeo.services.links.outlines import decode, encode
from qngeo.services.links.values import SHOWN, Param, Part

NEED_KEYS = (
    "ha", "usd", "sec", "zone", "st", "near", "min", "rdy", "rdyn", "forest", "unk",
    "w", "kn",
)  # fmt: skip
"""Every parameter that `Need.to_query` may write."""

MAX_ZOOM = 22
DEGREES = 4
"""Decimals of a place on the map: about ten metres."""


@dataclass(frozen=True, kw_only=True)
class Area(Param[Polygon | None]):
    """An own area, EPSG:4326, to five decimals; see `qngeo.services.links.outlines`."""

    default: Polygon | None = None

    def parse(self, text: str) -> Polygon:
        """Read an area."""
        found = decode(text)
        if found is None:
            msg = f"{self.key}={text[:SHOWN]} is no area: copy the whole link"
            raise SchemaError(msg)
        return found

    def text(self, value: Polygon | None) -> str:
        """Write an area; one with too many corners has no place in a link."""
        return encode(value) if value is not None else ""

    def write(self, value: Polygon | None) -> dict[str, str]:
        """Return the parameter, none for an area that is too long for a link."""
        text = self.text(value)
        return {self.key: text} if text else {}


@dataclass(frozen=True, kw_only=True)
class Spot(Param[tuple[float, float, float] | None]):
    """What a map shows: zoom, latitude and longitude in degrees of its middle."""

    default: tuple[float, float, float] | None = None
    hashed: bool = True

    def parse(self, text: str) -> tuple[float, float, float]:
        """Read a place."""
        msg = f"{self.key}={text[:SHOWN]}: write zoom/latitude/longitude"
        try:
            zoom, lat, lon = (float(part) for part in text.split("/"))
        except ValueError as error:
            raise NumberError(msg) from error
        right = (0 <= zoom <= MAX_ZOOM, -90 <= lat <= 90, -180 <= lon <= 180)  # noqa: PLR2004 -- degrees
        if not all(right):
            raise NumberError(msg)
        return zoom, lat, lon

    def text(self, value: tuple[float, float, float] | None) -> str:
        """Write a place."""
        if value is None:
            return ""
        zoom, lat, lon = value
        return f"{zoom:g}/{lat:.{DEGREES}f}/{lon:.{DEGREES}f}"


@dataclass(frozen=True, kw_only=True)
class Asked(Part[Need]):
    """What an investor needs, in parameters of its own."""

    default: Need = field(default_factory=Need)

    @property
    def keys(self) -> tuple[str, ...]:
        """Names in the address that belong to it."""
        return NEED_KEYS

    def read(self, query: Mapping[str, str]) -> Need:
        """See `Part.read`."""
        return Need.from_query(query)

    def write(self, value: Need) -> dict[str, str]:
        """See `Part.write`."""
        return value.to_query()


@dataclass(frozen=True, kw_only=True)
class Scenarios(Param[tuple[Scenario, ...]]):
    """Scenarios of land taken up."""

    default: tuple[Scenario, ...] = ()

    def parse(self, text: str) -> tuple[Scenario, ...]:
        """Read the scenarios."""
        return tuple(scenario_list.from_text(text))

    def text(self, value: tuple[Scenario, ...]) -> str:
        """Write the scenarios."""
        return scenario_list.to_text(value)
