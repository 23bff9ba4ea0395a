"""``python -m qngeo``."""

from qngeo.cli import main

if __name__ == "__main__":
    main()
