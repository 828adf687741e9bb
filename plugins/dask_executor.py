"""Runs the steps of jobs on a Dask cluster, where the settings name its scheduler."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures import wait as wait_for
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from weakref import WeakSet

from pydantic import BaseModel, ConfigDict, Field

from whetstone.core.errors import JobError
from whetstone.core.extras import needed
from whetstone.core.values.job import ExecutorProvider
from whetstone.core.values.plugin import SettingsSection
from whetstone.hookspecs import SettingsReader, hookimpl

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
R = TypeVar("R")

_PATIENCE = 10
"""Seconds to wait for the scheduler, and for its answer."""


class ExecutorSettings(BaseModel):
    """`[executor]`: the address of a Dask scheduler, and calls of a model at a time."""

    model_config = ConfigDict(extra="forbid", strict=True)

    dask: str | None = Field(default=None, min_length=1)
    calls: int = Field(default=4, ge=1, le=1_000)


@hookimpl
def whetstone_settings() -> list[SettingsSection]:
    """Declare the table `[executor]`."""
    return [SettingsSection("executor", ExecutorSettings)]


@hookimpl
def whetstone_executors(settings: SettingsReader) -> Iterable[ExecutorProvider]:
    """Bring the cluster at `executor.dask`, where that is set."""
    mine: ExecutorSettings = settings.section("executor")
    return [DaskCluster(mine.dask)] if mine.dask else []


class DaskCluster:
    """The workers of the scheduler at `address`."""

    name = "dask"

    def __init__(self, address: str) -> None:
        self.address = address

    def open(self) -> Executor:
        """Return an executor whose steps run on the cluster's workers.

        Raises:
            PluginError: the extra `cluster` is not installed.
            JobError: the scheduler cannot be reached, or its workers cannot run our steps.
        """
        with needed("cluster"):
            from distributed import Client

        _silence()
        try:
            client = Client(self.address, timeout=_PATIENCE, set_as_default=False)
        except Exception as error:
            raise self._error(
                f"cannot be reached ({_said(error)})", "start it, or correct executor.dask"
            ) from error
        try:
            self._look_around(client)
        except BaseException:
            client.close(timeout=1)
            raise
        return _ClusterExecutor(client)

    def _look_around(self, client: Client) -> None:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise self._error("has no workers", f"start some with `dask worker {self.address}`")
        try:
            theirs: dict[str, tuple[str, ...]] = {self.address: client.run_on_scheduler(_versions)}
            theirs |= client.run(_versions)
        except Exception as error:
            raise self._error(
                f"or one of its workers cannot run our steps ({_said(error)})",
                "install the same whetstone-personas and distributed there as here",
            ) from error
        ours = _versions()
        for place, versions in sorted(theirs.items()):
            if versions != ours:
                raise self._error(
                    f"has {', '.join(versions)} at {place}, and here is {', '.join(ours)}",
                    "install the same there as here",
                )

    def _error(self, what: str, advice: str) -> JobError:
        return JobError(f"the Dask scheduler at {self.address} {what}; {advice}")


class _ClusterExecutor(Executor):
    """Sends calls to a cluster through `client`, which is closed with it.

    A call travels as bytes: the scheduler, which unpacks what it passes on, needs none of a job's own
    modules, and nothing in the arguments can be taken for the name of a task. (`Client.get_executor` would
    leave a call waiting for ever when its connection breaks while the result is fetched.)
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sent: WeakSet[Future[Any]] = WeakSet()

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Send one call to the cluster; two calls with the same arguments are two calls."""
        import cloudpickle

        remote = self._client.submit(_unpacked, cloudpickle.dumps((fn, args, kwargs)), pure=False)
        ours: Future[R] = Future()

        def let_go(done: Future[R]) -> None:
            if done.cancelled():
                remote.release()

        ours.add_done_callback(let_go)
        remote.add_done_callback(lambda _: _pass_on(remote, ours))
        self._sent.add(ours)
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster; without `wait`, what it still computes for us is dropped."""
        if wait and not cancel_futures:
            wait_for(list(self._sent))
        self._client.close(timeout=_PATIENCE)


def _pass_on(remote: Any, ours: Future[Any]) -> None:
    """Give what came of a call on the cluster to the future that its caller holds."""
    if not ours.set_running_or_notify_cancel():
        return
    try:
        ours.set_result(remote.result())
    except CancelledError:
        ours.set_exception(ConnectionError("the cluster dropped the step, or is gone"))
    except BaseException as error:
        ours.set_exception(error)


def _unpacked(packed: bytes) -> Any:
    """Make a call, on a worker."""
    import pickle

    fn, args, kwargs = pickle.loads(packed)
    return fn(*args, **kwargs)


def _versions() -> tuple[str, ...]:
    """Return what has to be the same here and on a worker, in words."""
    import platform

    from importlib_metadata import version

    python = ".".join(platform.python_version_tuple()[:2])
    named = [f"{name} {version(name)}" for name in ("whetstone-personas", "distributed")]
    return (f"Python {python}", *named)


def _silence() -> None:
    """Keep Dask's own reports of lost connections off stderr; what matters is told as an error."""
    import logging

    for name in ("distributed", "tornado", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _said(error: BaseException) -> str:
    lines: list[Any] = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
