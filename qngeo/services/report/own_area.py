"""Where does my own area lie, how large is it, and what does it meet?"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath

import geopandas as gpd
import pandas as pd
from pyproj import Geod

from qngeo.crs import M2_PER_HA, STORAGE, area_ha, to_metric
from qngeo.errors import UnknownNameError
from qngeo.i18n import LANGUAGES, in_data
from qngeo.names import unknown as unknown_name
from qngeo.services.datasets.version import data_version
from qngeo.services.own_data import known
from qngeo.services.report import citing, outlines, satellite, unknown
from qngeo.services.report.evidence import page_address
from qngeo.services.report.model import Figure, Report, Row, Section, SourceLine, Table
from qngeo.services.report.model import Words as Paragraphs
from qngeo.services.report.moment import Moment
from qngeo.services.report.words import Words, words_of

UNITS = ("communes", "zones", "parks")
"""Layers that an own area may meet."""

LEAST_HA = 0.005
"""Smaller overlaps are the width of a line and are left out."""

OWN = "own area"
"""Attribute and source of what was measured on the file."""


def own_area(
    areas: gpd.GeoDataFrame, *, file: str, lang: str, moment: Moment
) -> Report:
    """Gather what can be said of the polygons of a file.

    Parameters
    ----------
    areas : GeoDataFrame
        As `qngeo.io.uploads.areas.read_areas` gives them.
    file : str
        Its name as the person knows it.
    lang : str
    moment : Moment

    Returns
    -------
    Report
        Area, position, and of the forest what the satellite saw, where that has been
        computed; no published figure speaks of an own area.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """
    if lang not in LANGUAGES:
        raise UnknownNameError(unknown_name("language", lang, LANGUAGES))
    baseline = known.baseline(moment.as_known_on)
    folder = known.layers_folder(moment.as_known_on)
    words = words_of(baseline, lang)
    whole = gpd.GeoSeries([areas.union_all()], crs=STORAGE)
    parts = _parts(whole, words, folder)
    one = gpd.GeoDataFrame({"id": [OWN]}, geometry=list(whole), crs=STORAGE)
    observed = satellite.seen(one, words)
    chapters = (
        _measures(whole, words),
        Section(
            name="outline",
            title=words.say("report.outline"),
            blocks=(Paragraphs(lines=(words.say("report.area.caveat"),)),),
        ),
        parts,
        _forest(observed, words),
        unknown.section((words.say("report.forest.none"),), words),
    )
    cited = citing.cited(chapters)
    own = SourceLine(
        number=0,
        source_id=OWN,
        title=words.say("report.area.source", file=file),
        about="",
        url="",
    )
    others = (own, *observed.sources)
    title = words.say("report.area.title", name=PurePath(file).stem)
    return Report(
        lang=lang,
        name="area",
        title=title,
        lead=(words.say("report.area.lead", file=file, count=len(areas)),),
        as_of=moment.as_of.isoformat(),
        data_version=data_version(moment.as_known_on),
        address=page_address("forest", {}, lang=lang, moment=moment),
        sections=chapters,
        sources=citing.source_lines(cited, baseline.sources, lang, others),
        outlines=_outline(areas),
        backdrop=outlines.backdrop(folder),
    )


def _forest(observed: satellite.Seen, words: Words) -> Section:
    said = "report.seen.caveat" if observed.tables else "report.forest.satellite"
    lines = Paragraphs(lines=(words.say(said),))
    title = words.say("report.forest")
    return Section(name="forest", title=title, blocks=(*observed.tables, lines))


def _outline(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas with the columns of published outlines, unknown ones empty."""
    drawn = areas.assign(
        subject_id=areas["id"].astype(str),
        name=areas["name"].astype(str),
        name_vi=areas["name"].astype(str),
        name_en=areas["name"].astype(str),
        part="land",
        geometry_method="digitised",
        position_error_m=float("nan"),
        area_published_ha=float("nan"),
        area_drawn_ha=area_ha(areas.geometry),
        area_published_fact="",
        note_vi="",
        note_en="",
        source_ids=OWN,
    )
    return drawn[[*outlines.COLUMNS, "name", "geometry"]].reset_index(drop=True)


def _figure(what: str, value: float, words: Words, unit: str = "ha") -> Figure:
    written = words.rate(value) if unit == "%" else words.hectares(value)
    return Figure(
        what=what,
        text=written,
        value=repr(value),
        unit=unit,
        subject_id=OWN,
        attribute=OWN,
        confidence="derived",
        source_ids=(OWN,),
    )


def _measures(whole: gpd.GeoSeries, words: Words) -> Section:
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(whole.iloc[0])
    rows = []
    for name, value in (
        ("geodesic", abs(area) / M2_PER_HA),
        ("planar", float(area_ha(whole).iloc[0])),
    ):
        title = words.say(f"report.area.{name}")
        rows.append(Row(cells=(title, _figure(title, value, words))))
    table = Table(
        heads=(words.say("report.head.item"), words.say("report.head.area")),
        rows=tuple(rows),
        widths=(4.0, 2.0),
        right=(False, True),
    )
    return Section(
        name="measure", title=words.say("report.area.measure"), blocks=(table,)
    )


def _parts(whole: gpd.GeoSeries, words: Words, folder: Path) -> Section:
    rows = tuple(_met(whole, words, folder))
    title = words.say("report.area.parts")
    if not rows:
        said = Paragraphs(lines=(words.say("report.area.none"),))
        return Section(name="parts", title=title, blocks=(said,))
    heads = ("item", "area", "share")
    table = Table(
        heads=tuple(words.say(f"report.head.{head}") for head in heads),
        rows=rows,
        widths=(4.0, 1.6, 1.6),
        right=(False, True, True),
    )
    return Section(name="parts", title=title, blocks=(table,))


def _met(whole: gpd.GeoSeries, words: Words, folder: Path) -> Iterator[Row]:
    mine = to_metric(whole).iloc[0]
    for name in UNITS:
        rows = outlines.layer(name, folder)
        shapes = to_metric(rows.geometry)
        found = shapes.intersection(mine).area.div(M2_PER_HA)
        for i in found[found > LEAST_HA].sort_values(ascending=False).index:
            yield _row(rows.loc[i], float(found[i]), mine.area / M2_PER_HA, words)


def _row(unit: pd.Series, inside_ha: float, whole_ha: float, words: Words) -> Row:
    title = str(unit[f"name_{in_data(words.lang)}"])
    said = words.say("report.area.inside", name=title)
    part = unit.get("part")
    sea = f" ({words.say('report.outline.sea')})" if part == "sea" else ""
    sources = (OWN, *str(unit["source_ids"]).split("; "))
    figures = (
        _figure(said, inside_ha, words),
        _figure(said, 100 * inside_ha / whole_ha, words, "%"),
    )
    cited = tuple(replace(figure, source_ids=sources) for figure in figures)
    method = words.say(f"pages.outline.{unit['geometry_method']}")
    return Row(cells=(title + sea, *cited), small=method)
