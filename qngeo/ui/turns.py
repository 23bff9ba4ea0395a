"""Heavy work that a page starts: it waits for its turn, or is told to come again."""

from collections.abc import Iterator
from contextlib import contextmanager

from qngeo.i18n import number, translate
from qngeo.ui import address
from qngeo.web.guard.work import COUNTS, IMPORTS, REPORTS, Turns

__all__ = ["COUNTS", "IMPORTS", "REPORTS", "in_turn"]


@contextmanager
def in_turn(turns: Turns, lang: str = "") -> Iterator[None]:
    """Hold a turn of one kind of work; none may be asked for within another.

    Parameters
    ----------
    turns : Turns
        Such as `REPORTS`.
    lang : str
        Of the message; that of the page where it is left out.

    Raises
    ------
    BusyError
        In the words of the page, if the others have taken all turns for too long.
    """

    def words(others: int) -> str:
        spoken = lang or address.language()
        return translate("guard.busy", spoken, count=number(others, spoken, 0))

    with turns.turn(words):
        yield
