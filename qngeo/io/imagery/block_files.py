"""Finished blocks of an unfinished raster: each a file that is whole or not there."""

import shutil
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from json import dumps, loads
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qngeo.io.imagery.stac import Gap
from qngeo.io.whole_files import whole


@dataclass(frozen=True, kw_only=True)
class Block:
    """What one block came to.

    Attributes
    ----------
    values : array of float32, of uint8 for classes
        Bands, rows, columns.
    gaps : tuple of Gap
        What could not be read for it.
    """

    values: NDArray[Any]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class BlockFiles:
    """The blocks of one request; another request has another folder.

    Attributes
    ----------
    folder : Path
        Made with the first block.
    """

    folder: Path

    def write(self, number: int, block: Block) -> None:
        """Keep a block; a reader sees all of it or nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        gaps = dumps([asdict(gap) for gap in block.gaps])
        with whole(self._path(number)) as fresh:
            np.savez(fresh, values=block.values, gaps=np.array(gaps))

    def read(self, number: int) -> Block:
        """Return a block that `finished` lists."""
        with (
            self._path(number).open("rb") as file,
            np.load(file, allow_pickle=False) as stored,
        ):
            gaps = tuple(Gap(**gap) for gap in loads(str(stored["gaps"])))
            return Block(values=stored["values"], gaps=gaps)

    def finished(self, shapes: Sequence[tuple[int, ...]]) -> set[int]:
        """Return the numbers of the blocks that are there, whole and of their shape.

        Parameters
        ----------
        shapes : sequence of tuple of int
            Of every block, by its number.
        """
        return {
            number for number, shape in enumerate(shapes) if self._is(number, shape)
        }

    def remove(self) -> None:
        """Throw the blocks away, and those of other requests beside them."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)
        with suppress(OSError):
            self.folder.parent.parent.rmdir()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:05}.npz"

    def _is(self, number: int, shape: tuple[Any, ...]) -> bool:
        try:
            return self.read(number).values.shape == shape
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            return False
