"""What four places tell of a subject: page, command line, API and PDF.

Each reader gives the fill rates of a definition or the figures of an attribute as
plain tuples, written numbers read back; an empty list only where the place says in its
own way that nothing is known.
"""

import io
import json
import re
from collections import defaultdict
from datetime import date
from functools import cache
from html import unescape

import pypdf
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from qngeo import cli
from qngeo.domain.figures.definitions import find
from qngeo.i18n import period, translate
from qngeo.services.report.evidence import evidence
from qngeo.services.report.moment import Moment
from qngeo.web.report.pdf import pdf
from qngeo.web.routes import routes

DAY = date(2026, 11, 22)

Rate = tuple[float, float | None, float | None, str]
"""Per cent, hectares filled, hectares of the whole, date in words."""

Area = tuple[tuple[float, ...], str]
"""Hectares (two of a range), date in words."""

NUMBER = r"\d[\d.,]*"

NO_FIGURE = "no published figure"

PAGE = (
    "from qngeo.ui import frame\n"
    "from qngeo.ui.app_pages import zones\n"
    "frame.begin()\nzones.show()\n"
)


def read(text: str, lang: str) -> float:
    """Read a number as a page writes it: 1.234,5 in Vietnamese, else 1,234.5."""
    thousands, point = (".", ",") if lang == "vi" else (",", ".")
    return float(text.replace(thousands, "").replace(point, "."))


def title_of(definition: str, lang: str) -> str:
    return translate(find(definition).title_key, lang)


def by_of(subject: str) -> str:
    kind = subject.partition(":")[0]
    return "park" if kind == "cluster" else kind


# the command line and the API: the same rows, each asked for by its own way


@cache
def by_command(*words: str) -> list[dict]:
    asked = [*words, "--as-of", DAY.isoformat(), "--format", "json"]
    answer = CliRunner().invoke(cli.app, asked)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


@cache
def _client() -> TestClient:
    return TestClient(Starlette(routes=routes()))


@cache
def by_api(path: str, *query: tuple[str, str]) -> list[dict]:
    asked = {**dict(query), "as_of": DAY.isoformat()}
    answer = _client().get(f"/stats/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def rates_in(rows: list[dict], lang: str) -> list[Rate]:
    """Return the rates among the rows of ``stats occupancy`` of one subject."""
    assert rows, "the subject is not listed"
    if rows[0]["rate_pct"] is None:
        (row,) = rows
        assert row["note"] == NO_FIGURE
        assert (row["numerator_ha"], row["denominator_ha"]) == (None, None)
        return []
    sides = ("rate_pct", "numerator_ha", "denominator_ha")
    return [
        (*(_rounded(row[side]) for side in sides), period(row["as_of"], lang))
        for row in rows
    ]


def areas_in(rows: list[dict], lang: str) -> list[Area]:
    """Return the figures of an attribute in hectares among rows of ``facts``."""
    assert {row["unit"] for row in rows} <= {"ha"}
    return [
        (tuple(_rounded(float(end)) for end in row["value"].split("/")),
         period(row["as_of"], lang))
        for row in rows
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.2f}")


# the page


class Page:
    """The sheet of a subject as the page of zones shows it."""

    def __init__(self, subject: str, lang: str) -> None:
        self.subject, self.lang = subject, lang
        self.app = _page(lang=lang, subject=subject)
        bodies = [re.sub(r"<details.*?</details>", "", h.body) for h in self.app.html]
        self.cards = [body for body in bodies if "qn-rate" in body]
        self.tables = [body for body in bodies if body.startswith("<table")]

    def rates(self, definition: str) -> list[Rate]:
        told = []
        pattern = (
            r'qn-big" data-facts="[^"]*">([^<]*) %</span><b>([^<]*)</b>'
            r"<span>([^<]*)</span><span>([^<]*?) · "
        )
        cards = re.findall(pattern, unescape("".join(self.cards)))
        assert len(cards) == "".join(self.cards).count("qn-card qn-rate")
        for rate, title, sides, when in cards:
            if title.split(" · ")[0] == title_of(definition, self.lang):
                number = read(re.findall(NUMBER, rate)[-1], self.lang)
                told.append((number, *self._sides(sides), when))
        if not cards:
            none = translate("pages.rates.none", self.lang)
            assert none in [info.value for info in self.app.info]
        return told

    def _sides(self, text: str) -> list[float | None]:
        if text == translate("pages.rates.no_base", self.lang):
            return [None, None]
        unknown = translate("pages.rates.unknown", self.lang)
        parts = text.removesuffix(" ha").split(" / ")
        return [None if part == unknown else read(part, self.lang) for part in parts]

    def areas(self, title: str) -> list[Area]:
        """Return the figures under a title; the land table says which are unknown."""
        told: dict[str, set[Area]] = defaultdict(set)
        last = ""
        row = (
            r"<tr[^>]*><td>([^<]*)(?:<small>[^<]*</small>)*</td>"
            r'<td><span class="qn-num" data-facts="([^"]*)">([^<]*)</span></td>'
            r"<td>([^<]*?) <span"
        )
        for shown, facts, text, when in re.findall(row, "".join(self.tables)):
            last = unescape(shown) or last
            if last == title and " " not in facts:
                ends = re.findall(NUMBER, text)
                values = tuple(read(end, self.lang) for end in ends)
                told[facts].add((values, when))
        assert all(len(ways) == 1 for ways in told.values()), told
        if not told:
            word = translate("pages.land.not_known", self.lang)
            said = f'<tr class="qn-unknown"><td>{title}</td><td>{word}</td>'
            assert said in "".join(self.tables)
        return [area for ways in told.values() for area in ways]


def _page(**query: str) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=60)
    app.query_params.update({**query, "as_of": DAY.isoformat()})
    app.run()
    assert [error.value for error in (*app.exception, *app.error)] == []
    return app


@cache
def listed(definition: str) -> dict[str, float]:
    """Return the rate that the table of zones lists of each subject; NaN for "–"."""
    app = _page(lang="en", definition=definition)
    table = app.dataframe[0].value
    return dict(table[translate("pages.column.rate", "en")])


# the PDF


class Paper:
    """The text of the evidence pack of a subject, chapter by chapter."""

    def __init__(self, subject: str, lang: str) -> None:
        self.lang = lang
        report = evidence([subject], lang=lang, moment=Moment(as_of=DAY))
        text = self._text(pdf(report))
        titles = [section.title for section in report.sections]
        starts, at = [], 0
        for title in titles:
            at = text.index(title, at)
            starts.append(at)
            at += len(title)
        names = [section.name for section in report.sections]
        ends = [*starts[1:], len(text)]
        self.chapters = {
            name: text[start:end]
            for name, start, end in zip(names, starts, ends, strict=True)
        }

    def _text(self, document: bytes) -> str:
        """Return the text on one line, without what stands at the foot of pages."""
        foot = re.escape(translate("report.page", self.lang, page=7, pages=7))
        last = re.compile(".* " + foot.replace("7", r"\d+"))
        lines = [
            line
            for page in pypdf.PdfReader(io.BytesIO(document)).pages
            for line in page.extract_text().splitlines()
            if not last.fullmatch(line.strip())
        ]
        return " ".join(" ".join(lines).split())

    def _rows(self, chapter: str, heads: tuple[str, ...]) -> list[str]:
        """Return the rows of a chapter's tables: each ends with its sources."""
        words = [translate(f"report.head.{head}", self.lang) for head in heads]
        head = " ".join([*words, translate("report.head.source", self.lang)])
        pieces = re.split(r"(?: ?\[\d+\])+", self.chapters.get(chapter, ""))
        return [piece.rsplit(head, 1)[-1].strip() for piece in pieces]

    def rates(self, definition: str) -> list[Rate]:
        if translate("report.rates.none", self.lang) in self.chapters["rates"]:
            return []
        unknown = re.escape(translate("report.unknown", self.lang))
        side = rf"({unknown}|{NUMBER} ha)"
        pattern = re.compile(rf"(.*) {side} {side} (?:[^\d%]* )?({NUMBER}) % (.*)")
        heads = ("definition", "part", "whole", "rate", "date")
        rows = [row for row in self._rows("rates", heads) if "%" in row]
        told = []
        for row in rows:
            found = pattern.fullmatch(row)
            assert found, row
            _, part, whole, rate, rest = found.groups()
            if row.startswith(title_of(definition, self.lang)):
                sides = [
                    read(text.removesuffix(" ha"), self.lang)
                    if text.endswith(" ha") else None
                    for text in (part, whole)
                ]  # fmt: skip
                told.append((read(rate, self.lang), *sides, rest.split(" · ")[0]))
        return told

    def areas(self, title: str, titles: list[str]) -> list[Area]:
        """Return the figures under a title; ``titles`` are those of all attributes."""
        told = []
        for row in self._rows("records", ("item", "value", "date")):
            longest = max((t for t in titles if row.startswith(t)), key=len, default="")
            if longest == title:
                found = re.fullmatch(rf"(?:.*) ({NUMBER}(?: – {NUMBER})?) ha (.*)", row)
                assert found, row
                ends = found.group(1).split(" – ")
                values = tuple(read(end, self.lang) for end in ends)
                told.append((values, found.group(2).split(" · ")[0]))
        if not told:
            before, after = translate(
                "report.position.unknown", self.lang, items="|"
            ).split("|")
            listed_ = self.chapters["land"].partition(before)[2].partition(after)[0]
            assert title in listed_.split("; ")
        return told
