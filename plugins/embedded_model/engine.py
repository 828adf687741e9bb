"""A worker thread that owns the loaded weights: one slot, one request at a time."""

from __future__ import annotations

import atexit
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum
from queue import SimpleQueue
from typing import Any

from whetstone.core.errors import ModelError, ModelInterrupted, ModelUnavailable
from whetstone.plugins.embedded_model.listener import Listener
from whetstone.plugins.embedded_model.prefixes import PrefixStore
from whetstone.plugins.embedded_model.server import ServerOptions, start, touch


class Stage(Enum):
    """Where a job is: `BEGUN` when its turn came, `DONE` when nothing more follows."""

    BEGUN = "begun"
    DONE = "done"


Word = dict[str, Any] | Stage | ModelError
"""What a job is told: `BEGUN`, llama.cpp's answers in turn, and `DONE` or an error as the last word."""


class Job:
    """One request on its way through the engine. `tell` is called in the worker thread.

    One that only `prewarms` is not answered where its prompt was kept from an earlier time.
    """

    def __init__(self, body: dict[str, Any], tell: Callable[[Word], None], *, prewarms: bool = False) -> None:
        self.body = body
        self.tell = tell
        self.prewarms = prewarms
        self.cancelled = threading.Event()

    def cancel(self) -> None:
        """Stop the request when llama.cpp looks up from its batch; may be called from any thread."""
        self.cancelled.set()


class Engine:
    """The weights of one model. They are loaded in the worker thread, beginning now.

    `listener` comes when they are loaded: the server's listener on loopback, or why there is none.
    """

    def __init__(self, options: ServerOptions) -> None:
        self.options = options
        self.listener: Future[Listener] = Future()
        self._prefixes = PrefixStore(options.prompt_cache, options.weights, options.prompt_cache_bytes)
        self._read: list[
            dict[str, str]
        ] = []  # the messages of which the slot holds what came of reading them
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._door = threading.Lock()
        self._closed: ModelError | None = None
        self._worker = threading.Thread(target=self._work, name="whetstone embedded model", daemon=True)
        _running.add(self)
        self._worker.start()

    def submit(self, job: Job) -> None:
        """Queue `job` behind those that came before it."""
        with self._door:
            if self._closed is None:
                self._jobs.put(job)
                return
        job.tell(self._closed)

    def stop(self) -> None:
        """Stop what runs and what waits, unload the weights and wait for the thread's end."""
        self._close(ModelInterrupted("the embedded model was closed before its reply was complete"))
        self._worker.join()

    def _close(self, why: ModelError) -> None:
        with self._door:
            self._closed = self._closed or why
            self._jobs.put(None)

    def _work(self) -> None:
        try:
            server = start(self.options)
            self.listener.set_result(Listener(server.listening_address, self.options.api_key))
        except Exception as error:
            why = error if isinstance(error, ModelError) else ModelUnavailable(f"llama.cpp failed: {error}")
            self.listener.set_exception(why)
            self._close(why)
        while (job := self._jobs.get()) is not None:
            job.tell(self._closed or self._answer(server, job))
        _running.discard(self)

    def _answer(self, server: Any, job: Job) -> Word:
        def hear(answer: dict[str, Any]) -> bool:
            if "error" not in answer:
                self._read = job.body["messages"]
            if not (stop := job.cancelled.is_set() or self._closed is not None):
                job.tell(answer)
            return stop

        if job.cancelled.is_set():
            return Stage.DONE
        job.tell(Stage.BEGUN)
        try:
            if job.prewarms and self.options.prompt_cache_bytes:
                self._prewarm(server, job, hear)
            else:
                server.handle_chat_completions(job.body, hear)
        except Exception as error:
            return ModelUnavailable(f"llama.cpp failed: {error}")
        return self._closed or Stage.DONE

    def _prewarm(self, server: Any, job: Job, hear: Callable[[dict[str, Any]], bool]) -> None:
        """See that the slot begins with the prompt: load what was kept of it, or read it and keep that.

        The last message is not the prompt's.
        """
        *prompt, _ = job.body["messages"]
        if self._read[: len(prompt)] == prompt:
            return
        listener, key = self.listener.result(), self._prefixes.key(job.body["messages"])
        touch(server)
        if self._prefixes.restore(listener, key):
            self._read = prompt
            return
        last: dict[str, Any] = {}

        def hear_on(answer: dict[str, Any]) -> bool:
            last.update(answer)
            return hear(answer)

        server.handle_chat_completions(job.body, hear_on)
        if last.get("usage") and "error" not in last:
            self._prefixes.keep(listener, key)


_running: weakref.WeakSet[Engine] = weakref.WeakSet()


@atexit.register
def _stop_all() -> None:
    """Unload in good order: the interpreter must not be taken down under llama.cpp's threads."""
    for engine in list(_running):
        engine.stop()
