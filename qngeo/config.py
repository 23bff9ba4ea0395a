"""Where qngeo finds its files, and what the environment may change."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from qngeo.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent

PREFIX = "QNGEO_"

_HOST = re.compile(r"https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?")
"""An address that may frame: no path, and nothing that could end a header."""


class Settings(BaseSettings):
    """What one installation may change, each by ``QNGEO_...`` of its environment.

    An empty variable counts as none. ``docs/running.md`` has the table of all.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, env_ignore_empty=True
    )

    data: Path = ROOT / "data"
    """Folder of facts, sources and geometry."""
    layers: Path = ROOT / "layers"
    """Folder of the published map layers."""
    rasters: Path = ROOT / "var" / "rasters"
    """Folder of satellite series and land cover."""
    assets: Path = ROOT / "qngeo" / "web" / "assets"
    """Folder of the local scripts, styles and fonts."""
    var: Path = ROOT / "var"
    """Folder of what the installation writes: own data, accounts, built layers."""
    store: str = ""
    """Where own data stand: empty for ``qngeo.gpkg`` in ``var``, else the path of a
    .gpkg file or an address ``postgresql://user@host/database``."""
    editors: str = ""
    """E-mail addresses, parted by commas, of those who may import and edit when
    they sign in with an identity provider (OpenID Connect)."""
    session_idle_hours: float = 8.0
    """Hours without use after which a sign-in ends."""
    session_hours: float = 24.0
    """Hours after which a sign-in ends in any case."""
    public_url: str = "http://localhost:8501"
    """Address under which readers reach this installation; it stands in reports,
    feeds and snapshots. Where it is https, browsers are told to keep to it."""
    stac_api: str = "https://earth-search.aws.element84.com/v1"
    """Where ``fetch sentinel2`` searches."""
    frame_ancestors: str = ""
    """Addresses, parted by spaces or commas, of the sites that may frame the view
    ``?embed=1``; without them only this installation itself may."""
    lang: Literal["en", "vi"] = "en"
    """Language of the command line where ``--lang`` names none."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """What is told in the log: a line a request from INFO on."""
    log_format: Literal["auto", "json", "text"] = "auto"
    """How a line of the log looks; ``auto`` is text on a terminal, else JSON."""

    @field_validator("session_idle_hours", "session_hours")
    @classmethod
    def _lasting(cls, hours: float) -> float:
        if not (math.isfinite(hours) and hours > 0):
            msg = "give hours, more than 0"
            raise ValueError(msg)
        return hours

    @field_validator("public_url", "stac_api")
    @classmethod
    def _address(cls, text: str) -> str:
        parts = urlsplit(text)
        plain = not re.search(r"[\s\"'<>\\;,]", text)
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
            msg = "give an address such as https://host.example.vn"
            raise ValueError(msg)
        return text.rstrip("/")

    @field_validator("frame_ancestors")
    @classmethod
    def _hosts(cls, text: str) -> str:
        hosts = text.replace(",", " ").split()
        for host in hosts:
            if not _HOST.fullmatch(host):
                msg = f"{host!r} is no site: give them like https://portal.example.vn"
                raise ValueError(msg)
        return " ".join(hosts)

    @field_validator("log_level", mode="before")
    @classmethod
    def _level(cls, text: object) -> object:
        return text.upper() if isinstance(text, str) else text


@cache
def settings() -> Settings:
    """Return the settings of this process, read once.

    Raises
    ------
    SettingError
        If the environment holds a value that cannot be; the message names the
        variable, the value and the rule of each.
    """
    try:
        return Settings()
    except ValidationError as error:
        told = [
            _told(one["loc"][0], one["input"], one["msg"]) for one in error.errors()
        ]
        raise SettingError("; ".join(told)) from None


def _told(name: object, value: object, rule: str) -> str:
    shown = "" if name == "store" else f" {str(value)[:80]!r}"
    words = rule.removeprefix("Value error, ")
    return f"{PREFIX}{str(name).upper()}{shown}: {words[:1].lower()}{words[1:]}"
