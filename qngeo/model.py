"""Value objects that carry a figure with its origin from file to screen."""

from dataclasses import dataclass
from enum import StrEnum

HOME = "province:quang_ninh"
"""The province that the data are about; of others only single figures are held."""


class Confidence(StrEnum):
    """How a figure is known (độ tin cậy)."""

    STATED = "stated"
    """The source says it."""
    DERIVED = "derived"
    """Computed from what a source says; the note tells how."""
    RECALLED = "recalled"
    """General knowledge, no page read; to be replaced."""


class GeometryMethod(StrEnum):
    """How an outline came about (cách lập ranh giới)."""

    SURVEYED = "surveyed"
    DIGITISED = "digitised"
    AS_GIVEN = "as_given"
    """Own data whose file does not say how its outlines were made."""
    DISSOLVED = "dissolved_from_approximate_communes"
    FOOTPRINT = "footprint_from_centre_and_area"
    SCHEMATIC = "schematic"


class Kind(StrEnum):
    """What a subject is (loại đối tượng)."""

    COUNTRY = "country"
    PROVINCE = "province"
    ZONE = "zone"
    """Economic zone (khu kinh tế, KKT)."""
    BORDER_ZONE = "border_zone"
    """Border-gate economic zone (khu kinh tế cửa khẩu, KKTCK)."""
    PARK = "park"
    """Industrial park (khu công nghiệp, KCN)."""
    CLUSTER = "cluster"
    """Industrial cluster (cụm công nghiệp, CCN)."""
    SITE = "site"
    PROJECT = "project"
    PORT = "port"
    CHANNEL = "channel"
    AIRPORT = "airport"
    GATE = "gate"
    """Border gate (cửa khẩu)."""
    ROAD = "road"
    BRIDGE = "bridge"
    INTERCHANGE = "interchange"
    TOLL = "toll"
    STATION = "station"
    RAIL = "rail"
    COMMUNE = "commune"
    """Commune-level unit since 1 July 2025 (xã, phường, đặc khu)."""
    DISTRICT = "district"
    """District-level unit before 1 July 2025 (huyện, thị xã, thành phố)."""
    FOREST = "forest"
    """Subject of forest figures that is no administrative unit."""
    DATA = "data"
    """Remark on a data set."""


@dataclass(frozen=True)
class Rate:
    """One fill rate (tỷ lệ lấp đầy) with all that makes it readable.

    Attributes
    ----------
    subject_id, definition : str
        Whose rate, and under which named definition.
    numerator_ha, denominator_ha : float or None, hectares
        None where the source gives only the rate.
    rate_pct : float or None, per cent
    as_of : str
        Date in the form of `qngeo.dates`.
    confidence : Confidence
        The weakest of the figures it rests on.
    computed : bool
        True when qngeo divided; False when a source states the rate.
    fact_ids, source_ids : tuple of str
    note : str
    """

    subject_id: str
    definition: str
    numerator_ha: float | None
    denominator_ha: float | None
    rate_pct: float | None
    as_of: str
    confidence: Confidence
    computed: bool
    fact_ids: tuple[str, ...]
    source_ids: tuple[str, ...]
    note: str = ""
