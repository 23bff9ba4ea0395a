"""On how many examples a rule is tried: a part in `make test`, all by "thorough"."""

from hypothesis import settings

THOROUGH = "thorough"
"""Name of the profile of Hypothesis that `make test-heavy` chooses."""

PART = 4
"""One in so many is tried each time."""


def trials(most: int) -> settings:
    """Return the settings of a rule that is tried on so many examples at most."""
    thorough = settings.get_current_profile_name() == THOROUGH
    return settings(max_examples=most if thorough else most // PART)
