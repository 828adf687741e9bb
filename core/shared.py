"""What is made once for an object, however many threads ask for it first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class shared_property(Generic[T]):
    """As `functools.cached_property`, made by one thread while the others wait for it.

    The standard one makes it in each of them since Python 3.12. One lock serves all such properties of an
    object, so that one may be made of others.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> shared_property[T]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> shared_property[T] | T:
        if instance is None:
            return self
        kept = instance.__dict__
        with kept.setdefault(f"_{type(self).__name__}", threading.RLock()):
            if self._name not in kept:
                kept[self._name] = self._make(instance)
            made: T = kept[self._name]
            return made
