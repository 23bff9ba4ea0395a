"""``forest``: what was published, what satellites show, and with which interval."""

import typer

from qngeo.cli import forest_change, forest_estimate, forest_official

app = typer.Typer(help="Official figures, loss and recovery, area estimates.")
for part in (forest_official, forest_change, forest_estimate):
    app.add_typer(part.app)
