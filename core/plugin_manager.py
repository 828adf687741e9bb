"""Finds plugins, loads each in its own guard, and calls their hooks one by one."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pluggy

from whetstone import hookspecs
from whetstone.core.errors import PluginError, near
from whetstone.core.loading.blocking import plain
from whetstone.core.loading.contributions import Unfit, awaited, check, listed
from whetstone.core.loading.entry_points import OURS, Unreadable, entry_points, owner, version_of
from whetstone.core.values.plugin import PluginRecord

if TYPE_CHECKING:
    from importlib_metadata import EntryPoint

GROUP = "whetstone"

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
        self._names: dict[str, PluginRecord] = {}
        self._blocked = {plain(name) for name in block}
        if found is None:
            installed = entry_points(GROUP)
            found = installed.entries
            self._record_unreadable(installed.unreadable)
        for entry in sorted(found, key=lambda e: (plain(owner(e)) != OURS, owner(e), e.name)):
            version = version_of(entry.dist) if entry.dist else ""
            self._take_in(entry.load, PluginRecord(entry.name, owner(entry), version, status="loaded"))

    def register(
        self, plugin: object, name: str, distribution: str = "(registered)", version: str = ""
    ) -> PluginRecord:
        """Register a plugin object that needs no entry point, and return its record.

        One that is here already, through its entry point, keeps the record it has.
        """
        if known := self._plugins.get(id(plugin)):
            return known
        record = PluginRecord(name, distribution, version, status="loaded")
        self._take_in(lambda: plugin, record)
        return record

    def _record_unreadable(self, unreadable: Iterable[Unreadable]) -> None:
        for broken in unreadable:
            blocked = plain(broken.distribution) in self._blocked
            self.records.append(
                PluginRecord(
                    broken.distribution,
                    broken.distribution,
                    broken.version,
                    status="blocked" if blocked else "failed",
                    error=None if blocked else broken.reason,
                )
            )

    def _take_in(self, load: Callable[[], object], record: PluginRecord) -> None:
        """Load one plugin, unless it is blocked or another one has its name."""
        self.records.append(record)
        if plain(record.name) in self._blocked or plain(record.distribution) in self._blocked:
            record.status = "blocked"
        elif first := self._names.get(record.name):
            record.status = "duplicate"
            record.error = (
                f"the plugin name {record.name!r} is claimed by {first.distribution} and by "
                f"{record.distribution}; block or uninstall one of them"
            )
        else:
            self._names[record.name] = record
            self._load(load, record)

    def _load(self, load: Callable[[], object], record: PluginRecord) -> None:
        start = time.perf_counter()
        plugin: object = None
        try:
            plugin = load()
            if refusal := _version_refusal(plugin):
                record.status, record.error = "incompatible", refusal
                return
            if same := self._plugins.get(id(plugin)):
                raise PluginError(f"it is the same object as the plugin {same.name} of {same.distribution}")
            record.hooks = self._hooks(plugin)
            record.error = _forgotten(plugin, record.hooks)
            self._pluggy.register(plugin, name=record.name)
            self._plugins[id(plugin)] = record
        except Exception as error:
            record.status, record.error, record.hooks = "failed", _told(error), ()
            if id(plugin) not in self._plugins and self._pluggy.is_registered(plugin):
                self._pluggy.unregister(plugin)
        except SystemExit as error:
            record.status, record.error = "failed", f"it called sys.exit({error.code!r}) when it was imported"
        finally:
            record.load_ms = (time.perf_counter() - start) * 1000

    def _hooks(self, plugin: object) -> tuple[str, ...]:
        """Return the names of the hooks that `plugin` implements, each held to its specification.

        Raises:
            PluginError: it implements an unknown hook, asks for an unknown argument, or wraps a hook.
        """
        if inspect.isclass(plugin):
            raise PluginError(f"it is the class {plugin.__name__}; name an instance of it, or a module")
        found = set()
        for name in dir(plugin):
            options = self._pluggy.parse_hookimpl_opts(plugin, name)
            if options is None:
                continue
            hook = options["specname"] or name
            if hook in _KNOWN:
                wraps = bool(options["wrapper"] or options["hookwrapper"])
                _check_implementation(hook, getattr(plugin, name), wraps)
                found.add(hook)
            elif not options["optionalhook"]:
                raise PluginError(
                    f"it implements {hook}, which is no hook of version {hookspecs.HOOK_API_VERSION}"
                    f"{near(hook, _KNOWN)}"
                )
        return tuple(sorted(found))

    def each(self, hook: str, **arguments: Any) -> Iterator[tuple[PluginRecord, Any]]:
        """Call `hook` plugin by plugin and yield each record with what it returned.

        One that raises is recorded and left out; the others are called all the same.
        """
        return self.each_given(hook, lambda record: arguments)

    def each_given(
        self, hook: str, arguments: Callable[[PluginRecord], Mapping[str, Any]]
    ) -> Iterator[tuple[PluginRecord, Any]]:
        """Call `hook` as `each` does, with arguments that are made for each plugin."""
        impls = getattr(self._pluggy.hook, hook).get_hookimpls()
        order = {id(record): place for place, record in enumerate(self.records)}
        for impl in sorted(
            impls, key=lambda i: (i.trylast, not i.tryfirst, order[id(self._plugins[id(i.plugin)])])
        ):
            record = self._plugins[id(impl.plugin)]
            given = arguments(record)
            try:
                result = impl.function(*(given[name] for name in impl.argnames))
            except (Exception, SystemExit) as error:
                record.blame(f"{hook} raised {_told(error)}")
                continue
            if awaited(result):
                record.blame(f"{hook} is async, and hooks are called without waiting; make it a plain def")
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
                brought = listed(result)
            except Unfit as unfit:
                record.blame(f"{hook} {unfit}")
                continue
            for item in brought:
                try:
                    name = check(item, kind)
                except Unfit as unfit:
                    record.blame(f"{hook} {unfit}")
                    continue
                if first := taken.get(name):
                    record.blame(
                        f"{hook} brings the name {name!r}, which {first.distribution} ({first.name}) has "
                        f"already; {record.distribution} ({record.name}) is passed over for it"
                    )
                else:
                    taken[name] = record
                    objects.append((record, cast(T, item)))
        return objects

    def gather(self, hook: str, kind: type[T], **arguments: Any) -> list[T]:
        """Return what each plugin returns from `hook`: one object, or `None` for nothing.

        An object that is not a `kind` is recorded as that plugin's error and left out.
        """
        objects: list[T] = []
        for record, item in self.each(hook, **arguments):
            try:
                if item is not None:
                    check(item, kind)
                    objects.append(cast(T, item))
            except Unfit as unfit:
                record.blame(f"{hook} {unfit}")
        return objects

    def absent(self) -> str:
        """Return a clause that names plugins which are not loaded, or an empty string."""
        missing = [f"{r.name} ({r.status})" for r in self.records if r.status != "loaded"]
        return f"; not loaded: {', '.join(missing)}" if missing else ""


_KNOWN = frozenset(name for name in vars(hookspecs) if name.startswith("whetstone_"))


def _check_implementation(hook: str, implementation: Callable[..., object], wraps: bool) -> None:
    if wraps:
        raise PluginError(f"it wraps {hook}, and hook wrappers are not supported")
    given = inspect.signature(getattr(hookspecs, hook)).parameters
    for name, asked in inspect.signature(implementation).parameters.items():
        variable = asked.kind in (asked.VAR_POSITIONAL, asked.VAR_KEYWORD)
        if name not in given and asked.default is asked.empty and not variable:
            raise PluginError(
                f"its {hook} asks for {name!r}, and the hook gives {', '.join(given) or 'no arguments'}"
            )


def _forgotten(plugin: object, hooks: tuple[str, ...]) -> str | None:
    """Say which functions are called like hooks but not marked as such, or that there is none at all."""
    unmarked = [
        name
        for name in dir(plugin)
        if name in _KNOWN - set(hooks) and getattr(plugin, name) is not getattr(hookspecs, name)
    ]
    if unmarked:
        return f"{', '.join(unmarked)} is not marked with whetstone.hookimpl, so it is not called"
    return None if hooks else "it implements no hook; mark its functions with whetstone.hookimpl"


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


def _told(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).strip().splitlines()]
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
