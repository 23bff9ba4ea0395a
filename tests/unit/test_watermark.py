"""The words over practice tiles: on every tile, and running on between tiles."""

import numpy as np
import pytest
from PIL import Image

from qngeo.web import watermark


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("x", "y"), [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_wherever_a_tile_lies_the_mark_covers_a_part_of_it(x, y, lang):
    clear = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
    marked = np.asarray(watermark.mark(clear, x=x, y=y, lang=lang))
    assert 0.03 < (marked[..., 3] > 0).mean() < 0.3


def test_the_mark_runs_on_from_tile_to_tile():
    """The pattern's opposite edges meet: no letter is cut at the side of a tile."""
    square = np.asarray(watermark.pattern("vi"))[..., 3].astype(int)
    inner = np.abs(np.diff(square, axis=1)).mean(axis=0)
    seam = np.abs(square[:, 0] - square[:, -1]).mean()
    assert seam <= inner.max()
    assert square[:, 0].any()
    assert square[:, -1].any()
