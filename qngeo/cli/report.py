"""``report``: what is known of a subject, as a PDF and as a pack of files."""

from pathlib import Path
from typing import Annotated

import typer

from qngeo.cli.output import AsKnownOnOption, AsOfOption, say
from qngeo.errors import ReportError
from qngeo.io.uploads.areas import read_areas
from qngeo.io.whole_files import check_place, write_whole
from qngeo.services.asof import parse_as_of
from qngeo.services.own_data import known
from qngeo.services.report.evidence import evidence
from qngeo.services.report.model import Report
from qngeo.services.report.moment import Moment
from qngeo.services.report.own_area import own_area

FILE, PACK = ".pdf", ".zip"


def report_command(  # noqa: PLR0913 -- each is one choice of the document
    subjects: Annotated[
        list[str] | None, typer.Argument(help="one, or up to six to compare")
    ] = None,
    *,
    to: Annotated[Path, typer.Option(help="PDF file to write")],
    lang: Annotated[str, typer.Option(help="vi or en")] = "vi",
    area: Annotated[
        Path | None, typer.Option(help="vector file of an own area instead")
    ] = None,
    pack: Annotated[
        Path | None, typer.Option(help="also write PDF, CSV, GeoJSON, GeoPackage here")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="take the place of files there")
    ] = False,
    as_of: AsOfOption = "",
    as_known_on: AsKnownOnOption = "",
) -> None:
    """Write the evidence pack of a zone, park, commune, the province or several."""
    # the fonts and QR codes take long to load and serve this command alone
    from qngeo.web.report.pack import pack as packed  # noqa: PLC0415
    from qngeo.web.report.pdf import pdf  # noqa: PLC0415

    _check_target(to, FILE, overwrite=overwrite)
    if pack is not None:
        _check_target(pack, PACK, overwrite=overwrite)
    moment = Moment(as_of=parse_as_of(as_of), as_known_on=known.day_known(as_known_on))
    found = _gathered(subjects or [], area, lang, moment)
    document = pdf(found)
    write_whole(to, document)
    say(f"wrote {to}: {found.title}, {len(found.sources)} sources")
    if pack is not None:
        write_whole(pack, packed(found, document))
        say(f"wrote {pack}")


def _gathered(
    subjects: list[str], area: Path | None, lang: str, moment: Moment
) -> Report:
    if area is None:
        return evidence(subjects, lang=lang, moment=moment)
    if subjects:
        msg = "name either subjects or --area, not both"
        raise ReportError(msg)
    return own_area(
        read_areas(area, name=area.name), file=area.name, lang=lang, moment=moment
    )


def _check_target(path: Path, ending: str, *, overwrite: bool) -> None:
    if path.suffix.lower() != ending:
        msg = f"{path.name}: give the file a name that ends with {ending}"
        raise ReportError(msg)
    check_place(path, overwrite=overwrite)
