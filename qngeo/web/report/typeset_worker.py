"""Set one document: run as a program of its own, so that it can be stopped.

``python typeset_worker.py FOLDER FONTS`` sets ``FOLDER/report.typ`` into
``FOLDER/report.pdf``. It imports nothing of qngeo, to start at once.
"""

import sys
from pathlib import Path

import typst


def main(folder: Path, fonts: Path) -> None:
    """Set the document of a folder; typst may read nothing outside it.

    Raises
    ------
    typst.TypstError
        If the template and its data do not fit.
    """
    nowhere = folder / "packages"
    typst.compile(
        folder / "report.typ",
        output=folder / "report.pdf",
        root=folder,
        font_paths=[fonts],
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
        pdf_standards="ua-1",
        timestamp=0,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
