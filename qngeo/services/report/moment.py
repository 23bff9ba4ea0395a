"""As of when does a document speak?"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The day up to which figures count, and the day as known on which they stand.

    Attributes
    ----------
    as_of : date
    as_known_on : date or None
        Now where None.
    """

    as_of: date
    as_known_on: date | None = None
