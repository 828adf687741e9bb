"""Where the steps of one job run: processes of our own, or an executor that a plugin brings."""

from __future__ import annotations

from concurrent.futures import Executor

from whetstone.core.errors import JobError, WhetstoneError
from whetstone.core.jobs.processes import Pool, cores
from whetstone.core.values.job import ExecutorProvider


class Workers:
    """The workers of one job, started when they are needed, ended by `close`.

    `elsewhere` is the executor that `provider` opens, `None` without one.

    Raises:
        JobError: it cannot be reached.
    """

    def __init__(self, provider: ExecutorProvider | None) -> None:
        self.cores = self.processes = cores()
        self.elsewhere: Executor | None = None
        self._name = provider.name if provider else ""
        self._pool: Pool | None = None
        if provider is not None:
            try:
                self.elsewhere = provider.open()
            except WhetstoneError:
                raise
            except Exception as error:
                raise self.unreachable(error) from error

    @property
    def executor(self) -> Executor:
        """What runs steps that compute."""
        if self.elsewhere is not None:
            return self.elsewhere
        if self._pool is None:
            self._pool = Pool(self.processes)
        return self._pool.executor

    @property
    def running(self) -> bool:
        """Whether processes of our own were started."""
        return self._pool is not None

    def begin_anew(self) -> None:
        """Go on with new processes after one died: with half as many, since memory may be short."""
        if self._pool is not None:
            self._pool.close()
        self._pool = None
        self.processes = max(1, self.processes // 2)

    def unreachable(self, error: BaseException) -> JobError:
        """Return the error of an executor that fails itself, rather than a step on it."""
        said = f"{type(error).__name__}: {error}".split("\n")[0].removesuffix(": ")
        where = f"on the executor {self._name}" if self._name else "in processes of this machine"
        return JobError(f"the steps of the job cannot run {where} ({said}); mend that, and resume the job")

    def close(self) -> None:
        """End processes at once, and leave what runs elsewhere."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None
        if self.elsewhere is not None:
            self.elsewhere.shutdown(wait=False)
            self.elsewhere = None
