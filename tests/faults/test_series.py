"""Rasters that are missing or damaged: told by name, the other ones are shown."""

import sys

import made_series
import numpy as np
import pytest
from faults.asking import ask
from faults.conftest import errors, opened, shown

from qngeo import cli
from qngeo.errors import QngeoError
from qngeo.i18n import translate
from qngeo.io.imagery import series
from qngeo.services.forest.change import change

FIRST, SECOND, THIRD = "2023-2024", "2024-2025", "2025-2026"


@pytest.fixture
def rasters(installed):
    made_series.write_series(installed.rasters)
    return installed.rasters


def satellite():
    return opened("forest", view="satellite")


@pytest.mark.app
def test_a_season_whose_raster_is_gone_is_named_and_the_rest_computed(rasters):
    raster = rasters / "made" / f"{THIRD}.tif"
    tile = f"/tiles/made/{THIRD}/nbr/9/406/226.png"
    assert ask(tile).status == 200
    kept = raster.read_bytes()
    raster.unlink()
    app = satellite()
    assert errors(app) == []
    assert translate("faults.season", "en", names=THIRD) in shown(app)
    assert ask(tile).status == 404
    raster.write_bytes(kept)
    assert ask(tile).status == 200
    assert translate("faults.season", "en", names=THIRD) not in shown(satellite())


@pytest.mark.app
def test_a_broken_series_is_named_and_the_sound_one_shown(rasters, caplog):
    broken = rasters / "aged"
    broken.mkdir()
    (broken / "series.json").write_text('{"kind": "satell')
    app = satellite()
    told = errors(app)
    assert len(told) == 1
    assert "aged/series.json is no JSON" in told[0]
    assert any("aged/series.json" in r.getMessage() for r in caplog.records)
    assert app.selectbox(key="forest_before").options == [FIRST, SECOND]
    assert series.read_series("made", rasters).seasons, "the command line goes on too"
    (broken / "series.json").unlink()
    assert errors(satellite()) == []


def cut_short(content: bytes) -> bytes:
    return content[: len(content) - 600]


def changed_cells(content: bytes) -> bytes:
    """Change bytes within the compressed cells; the head stays as it was."""
    at = len(content) * 2 // 3
    return (
        content[:at]
        + bytes(255 - b for b in content[at : at + 40])
        + content[at + 40 :]
    )


@pytest.mark.parametrize("spoil", [cut_short, changed_cells])
def test_a_damaged_season_is_told_and_nothing_derived_is_kept(
    rasters, spoil, monkeypatch, capsys
):
    raster = rasters / "made" / f"{SECOND}.tif"
    kept = raster.read_bytes()
    raster.write_bytes(spoil(kept))
    with pytest.raises((QngeoError, OSError)) as told:
        change(series.read_series("made", rasters))
    assert SECOND in str(told.value)
    assert isinstance(told.value, QngeoError)
    monkeypatch.setattr(sys, "argv", ["qngeo", "forest", "change", "--series", "made"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1, err
    derived = rasters / "made" / "derived"
    assert not [p for p in derived.rglob("*") if p.is_file()]
    raster.write_bytes(kept)
    found = change(series.read_series("made", rasters))
    with made_series.open_raster(found.loss) as source:
        assert np.isfinite(source.read(1, masked=True)).any()


@pytest.mark.app
def test_the_page_says_that_a_season_is_damaged(rasters):
    raster = rasters / "made" / f"{SECOND}.tif"
    raster.write_bytes(cut_short(raster.read_bytes()))
    app = satellite()
    words = "\n".join([*errors(app), shown(app)])
    assert SECOND in words
    assert "damaged" in words
    assert errors(opened("overview")) == []
