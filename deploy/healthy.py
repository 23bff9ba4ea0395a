"""Ask the explorer within the same container whether it is well; exit code 1 if not."""

import os
import sys
import urllib.error
import urllib.request

PORT = os.environ.get("STREAMLIT_SERVER_PORT") or "8501"
PREFIX = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
ADDRESS = f"http://127.0.0.1:{PORT}/{PREFIX}/health".replace(f"{PORT}//", f"{PORT}/")


def main() -> int:
    """Return 0 where it is well, 1 where it is not, with the reason as told."""
    try:
        with urllib.request.urlopen(ADDRESS, timeout=4):
            return 0
    except urllib.error.HTTPError as error:
        reason = error.read(500).decode("utf-8", "replace")
    except OSError as error:
        reason = str(error)
    sys.stderr.write(f"{ADDRESS}: {reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
