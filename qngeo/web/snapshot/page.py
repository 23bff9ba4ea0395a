"""A whole snapshot: one HTML file for mail and for offices without a server."""

from collections.abc import Collection
from datetime import date
from html import escape
from pathlib import Path

from qngeo.config import settings
from qngeo.domain.land.sites import DEFAULT_DEFINITION
from qngeo.errors import SchemaError
from qngeo.i18n import messages, period, translate
from qngeo.io.whole_files import check_place, write_whole
from qngeo.services.datasets.register import data_version
from qngeo.services.layers.licences import ODBL, OWN
from qngeo.services.own_data import known
from qngeo.services.subjects import find_subject
from qngeo.services.watch.changes import today
from qngeo.web import map_page
from qngeo.web.snapshot import chart, tables
from qngeo.web.snapshot.panels import choices, panels
from qngeo.web.snapshot.pen import Pen

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline';"
    " img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
"""Nothing may be fetched, from anywhere; the browser itself sees to it."""

_MAP_DIV = '<div class="folium-map"'
"""How folium begins the place of the map, the last thing of its page but scripts."""

SECTIONS = (
    ("rates", tables.fill_rates),
    ("balance", tables.balances),
    ("conflicts", tables.disagreements),
    ("forest", tables.forest),
)
"""The tables, in this order; the list of sources follows them."""

MOST_BYTES = 15_000_000


def page(
    *,
    lang: str,
    as_known_on: date | None = None,
    subjects: Collection[str] = (),
) -> str:
    """Return a snapshot as HTML; the same data on the same day give the same text.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    as_known_on : date, optional
        Data as known at the end of this day; now where None.
    subjects : collection of str, optional
        Names or ids; figures of these only, and the others drawn faintly. All where
        empty.

    Raises
    ------
    UnknownNameError
        If there is no such language or subject.
    DateError
        If nothing was known on that day.
    """
    messages(lang)
    as_of = as_known_on or today()
    baseline = known.baseline(as_known_on)
    only = [find_subject(baseline, name) for name in subjects]
    pen = Pen.of(baseline, lang=lang, as_of=as_of, only=only)
    head = _head(pen, data_version(as_known_on))
    sections = [_section(pen, key, write(pen)) for key, write in SECTIONS]
    told = panels(pen)
    sections.append(_section(pen, "sources", tables.sources(pen)))
    held, too_large = chart.layers(as_known_on)
    data = {
        "looks": chart.looks(baseline, lang=lang, as_of=as_of, only=only),
        "first": DEFAULT_DEFINITION,
        "panels": told,
        "shown": only[0] if only else "",
        "absent": translate("snapshot.absent", lang),
    }
    title = translate("snapshot.title", lang)
    drawn = map_page.rendered(
        chart.build(lang, held, data, as_known_on),
        title=f"{title} · {period(as_of.isoformat(), lang)}",
        lang=lang,
    )
    left_out = f"<p>{pen.say('snapshot.plots_left_out')}</p>" if too_large else ""
    before = f'{head}<div class="board"><div class="chart">'
    behind = (
        f"</div>{_aside(pen, told)}</div><main>{left_out}{''.join(sections)}</main>"
        f"{_foot(pen, own=known.version(as_known_on) > 0)}"
    )
    return _around_map(drawn.body.decode(), before, behind)


def _around_map(text: str, before: str, behind: str) -> str:
    """Return the page of a map with content around the map, closed to the network."""
    guard = (
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    )
    text = text.replace("<head>", guard, 1)
    place = text.rindex(_MAP_DIV)
    end = text.index("</div>", place) + len("</div>")
    return f"{text[:place]}{before}{text[place:end]}{behind}{text[end:]}"


def check_target(path: Path, *, overwrite: bool = False) -> None:
    """Refuse a file that could not be written, before anything is worked out.

    Raises
    ------
    SchemaError
        If the name does not end in .html.
    ExportError
        If the file is there already.
    MissingDataError
        If its folder is not there.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        msg = f"a snapshot is an HTML file: name it {path.stem or 'snapshot'}.html"
        raise SchemaError(msg)
    check_place(path, overwrite=overwrite)


def write(path: Path, text: str) -> int:
    """Write a snapshot, whole or not at all; return its size in bytes.

    Raises
    ------
    SchemaError
        If the page is larger than mail takes.
    """
    content = text.encode()
    if len(content) > MOST_BYTES:
        msg = (
            f"the snapshot has {len(content):,} bytes, more than the {MOST_BYTES:,} "
            "that mail takes: narrow it with --subject"
        )
        raise SchemaError(msg)
    write_whole(path, content)
    return len(content)


def _head(pen: Pen, version: str) -> str:
    day = escape(period(pen.as_of.isoformat(), pen.lang))
    address = escape(f"{settings().public_url}/?lang={pen.lang}")
    shown = ", ".join(pen.name(subject) for subject in sorted(pen.only))
    only = f"<p>{pen.say('snapshot.only')} {shown}</p>" if shown else ""
    return (
        f"<header><h1>{pen.say('snapshot.title')}</h1><p>"
        f"{pen.say('snapshot.lead')}</p>{only}<dl>"
        f"<div><dt>{pen.say('snapshot.day')}</dt><dd>{day}</dd></div>"
        f"<div><dt>{pen.say('snapshot.version')}</dt><dd>"
        f'<code title="{version}">{version[:12]}</code></dd></div>'
        f"<div><dt>{pen.say('snapshot.online')}</dt><dd>"
        f'<a href="{address}" rel="noreferrer">{address}</a></dd></div></dl>'
        f"{tables.cards(pen)}</header>"
    )


def _aside(pen: Pen, told: dict[str, str]) -> str:
    """Return the place for the facts of one subject, and the lists that choose."""
    return (
        f"<aside><label>{pen.say('snapshot.colour')}"
        '<select id="qn-definition"></select></label>'
        f"<label>{pen.say('snapshot.choose')}"
        f'<select id="qn-subject"><option value="">–</option>{choices(pen, told)}'
        '</select></label><div id="qn-panel" aria-live="polite">'
        f'<p class="hint">{pen.say("snapshot.hint")}</p></div></aside>'
    )


def _section(pen: Pen, key: str, body: str) -> str:
    title, help_ = pen.say(f"snapshot.{key}.head"), pen.say(f"snapshot.{key}.help")
    return f'<section id="{key}"><h2>{title}</h2><p>{help_}</p>{body}</section>'


def _foot(pen: Pen, *, own: bool) -> str:
    licence = pen.say("snapshot.licence", own=OWN, osm=ODBL)
    if own:
        licence += f" {pen.say('snapshot.licence.own')}"
    return f"<footer><p>{licence}</p><p>{pen.say('snapshot.method')}</p></footer>"
