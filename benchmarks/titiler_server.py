"""The peer of the tiles: titiler as its documentation sets it up, with our colours."""

import numpy as np
from fastapi import FastAPI
from rio_tiler.colormap import cmap
from titiler.core.dependencies import create_colormap_dependency
from titiler.core.errors import DEFAULT_STATUS_CODES, add_exception_handlers
from titiler.core.factory import TilerFactory

from qngeo.web.palettes import look_of, paint

LOOKS = ("loss", "nbr")
STEPS = 256


def colours(name: str) -> dict[int, tuple[int, int, int, int]]:
    """Return the colours of a look for the values 0 to 255; a ramp in even steps."""
    look = look_of(name)
    values = np.arange(STEPS, dtype=float)
    if look.ramp:
        values = look.low + values / (STEPS - 1) * (look.high - look.low)
    painted = paint(look, values[None, None], np.ones((1, STEPS), bool))[0]
    return {at: tuple(map(int, colour)) for at, colour in enumerate(painted)}


app = FastAPI()
tiler = TilerFactory(
    colormap_dependency=create_colormap_dependency(
        cmap.register({name: colours(name) for name in LOOKS})
    )
)
app.include_router(tiler.router)
add_exception_handlers(app, DEFAULT_STATUS_CODES)
