"""Finds plugins, loads each in its own guard, and calls their hooks one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from whetstone import hookspecs
from whetstone.core.blocking import plain
from whetstone.core.errors import PluginError
from whetstone.core.values.plugin import PluginRecord

if TYPE_CHECKING:
    from importlib_metadata import EntryPoint

GROUP = "whetstone"
OURS = "whetstone-personas"

T = TypeVar("T")


class PluginManager:
    """The plugins of one host.

    `block` holds names of entry points or distributions that are not imported. `found` are the entry
    points to load: those of the group `whetstone` when it is `None`. `records` tells what became of
    each, in the order in which they are asked: built-in ones first, then by distribution and name.
    """

    def __init__(self, block: Iterable[str] = (), found: Iterable[EntryPoint] | None = None) -> None:
        self.records: list[PluginRecord] = []
        self._pluggy = pluggy.PluginManager("whetstone")
        self._pluggy.add_hookspecs(hookspecs)
        self._plugins: dict[int, PluginRecord] = {}
        blocked = {plain(name) for name in block}
        if found is None:
            found = _entry_points()
        by_name: dict[str, PluginRecord] = {}
        for entry in sorted(
            found, key=lambda e: (plain(_distribution(e)[0]) != OURS, _distribution(e)[0], e.name)
        ):
            record = PluginRecord(entry.name, *_distribution(entry), status="loaded")
            self.records.append(record)
            if plain(entry.name) in blocked or plain(record.distribution) in blocked:
                record.status = "blocked"
            elif first := by_name.get(entry.name):
                record.status = "duplicate"
                record.error = (
                    f"the plugin name {entry.name!r} is claimed by {first.distribution} and by "
                    f"{record.distribution}; block or uninstall one of them"
                )
            else:
                by_name[entry.name] = record
                self._load(entry.load, record)

    def register(
        self, plugin: object, name: str, distribution: str = "(registered)", version: str = ""
    ) -> PluginRecord:
        """Register a plugin object that needs no entry point, and return its record.

        One that is here already, through its entry point, keeps the record it has.
        """
        if known := self._plugins.get(id(plugin)):
            return known
        record = PluginRecord(name, distribution, version, status="loaded")
        self.records.append(record)
        self._load(lambda: plugin, record)
        return record

    def _load(self, load: Callable[[], object], record: PluginRecord) -> None:
        start = time.perf_counter()
        plugin: object = None
        try:
            plugin = load()
            if refusal := _version_refusal(plugin):
                record.status, record.error = "incompatible", refusal
                return
            self._pluggy.register(plugin, name=record.name)
            impls = self._pluggy.get_hookcallers(plugin) or []
            record.hooks = tuple(sorted(caller.name for caller in impls))
            self._refuse_wrappers_and_unknown(plugin, record)
            self._plugins[id(plugin)] = record
        except Exception as error:
            record.status, record.error, record.hooks = "failed", _told(error), ()
            if id(plugin) not in self._plugins and self._pluggy.is_registered(plugin):
                self._pluggy.unregister(plugin)
        except SystemExit as error:
            record.status, record.error = "failed", f"it called sys.exit({error.code!r}) when it was imported"
        finally:
            record.load_ms = (time.perf_counter() - start) * 1000

    def _refuse_wrappers_and_unknown(self, plugin: object, record: PluginRecord) -> None:
        known = {name for name in vars(hookspecs) if name.startswith("whetstone_")}
        if unknown := set(record.hooks) - known:
            raise PluginError(
                f"it implements {', '.join(sorted(unknown))}, which is no hook of version "
                f"{hookspecs.HOOK_API_VERSION}"
            )
        self._pluggy.check_pending()
        for caller in self._pluggy.get_hookcallers(plugin) or []:
            if any(
                impl.plugin is plugin and (impl.hookwrapper or impl.wrapper)
                for impl in caller.get_hookimpls()
            ):
                raise PluginError(f"it wraps {caller.name}, and hook wrappers are not supported")

    def each(self, hook: str, **arguments: Any) -> Iterator[tuple[PluginRecord, Any]]:
        """Call `hook` plugin by plugin and yield each record with what it returned.

        One that raises is recorded and left out; the others are called all the same.
        """
        caller = getattr(self._pluggy.hook, hook)
        impls = caller.get_hookimpls()
        order = {id(record): place for place, record in enumerate(self.records)}
        for impl in sorted(
            impls, key=lambda i: (i.trylast, not i.tryfirst, order[id(self._plugins[id(i.plugin)])])
        ):
            record = self._plugins[id(impl.plugin)]
            try:
                result = impl.function(*(arguments[name] for name in impl.argnames))
            except Exception as error:
                record.error = f"{hook} raised {_told(error)}"
                continue
            yield record, result

    def collect(self, hook: str, kind: type[T], **arguments: Any) -> list[tuple[PluginRecord, T]]:
        """Return the named objects that plugins bring through `hook`, each with its plugin's record.

        An object that is not a `kind`, or whose name another plugin brought before, is recorded as that
        plugin's error and left out.
        """
        taken: dict[str, PluginRecord] = {}
        objects: list[tuple[PluginRecord, T]] = []
        for record, result in self.each(hook, **arguments):
            try:
                brought = list(result or ())
            except Exception as error:
                record.error = (
                    f"{hook} returned {type(result).__name__}, which cannot be listed ({_told(error)})"
                )
                continue
            for item in brought:
                name = getattr(item, "name", "")
                if refusal := _not_a(item, kind):
                    record.error = f"{hook} {refusal}"
                elif first := taken.get(name):
                    record.error = (
                        f"{hook} brings the name {name!r}, which {first.distribution} ({first.name}) has "
                        f"already; {record.distribution} ({record.name}) is passed over for it"
                    )
                else:
                    taken[name] = record
                    objects.append((record, item))
        return objects

    def absent(self) -> str:
        """Return a clause that names plugins which are not loaded, or an empty string."""
        missing = [f"{r.name} ({r.status})" for r in self.records if r.status != "loaded"]
        return f"; not loaded: {', '.join(missing)}" if missing else ""


def _entry_points() -> Iterable[EntryPoint]:
    from importlib_metadata import entry_points

    return entry_points(group=GROUP)


def _distribution(entry: EntryPoint) -> tuple[str, str]:
    return (entry.dist.name, entry.dist.version) if entry.dist else ("(unknown)", "")


def _version_refusal(plugin: object) -> str | None:
    wanted = getattr(plugin, "whetstone_api", None)
    if wanted is None:
        return None
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        fits = SpecifierSet(wanted).contains(hookspecs.HOOK_API_VERSION)
    except (InvalidSpecifier, TypeError, AttributeError):
        return f"whetstone_api is {wanted!r}, which is no version specifier such as '>=1.0,<2'"
    return None if fits else f"it is made for hook API {wanted}, and this is {hookspecs.HOOK_API_VERSION}"


def _not_a(item: object, kind: type) -> str | None:
    """Say what is wrong with `item` as a `kind`, or return `None`."""
    name = getattr(item, "name", None)
    if not isinstance(name, str) or not name:
        return f"brought a {type(item).__name__} without a name"
    if getattr(kind, "_is_protocol", False):
        members = {m for m in dir(kind) if not m.startswith("_")} | set(kind.__annotations__)
        if missing := sorted(member for member in members if not hasattr(item, member)):
            return f"brought {name!r}, a {type(item).__name__} without {', '.join(missing)}"
    elif not isinstance(item, kind):
        return f"brought {name!r}, a {type(item).__name__} where a {kind.__name__} is expected"
    return None


def _told(error: BaseException) -> str:
    first_line = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {first_line}" if first_line else type(error).__name__
