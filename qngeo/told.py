"""Sentences about a run or a file, to be said in either language."""

from dataclasses import dataclass

from qngeo.i18n import translate


@dataclass(frozen=True)
class Told:
    """One sentence: its key in the .po files and what fills it.

    Attributes
    ----------
    key : str
    values : tuple of (str, object)
    """

    key: str
    values: tuple[tuple[str, object], ...] = ()

    def words(self, lang: str) -> str:
        """Return the sentence in one language."""
        return translate(self.key, lang, **dict(self.values))
