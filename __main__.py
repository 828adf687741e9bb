"""`python -m whetstone` and the command `whetstone`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from whetstone.core.cli import run

    run()


if __name__ == "__main__":
    main()
