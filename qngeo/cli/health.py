"""``health``: whether what the service needs is there."""

from typing import Annotated

import pandas as pd
import typer

from qngeo.cli.output import Format, say, write, write_object
from qngeo.config import settings

VIEW = ("name", "status", "reason", "since")


def health_command(
    style: Annotated[
        Format, typer.Option("--format", help="table, json (as /health has it) or csv")
    ] = Format.TABLE,
) -> None:
    """Tell whether data, store, disk and rasters are there; exit code 1 when down."""
    # the checks load the whole of reports and layers and serve this command only
    from qngeo.web.guard.checks import DOWN  # noqa: PLC0415
    from qngeo.web.guard.health import HEALTH  # noqa: PLC0415

    settings()  # a value that cannot be is no fault of data or disk
    report = HEALTH.report()
    if style is Format.JSON:
        write_object(report.as_object())
    else:
        write(pd.DataFrame([vars(one) for one in report.checks]), style, VIEW)
        say(f"{report.status}; program {report.version}, data {report.data_version}")
    if report.status == DOWN:
        raise typer.Exit(1)
