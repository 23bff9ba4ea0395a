"""Where qngeo finds its files, and what the environment may change."""

from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Paths of one installation; each can be set by ``QNGEO_...``."""

    model_config = SettingsConfigDict(env_prefix="QNGEO_", frozen=True)

    data: Path = ROOT / "data"
    layers: Path = ROOT / "layers"
    assets: Path = ROOT / "qngeo" / "web" / "assets"


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
