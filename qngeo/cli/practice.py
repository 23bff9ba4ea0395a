"""The command that makes the practice scene."""

from typing import Annotated

import typer

from qngeo.cli.output import say
from qngeo.services.satellite import practice


def practice_command(
    *,
    to: Annotated[str, typer.Option(help="name of the series")] = practice.NAME,
    seed: Annotated[int, typer.Option(help="another one, another land")] = (
        practice.SEED
    ),
    cells: Annotated[int, typer.Option(help="cells of 20 m a side")] = practice.CELLS,
) -> None:
    """Make the practice scene: seasons with known truth, not imagery."""
    made = practice.write_practice(to, seed=seed, cells=cells)
    say(f"{practice.TITLE_EN}: series {made.name} written to {made.folder}")
    say(f"what is true of it stands in {practice.TRUTH} and {practice.TRUTH_AREAS}")
