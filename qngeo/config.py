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
    var: Path = ROOT / "var"
    store: str = ""
    """Where own data stand: empty for ``var/qngeo.gpkg``, else an address
    ``postgresql://user@host/database``."""
    editors: str = ""
    """E-mail addresses, parted by commas, of those who may import and edit when
    they sign in with an identity provider (OpenID Connect)."""
    session_idle_hours: float = 8.0
    session_hours: float = 24.0
    """A sign-in ends after so many hours without use, and after so many in all."""
    public_url: str = "http://localhost:8501"
    """Address under which readers reach this installation, without a last slash; it
    stands in reports, feeds and snapshots."""
    stac_api: str = "https://earth-search.aws.element84.com/v1"


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
