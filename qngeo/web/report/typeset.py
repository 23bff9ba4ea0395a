"""From the files of a document to its PDF, by typst in a process of its own."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from qngeo.errors import ReportError

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATE = HERE / "report.typ"
WORKER = HERE / "typeset_worker.py"

TIME_LIMIT_S = 60.0


def typeset(files: Mapping[str, bytes], *, time_limit_s: float = TIME_LIMIT_S) -> bytes:
    """Set a document.

    typst reads the template, these files and the fonts, nothing else: its root is a
    folder of their own, there are no packages and nothing is fetched.

    Parameters
    ----------
    files : mapping of file name to content
        ``data.json`` and the pictures that it names.
    time_limit_s : float, seconds
        The process is ended then.

    Returns
    -------
    bytes of a tagged PDF (PDF/UA-1); the same files give the same bytes.

    Raises
    ------
    ReportError
        If it takes too long, or typst refuses.
    """
    with tempfile.TemporaryDirectory(prefix="qngeo-report-") as name:
        folder = Path(name)
        shutil.copyfile(TEMPLATE, folder / "report.typ")
        for file, content in files.items():
            (folder / file).write_bytes(content)
        command = [sys.executable, "-I", str(WORKER), str(folder), str(FONTS)]
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=time_limit_s, check=False
            )
        except subprocess.TimeoutExpired as error:
            msg = (
                f"the report took more than {time_limit_s:g} s: ask for fewer subjects "
                "or try again when the machine is less busy"
            )
            raise ReportError(msg) from error
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            msg = f"the report cannot be set: {lines[-1] if lines else 'no reason'}"
            raise ReportError(msg)
        return (folder / "report.pdf").read_bytes()
