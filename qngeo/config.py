"""Where qngeo finds its files, and what the environment may change."""

from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Paths and addresses of one installation; each can be set by ``QNGEO_...``."""

    model_config = SettingsConfigDict(env_prefix="QNGEO_", frozen=True)

    data: Path = ROOT / "data"
    layers: Path = ROOT / "layers"
    rasters: Path = ROOT / "var" / "rasters"
    assets: Path = ROOT / "qngeo" / "web" / "assets"
    stac_api: str = "https://earth-search.aws.element84.com/v1"


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
