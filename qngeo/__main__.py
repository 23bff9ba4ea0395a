"""Entry point of ``python -m qngeo``."""

import sys

from qngeo import lack_of_memory

if __name__ == "__main__":
    try:
        from qngeo.cli import main
    except (ImportError, MemoryError) as error:
        if not lack_of_memory.is_it(error):
            raise
        sys.stderr.write(f"qngeo: {lack_of_memory.MESSAGE}\n")
        raise SystemExit(2) from error
    main()
