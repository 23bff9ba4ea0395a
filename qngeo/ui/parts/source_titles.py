"""The sources that an editor can choose from, by the order of their letters."""

from qngeo.io.baseline import Baseline
from qngeo.io.store import ID, Store
from qngeo.names import fold


def titles(store: Store, known: Baseline) -> dict[str, str]:
    """Return the title of every source by its id: of the register and own ones."""
    own = store.read("sources")
    found = dict(zip(known.sources["source_id"], known.sources["title"], strict=True))
    found |= dict(zip(own[ID], own["title"], strict=True))
    return dict(sorted(found.items(), key=lambda one: fold(one[1])))
