"""A file that was made for a reader is there when the reader's browser asks for it."""

import pytest
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from qngeo.ui import kept_downloads

RUNS_OF_OTHERS = 20


@pytest.fixture
def clock(monkeypatch):
    """Return the seconds that the module reads, for a test to move on."""
    now = [1000.0]
    monkeypatch.setattr(kept_downloads.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def files(monkeypatch):
    """Return the files of an application that keeps them."""
    ours = media_file_manager.MediaFileMetadata
    monkeypatch.setattr(media_file_manager, "MediaFileMetadata", ours)
    kept_downloads.keep_downloads()
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def made(files: MediaFileManager) -> str:
    """Make a file as a press of a button does, and return its name."""
    button = files.add_deferred(lambda: b"a report", "application/pdf", "1.1", "r.pdf")
    return files.execute_deferred(button).rpartition("/")[2]


def read(files: MediaFileManager, name: str) -> bytes:
    return files._storage.get_file(name).content


def test_a_made_file_outlasts_the_pages_of_others(files, clock):
    name = made(files)
    for _ in range(RUNS_OF_OTHERS):
        files.remove_orphaned_files()
        clock[0] += 1
        assert read(files, name) == b"a report"


def test_a_file_that_nobody_named_for_a_minute_is_dropped(files, clock):
    name = made(files)
    files.remove_orphaned_files()
    clock[0] += kept_downloads.KEPT_S
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        read(files, name)


def test_streamlit_alone_still_drops_it_at_the_second_run(monkeypatch):
    """Where this fails, Streamlit has mended it, and our module can go."""
    theirs = kept_downloads.MediaFileMetadata
    monkeypatch.setattr(media_file_manager, "MediaFileMetadata", theirs)
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    name = made(files)
    files.remove_orphaned_files()
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        read(files, name)
