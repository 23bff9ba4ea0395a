"""Figures in words: value, unit, date and definition as a reader wants them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from qngeo.domain.figures.definitions import find
from qngeo.i18n import in_data, number, percent, period, translate
from qngeo.io.baseline import Baseline
from qngeo.schema import TEXT_UNITS, WORKED_BACK
from qngeo.services.report.model import Figure

DECIMALS = 2

MULTIPLES = {
    "VND": ((1e9, "billion_vnd"), (1e6, "million_vnd")),
    "USD": ((1e9, "billion_usd"), (1e6, "million_usd")),
    "t": ((1e6, "million_t"),),
    "t/year": ((1e6, "million_t_year"),),
}
"""Amounts from a factor on are read in these words."""

NAMED_UNITS = frozenset(
    {
        "people", "households", "passengers", "passengers/year", "visits/year", "lanes",
        "years", "%/year", "t/year", "TEU/year", "m3/day", "pp", "USD/m2/term",
        "USD/m2/month", "USD/m2/year",
    }
)  # fmt: skip
"""Units with a word of their own in each language."""


@dataclass(frozen=True)
class Words:
    """The words of one language over one state of the data.

    Attributes
    ----------
    lang : str
    titles : mapping of attribute to its title
    scopes : mapping of part of a scope to its title
    """

    lang: str
    titles: Mapping[str, str]
    scopes: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return the string of a key."""
        return translate(key, self.lang, **values)

    def scope(self, scope: str) -> str:
        """Return a scope in words; a part without a title stands as it is."""
        return "; ".join(self.scopes.get(part, part) for part in scope.split("; "))

    def with_scope(self, title: str, scope: str) -> str:
        """Return a title and, where it speaks of a part, of which."""
        return f"{title} · {self.scope(scope)}" if scope else title

    def definition(self, definition: str, scope: str = "") -> str:
        """Return the title of a definition of the fill rate, with its scope."""
        return self.with_scope(self.say(find(definition).title_key), scope)

    def sure(self, when: str, confidence: str) -> str:
        """Return date and confidence of a figure."""
        date = period(when, self.lang)
        if not confidence:
            return date
        return f"{date} · {self.say(f'pages.confidence.{confidence}')}"

    def hectares(self, value: float, qualifier: str = "") -> str:
        """Return hectares, or "–" where unknown."""
        text = number(value, self.lang, DECIMALS)
        return self._qualified(text if text == "–" else f"{text} ha", qualifier)

    def rate(self, value: float, qualifier: str = "") -> str:
        """Return a rate in per cent, or "–" where unknown."""
        return self._qualified(percent(value, self.lang), qualifier)

    def _qualified(self, text: str, qualifier: str) -> str:
        if qualifier in ("", "range") or text == "–":
            return text
        return f"{self.say(f'pages.qualifier.{qualifier}')} {text}"

    def value(self, value: str, unit: str, qualifier: str = "") -> str:
        """Return the value of a fact with qualifier and unit."""
        if unit == "text":
            return value
        if unit == "date":
            return period(value, self.lang)
        ends = [float(end) for end in value.split("/")]
        factor, word = self._multiple(max(ends), unit)
        written = " – ".join(number(end / factor, self.lang, DECIMALS) for end in ends)
        return self._qualified(f"{written} {word}".strip(), qualifier)

    def _multiple(self, largest: float, unit: str) -> tuple[float, str]:
        for factor, name in MULTIPLES.get(unit, ()):
            if largest >= factor:
                return factor, self.say(f"pages.unit.{name}")
        return 1.0, self.unit(unit)

    def unit(self, unit: str) -> str:
        """Return a unit as people write it."""
        if unit in ("count", "deg", "", *TEXT_UNITS):
            return ""
        if unit in NAMED_UNITS:
            return self.say(f"pages.unit.{unit}")
        return unit.replace("m2", "m²").replace("m3", "m³")

    def fact(self, row: pd.Series) -> Figure:
        """Return a row of facts as a figure."""
        return Figure(
            what=self.attribute(row),
            text=self.value(str(row["value"]), row["unit"], row["qualifier"]),
            value=str(row["value"]),
            unit=row["unit"],
            subject_id=row["subject_id"],
            attribute=row["attribute"],
            definition=row["definition"],
            scope=row["scope"],
            as_of=row["as_of"],
            confidence=row["confidence"],
            fact_ids=(row["fact_id"],),
            source_ids=(row["source_id"],),
            note=row["note"],
            beside=self.sure(row["as_of"], row["confidence"]),
        )

    def attribute(self, row: pd.Series) -> str:
        """Return the title of a fact's attribute with definition and scope."""
        title = self.titles.get(row["attribute"], row["attribute"])
        definition = str(row["definition"])
        if definition in WORKED_BACK:
            title = f"{title} ({self.say('pages.sheet.worked_back')})"
        elif definition:
            title = f"{title} ({self.definition(definition)})"
        return self.with_scope(title, row["scope"])


def words_of(baseline: Baseline, lang: str) -> Words:
    """Return the words of a language for the attributes and scopes of a state."""
    column = f"title_{in_data(lang)}"
    attributes, scopes = baseline.attributes, baseline.scopes
    return Words(
        lang,
        dict(zip(attributes["attribute"], attributes[column], strict=True)),
        dict(zip(scopes["scope"], scopes[column], strict=True)),
    )
