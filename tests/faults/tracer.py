"""Runs some work in a child and decides, before each system call that changes files, what becomes of it.

Built on ptrace(2) and a seccomp filter, so that only the calls of the table stop the child, in whichever of
its threads. The tracer's process must have one thread, which starts the child.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from faults.calls import FLAGS_OF_OPEN, FOR_WRITING, Call, call, machine, numbers

_TRACEME, _CONT, _SYSCALL, _SETOPTIONS, _GETREGSET, _SETREGSET = 0, 7, 24, 0x4200, 0x4204, 0x4205
_OPTIONS = 0x1 | 0x2 | 0x4 | 0x8 | 0x80 | 0x100000  # sysgood, fork, vfork, clone, seccomp, exitkill
_SECCOMP_STOP = signal.SIGTRAP | 7 << 8
_EXIT_STOP = signal.SIGTRAP | 0x80
_ALL_THREADS = 0x40000000
_REGISTERS, _ARM_NUMBER = 1, 0x404

_NOT_PERMITTED = (
    "ptrace is not permitted here, and the tests of crashes need it; no debugger may be attached, and in a "
    "container it is allowed with --cap-add=SYS_PTRACE"
)

KILL = "kill"
"""The verdict that ends the process before the call happens."""

Verdict = str | int | None
"""`KILL`, the error number that the call fails with, or `None`: it happens."""

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


class _Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


@dataclass(frozen=True)
class Ended:
    """How a traced child ended: its exit code, or `None` when it was killed."""

    code: int | None


def traced(
    work: Callable[[], int],
    decide: Callable[[Call], Verdict],
    happened: Callable[[Call, int], None] | None = None,
) -> Ended:
    """Run `work` in a child, asking `decide` before each call, and wait for its end.

    `happened` is told of each call that was made, with its result (a negative error number where it
    failed), while the thread that made it stands still.

    Raises:
        RuntimeError: this system does not let us trace.
    """
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _child(work)
    if not os.WIFSTOPPED(os.waitpid(child, _ALL_THREADS)[1]):
        raise RuntimeError(_NOT_PERMITTED)
    _ptrace(_SETOPTIONS, child, 0, _OPTIONS)
    _ptrace(_CONT, child, 0, 0)
    return _Watch(child, decide, happened).until_the_end()


class _Watch:
    def __init__(
        self, child: int, decide: Callable[[Call], Verdict], happened: Callable[[Call, int], None] | None
    ) -> None:
        self._child = child
        self._decide = decide
        self._happened = happened
        self._under_way: dict[int, Call] = {}
        self._ended = Ended(None)

    def until_the_end(self) -> Ended:
        while True:
            try:
                thread, status = os.waitpid(-1, _ALL_THREADS)
            except ChildProcessError:
                return self._ended
            if os.WIFSTOPPED(status):
                with suppress(ProcessLookupError, FileNotFoundError):  # killed meanwhile
                    self._stopped(thread, status)
            elif thread == self._child and os.WIFEXITED(status):
                self._ended = Ended(os.WEXITSTATUS(status))

    def _stopped(self, thread: int, status: int) -> None:
        resume, passed = _CONT, 0
        if status >> 8 == _SECCOMP_STOP:
            resume = self._before(thread)
        elif os.WSTOPSIG(status) == _EXIT_STOP:
            self._after(thread)
        elif status >> 16 == 0 and os.WSTOPSIG(status) not in (signal.SIGSTOP, signal.SIGTRAP):
            passed = os.WSTOPSIG(status)
        _ptrace(resume, thread, 0, passed, gone=True)

    def _before(self, thread: int) -> int:
        registers = _registers(thread)
        found = call(registers[machine().number], thread, tuple(registers[n] for n in machine().arguments))
        verdict = self._decide(found)
        if verdict == KILL:
            os.kill(self._child, signal.SIGKILL)
        elif isinstance(verdict, int):
            _refuse(thread, registers, verdict)
        elif self._happened:
            self._under_way[thread] = found
            return _SYSCALL
        return _CONT

    def _after(self, thread: int) -> None:
        if self._happened and thread in self._under_way:
            result = _registers(thread)[machine().result]
            self._happened(self._under_way.pop(thread), ctypes.c_long(result).value)


def _child(work: Callable[[], int]) -> None:
    code = 97
    try:
        if _libc.ptrace(_TRACEME, 0, None, None):
            os._exit(98)
        os.kill(os.getpid(), signal.SIGSTOP)
        _install_filter()
        code = work()
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def _install_filter() -> None:
    """Let the calls of the table stop this process and its threads; all others run at full speed."""
    steps = _filter()
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = _Program(len(steps), ctypes.addressof(code))
    if _libc.prctl(38, 1, 0, 0, 0) or _libc.prctl(22, 2, ctypes.byref(program), 0, 0):
        raise RuntimeError("seccomp filters are not permitted here, and the tests of crashes need them")


def _filter() -> list[tuple[int, int, int, int]]:
    """The filter as a program of the Berkeley packet filter: code, jump if true, jump if false, operand."""
    load, equal, any_bit, answer = 0x20, 0x15, 0x45, 0x06
    trace, allow = (answer, 0, 0, 0x7FF00000), (answer, 0, 0, 0x7FFF0000)
    opens = [(number, FLAGS_OF_OPEN[name]) for number, name in numbers().items() if name in FLAGS_OF_OPEN]
    others = [number for number, name in numbers().items() if name not in FLAGS_OF_OPEN]
    steps = [(load, 0, 0, 4), (equal, 1, 0, machine().audit), allow, (load, 0, 0, 0)]
    for number, argument in opens:
        steps += [(equal, 0, 4, number), (load, 0, 0, 16 + 8 * argument)]
        steps += [(any_bit, 0, 1, FOR_WRITING), trace, allow]
    for number in others:
        steps += [(equal, 0, 1, number), trace]
    return [*steps, allow]


def _registers(thread: int) -> list[int]:
    buffer = (ctypes.c_ulong * machine().registers)()
    vector = _Vector(ctypes.addressof(buffer), ctypes.sizeof(buffer))
    if not _ptrace(_GETREGSET, thread, _REGISTERS, ctypes.addressof(vector), gone=True):
        raise ProcessLookupError(thread)
    return list(buffer)


def _refuse(thread: int, registers: list[int], error: int) -> None:
    """Have the call that `thread` is about to make skipped, and fail with `error`."""
    registers[machine().result] = ctypes.c_ulong(-error).value
    if machine().number == 15:
        registers[machine().number] = ctypes.c_ulong(-1).value
    else:
        skipped = ctypes.c_int(-1)
        vector = _Vector(ctypes.addressof(skipped), ctypes.sizeof(skipped))
        _ptrace(_SETREGSET, thread, _ARM_NUMBER, ctypes.addressof(vector))
    buffer = (ctypes.c_ulong * len(registers))(*registers)
    vector = _Vector(ctypes.addressof(buffer), ctypes.sizeof(buffer))
    _ptrace(_SETREGSET, thread, _REGISTERS, ctypes.addressof(vector))


def _ptrace(request: int, thread: int, address: int, data: int, *, gone: bool = False) -> bool:
    """Return whether it worked; a thread that is `gone` already is no error where that may be."""
    if _libc.ptrace(request, thread, address, data) == 0:
        return True
    error = ctypes.get_errno()
    if gone and error == 3:
        return False
    raise RuntimeError(f"{_NOT_PERMITTED} ({os.strerror(error)})")
