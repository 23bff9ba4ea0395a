"""What do we know of this zone, park or commune, from whom, and as of when?"""

from collections.abc import Mapping, Sequence

import pandas as pd

from qngeo.config import settings
from qngeo.domain.figures import facts
from qngeo.domain.figures.completeness import completeness
from qngeo.errors import UnknownNameError
from qngeo.i18n import LANGUAGES, in_data
from qngeo.io.baseline import Baseline
from qngeo.names import short
from qngeo.names import unknown as unknown_name
from qngeo.services.datasets.version import data_version
from qngeo.services.figures.listing import with_sources
from qngeo.services.links import link
from qngeo.services.own_data import known
from qngeo.services.report import (
    citing,
    comparison,
    forest,
    headlines,
    land,
    outlines,
    satellite,
    sections,
    unknown,
    within,
)
from qngeo.services.report.model import Report, Section, SourceLine
from qngeo.services.report.moment import Moment
from qngeo.services.report.words import Words, words_of
from qngeo.services.subjects import find_subject
from qngeo.services.zones.sheet import sheet


def evidence(names: Sequence[str], *, lang: str, moment: Moment) -> Report:
    """Gather the evidence pack of a subject, or of up to six side by side.

    Parameters
    ----------
    names : sequence of str
        Names or ids of subjects; one gives a full report, several a comparison.
    lang : str
        "vi" or "en".
    moment : Moment

    Returns
    -------
    Report

    Raises
    ------
    UnknownNameError
        If a name is not known, there is no such language, or there are more than six
        subjects or none.
    """
    if lang not in LANGUAGES:
        raise UnknownNameError(unknown_name("language", lang, LANGUAGES))
    baseline = known.baseline(moment.as_known_on)
    found = [find_subject(baseline, name) for name in names]
    subjects = tuple(dict.fromkeys(found))
    if not 1 <= len(subjects) <= comparison.MOST:
        msg = (
            f"{len(subjects)} subjects: a report is of one, a comparison of up to "
            f"{comparison.MOST}"
        )
        raise UnknownNameError(msg)
    words = words_of(baseline, lang)
    rows = baseline.subjects.set_index("subject_id", drop=False).loc[list(subjects)]
    folder = known.layers_folder(moment.as_known_on)
    drawn = outlines.outlines(subjects, folder)
    series: tuple[SourceLine, ...] = ()
    if len(rows) == 1:
        observed = satellite.seen_of_subject(rows.iloc[0], words, moment)
        series = observed.sources
        chapters = _chapters(baseline, rows.iloc[0], drawn, words, moment, observed)
        title, lead = (
            str(rows.iloc[0][f"name_{in_data(lang)}"]),
            lead_of(rows.iloc[0], baseline, words),
        )
    else:
        chapters = _compared(baseline, rows, drawn, words, moment)
        title = words.say("report.comparison", count=len(rows))
        lead = (" · ".join(short(name) for name in rows[f"name_{in_data(lang)}"]),)
    cited = citing.cited(chapters, outlines.sources_of(drawn))
    return Report(
        lang=lang,
        name="-".join(subject.partition(":")[2] for subject in subjects)[:80],
        title=title,
        lead=lead,
        as_of=moment.as_of.isoformat(),
        data_version=data_version(moment.as_known_on),
        address=address(subjects, lang=lang, moment=moment),
        sections=chapters,
        sources=citing.source_lines(cited, baseline.sources, lang, series),
        outlines=drawn.assign(name=drawn[f"name_{in_data(lang)}"]),
        backdrop=outlines.backdrop(folder),
    )


def lead_of(subject: pd.Series, baseline: Baseline, words: Words) -> tuple[str, ...]:
    """Return kind, status and place of a subject, and its other names."""
    subjects = baseline.subjects.set_index("subject_id")
    bits = [words.say(f"pages.kind.{subject['kind']}")]
    if subject["status"]:
        bits.append(words.say(f"pages.status.{subject['status']}"))
    if subject["zone_id"] in subjects.index:
        bits.append(
            str(subjects.loc[subject["zone_id"], f"name_{in_data(words.lang)}"])
        )
    if subject["communes"] and subject["kind"] != "commune":
        bits.append(words.say("report.communes", names=subject["communes"]))
    other = subject["name_en" if words.lang == "vi" else "name_vi"]
    also = "; ".join(dict.fromkeys([other, *filter(None, [subject["aliases"]])]))
    return (" · ".join(bits), words.say("report.also", names=also))


def _chapters(
    baseline: Baseline,
    subject: pd.Series,
    drawn: pd.DataFrame,
    words: Words,
    moment: Moment,
    observed: satellite.Seen,
) -> tuple[Section, ...]:
    subject_id = subject["subject_id"]
    found = sheet(baseline, subject_id, as_of=moment.as_of)
    all_known = facts.as_known(baseline.facts, as_of=moment.as_of)
    mine = all_known[all_known["subject_id"].eq(subject_id)]
    cited = with_sources(mine, baseline)
    further = cited[cited["theme"].ne(forest.THEME) | cited["number"].isna()]
    state = completeness(all_known, baseline.subjects, as_of=moment.as_of)
    said = unknown.lines(
        state,
        subject,
        rates=found.rates,
        balances=found.balances,
        outlines=drawn,
        words=words,
    )
    planned = subject["kind"] in (*unknown.PLANNED_KINDS, "province")
    several = (
        headlines.section(baseline, mine, found.rates, words),
        outlines.section(drawn, baseline.facts, words, many=False),
        sections.rates(found.rates, words) if planned or len(found.rates) else None,
        land.position(found.position.assign(subject_id=subject_id), words),
        land.balances(found.balances.assign(subject_id=subject_id), words),
        within.section(baseline, subject, all_known, words),
        sections.conflicts(found.conflicts, baseline.facts, words),
        forest.section(baseline, all_known, subject, words, observed.tables),
        sections.records(further, words),
        unknown.section(said, words),
    )
    return tuple(chapter for chapter in several if chapter is not None)


def _compared(
    baseline: Baseline,
    subjects: pd.DataFrame,
    drawn: pd.DataFrame,
    words: Words,
    moment: Moment,
) -> tuple[Section, ...]:
    all_known = facts.as_known(baseline.facts, as_of=moment.as_of)
    mine = all_known[all_known["subject_id"].isin(subjects["subject_id"])]
    state = completeness(all_known, baseline.subjects, as_of=moment.as_of)
    several = (
        outlines.section(drawn, baseline.facts, words, many=True),
        comparison.section(baseline, mine, subjects, words),
        *(
            _conflicts(baseline, subject_id, words, moment)
            for subject_id in subjects["subject_id"]
        ),
        comparison.unknown_section(state, subjects, words),
    )
    return tuple(chapter for chapter in several if chapter is not None)


def _conflicts(
    baseline: Baseline, subject_id: str, words: Words, moment: Moment
) -> Section | None:
    found = sheet(baseline, subject_id, as_of=moment.as_of).conflicts
    chapter = sections.conflicts(found, baseline.facts, words)
    if chapter is None:
        return None
    names = baseline.subjects.set_index("subject_id")[f"name_{in_data(words.lang)}"]
    title = f"{chapter.title}: {names[subject_id]}"
    return Section(name="conflicts", title=title, blocks=chapter.blocks)


def address(subjects: Sequence[str], *, lang: str, moment: Moment) -> str:
    """Return the address of the page that shows the same, pinned to its data."""
    alone = {"subject": subjects[0]}
    together = {"view": "compare", "compared": tuple(subjects)}
    page, shown = ("zones", alone) if len(subjects) == 1 else ("land", together)
    return page_address(page, shown, lang=lang, moment=moment)


def page_address(
    page: str, shown: Mapping[str, object], *, lang: str, moment: Moment
) -> str:
    """Return the whole address of a page in a state.

    Parameters
    ----------
    page : str
        Of `qngeo.services.links.pages.PAGES`.
    shown : mapping
        What it shows, beside language, day and data.
    lang : str
    moment : Moment
    """
    state = {
        "lang": lang,
        "as_of": moment.as_of,
        "known": moment.as_known_on,
        "pin": known.version(moment.as_known_on),
    }
    return f"{settings().public_url}/{link.write(page, {**state, **shown})}"
