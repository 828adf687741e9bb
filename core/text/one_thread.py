"""Linear algebra in one thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from whetstone.core.extras import needed


@contextmanager
def one_thread() -> Iterator[None]:
    """Let numpy's linear algebra run in one thread inside of this.

    How sums are divided among threads changes their last digits, so that results would hang on the machine;
    and threads that wait for one another keep processors busy which other processes need.

    Raises:
        PluginError: threadpoolctl is not installed; it names the extra.
    """
    with needed("forge"):
        from threadpoolctl import threadpool_limits
    with threadpool_limits(limits=1, user_api="blas"):
        yield
