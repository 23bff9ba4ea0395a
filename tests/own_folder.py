"""An installation of its own for a test: what it stores is nobody else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qngeo.config import settings
from qngeo.services.own_data import known


@contextmanager
def var_folder(folder: Path) -> Iterator[None]:
    """Work with the store of a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QNGEO_VAR", str(folder))
        settings.cache_clear()
        yield
        known.store().close()
    settings.cache_clear()
