"""llama.cpp in a worker thread: one server, one slot, one request at a time."""

from __future__ import annotations

import atexit
import os
import secrets
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from whetstone.core.errors import ModelError, ModelUnavailable

Answer = dict[str, Any]


class Job:
    """One request on its way through the engine.

    `tell` is called in the worker thread with each answer of llama.cpp, and with `None` or a
    `ModelError` at the end. `cancel` may be called from any thread; it is heeded between two batches.
    """

    def __init__(self, body: dict[str, Any], tell: Callable[[Answer | ModelError | None], None]) -> None:
        self.body = body
        self.tell = tell
        self.cancelled = threading.Event()

    def cancel(self) -> None:
        """Stop the request as soon as llama.cpp looks up from its batch."""
        self.cancelled.set()


class Engine:
    """The loaded weights. Loading begins at once, in the worker thread; `submit` queues behind it."""

    def __init__(self, weights: Path, *, context_tokens: int, threads: int | None = None) -> None:
        self.weights = weights
        self.context_tokens = context_tokens
        self.threads = threads or max(1, (os.cpu_count() or 2) - 1)
        self.api_key = secrets.token_urlsafe(24)
        self.address: Future[str] = Future()
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._stopping = threading.Event()
        self._worker = threading.Thread(target=self._work, name="embedded model", daemon=True)
        _engines.add(self)
        self._worker.start()

    def submit(self, job: Job) -> None:
        """Queue `job`; what becomes of it is told to the job."""
        if self._stopping.is_set():
            job.tell(ModelUnavailable("the embedded model was closed; open it again"))
        else:
            self._jobs.put(job)

    def stop(self) -> None:
        """Stop what runs, unload the weights and wait for the worker thread."""
        self._stopping.set()
        self._jobs.put(None)
        if threading.current_thread() is not self._worker:
            self._worker.join()

    def _work(self) -> None:
        try:
            server = self._load()
        except ModelError as error:
            self.address.set_exception(error)
            self._refuse(error)
            return
        self.address.set_result(server.listening_address)
        while (job := self._jobs.get()) is not None and not self._stopping.is_set():
            self._run(server, job)
        del server
        self._refuse(ModelUnavailable("the embedded model was closed; open it again"), job)

    def _load(self) -> Any:
        from xllamacpp import Server

        try:
            server = Server(self._params())
        except RuntimeError as error:
            raise ModelUnavailable(
                f"llama.cpp cannot load {self.weights}: it is damaged or of a kind that it does not know"
            ) from error
        # A server that is destroyed before its first request can hang.
        server.handle_chat_completions({"messages": [{"role": "user", "content": "."}], "max_tokens": 1})
        return server

    def _params(self) -> Any:
        from xllamacpp import CommonParams

        params = CommonParams()
        params.model.path = str(self.weights)
        params.model_alias = {"embedded"}
        params.n_ctx = self.context_tokens
        params.n_parallel = 1
        params.n_batch = params.n_ubatch = 128
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = self.threads
        params.cache_ram_mib = 256
        params.api_keys = [self.api_key]
        params.ui = params.endpoint_slots = False
        params.verbosity = -1
        return params

    def _run(self, server: Any, job: Job) -> None:
        def answer(data: Answer) -> bool:
            if not (stop := job.cancelled.is_set() or self._stopping.is_set()):
                job.tell(data)
            return stop

        if job.cancelled.is_set():
            return
        try:
            server.handle_chat_completions(job.body, answer)
        except Exception as error:
            job.tell(ModelUnavailable(f"llama.cpp failed: {error}"))
        else:
            job.tell(None)

    def _refuse(self, error: ModelError, job: Job | None = None) -> None:
        self._stopping.set()
        if job is not None:
            job.tell(error)
        while not self._jobs.empty():
            if (waiting := self._jobs.get()) is not None:
                waiting.tell(error)


_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


@atexit.register
def _stop_all() -> None:
    for engine in list(_engines):
        engine.stop()
