"""Closed lists of words: how a figure is known, what a subject is, how it was drawn."""

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
