"""Fetch the fonts of the evidence pack from npm and record them.

The pages use web fonts cut into subsets; typst needs whole TrueType files. These are
kept byte for byte as published; ``VENDORED.json`` beside them gives origin, version,
licence and hash of each. Run ``python data/build/vendor_report_fonts.py``.
"""

import json
from pathlib import Path

from vendor_assets import Package, fetch

FONTS = Path(__file__).resolve().parents[2] / "qngeo" / "web" / "report" / "fonts"

WEIGHTS = ("400Regular", "600SemiBold", "700Bold")

PACKAGE = Package(
    name="@expo-google-fonts/be-vietnam-pro",
    version="0.4.1",
    licence="OFL-1.1",
    origin="https://github.com/bettergui/BeVietnamPro",
    files={
        f"{weight}/BeVietnamPro_{weight}.ttf": f"BeVietnamPro_{weight}.ttf"
        for weight in WEIGHTS
    }
    | {"LICENSE_FONT": "OFL.txt"},
)


def main() -> None:
    """Write the font files and the list of them."""
    rows = sorted(fetch(PACKAGE, FONTS), key=lambda row: row["path"])
    text = json.dumps(rows, indent=1)
    (FONTS / "VENDORED.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
