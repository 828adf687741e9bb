"""Libraries that come with an extra of the package, and what is said where one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from whetstone.core.errors import PluginError


@contextmanager
def needed(extra: str) -> Iterator[None]:
    """Import what the extra brings inside of this.

    Raises:
        PluginError: a library is not installed; it names the extra.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise PluginError(
            f"{error.name} is not installed, which this needs: pip install 'whetstone-personas[{extra}]'"
        ) from error
