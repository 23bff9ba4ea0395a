"""A file that a button has made waits for the browser that fetches it.

Streamlit hands over the address of such a file and drops the file at the second run of
any page after that, whoever's it is (`MediaFileManager.remove_orphaned_files`). Where
others are at work that comes sooner than the request of a phone.
"""

import time

from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileMetadata
from streamlit.runtime.media_file_storage import MediaFileKind

KEPT_S = 60.0
"""How long a file stays after no page names it any more, seconds."""


class Lasting(MediaFileMetadata):  # type: ignore[misc]  # no types
    """What Streamlit notes of a file; it counts as marked for removal a while later."""

    def __init__(self, kind: MediaFileKind = MediaFileKind.MEDIA) -> None:
        super().__init__(kind)
        self._marked_s = 0.0

    @property
    def is_marked_for_delete(self) -> bool:
        """Tell whether the file may go at the next look."""
        marked = super().is_marked_for_delete
        return marked and time.monotonic() - self._marked_s >= KEPT_S

    def mark_for_delete(self) -> None:
        """Note when the file was found to be named no more; the first time counts."""
        if not super().is_marked_for_delete:
            self._marked_s = time.monotonic()
        super().mark_for_delete()


def keep_downloads() -> None:
    """Let every file from now on last."""
    vars(media_file_manager)["MediaFileMetadata"] = Lasting
