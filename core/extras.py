"""Libraries that come with an extra of the package, and what is said where one is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from whetstone.core.errors import PluginError

DISTRIBUTION = "whetstone-personas"

_MARKED = re.compile(r"extra\s*==\s*['\"]([\w.-]+)['\"]")


def lacking(extra: str) -> str | None:
    """Return in a sentence which distributions of an extra are not installed; `None` where all are."""
    from importlib_metadata import PackageNotFoundError, distribution, requires

    missing = []
    for requirement in requires(DISTRIBUTION) or ():
        marked = _MARKED.search(requirement)
        if marked and marked[1] == extra:
            name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
            try:
                distribution(name)
            except PackageNotFoundError:
                missing.append(name)
    if not missing:
        return None
    return (
        f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed, which this needs: "
        f"pip install '{DISTRIBUTION}[{extra}]'"
    )


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
