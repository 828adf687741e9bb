"""Changes to `whetstone.toml` that leave its comments and order as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from whetstone.core.checks.plain_text import decode
from whetstone.core.errors import CartridgeError, HomeError, SettingsError
from whetstone.core.home import Home
from whetstone.core.toml.places import dotted, parsed, refuse_no_file

Key = tuple[str, ...]


def rendered(table: Mapping[str, Any]) -> str:
    """Return `table` as TOML."""
    import tomlkit

    return tomlkit.dumps(table)


def put(home: Home, changes: Mapping[Key, Any]) -> None:
    """Set each key path to its value; `None` takes the key out.

    Raises:
        SettingsError: the file is no TOML, a key path goes through a value that is no table, or the
            change cannot be made without disturbing the rest.
        HomeError: the file cannot be read or written.
    """
    with home.locked("settings"):
        text = _text(home)
        changed = _changed(text, changes, home)
        if changed != text:
            home.replace(home.settings, changed.encode())


def _text(home: Home) -> str:
    refuse_no_file(home.settings)
    try:
        return decode(home.settings.read_bytes(), str(home.settings))
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise HomeError(f"cannot read {home.settings}: {error.strerror or error}") from error
    except CartridgeError as error:
        raise SettingsError(str(error)) from None


def _changed(text: str, changes: Mapping[Key, Any], home: Home) -> str:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    wanted = parsed(text, home.settings)
    document = tomlkit.parse(text)
    for path, value in changes.items():
        _put(wanted, path, value, _plain_table)
        try:
            _put(document, path, _as_written(value), _new_table)
        except (TOMLKitError, ValueError) as error:
            raise _by_hand(home, path) from error
    result = document.as_string()
    if _filled(parsed(result, home.settings)) != _filled(wanted):
        raise _by_hand(home, next(iter(changes)))
    return result


def _filled(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return `table` without its empty tables: the last key that goes may take its table along."""
    inner = {key: _filled(value) if isinstance(value, dict) else value for key, value in table.items()}
    return {key: value for key, value in inner.items() if value != {}}


def _as_written(value: Any) -> Any:
    """Return `value` as people write it: a secret in one line, `{ "$env" = "NAME" }`."""
    import tomlkit

    if not isinstance(value, dict) or "$env" not in value:
        return value
    secret = tomlkit.inline_table()
    secret.update(value)
    return secret


def _by_hand(home: Home, path: Key) -> SettingsError:
    return SettingsError(f"{home.settings}: {dotted(path)} cannot be changed from here; edit it by hand")


def _put(document: Any, path: Key, value: Any, new_table: Callable[[Any], Any]) -> None:
    table = document
    for place, part in enumerate(path[:-1], 1):
        if part not in table:
            if value is None:
                return
            table[part] = new_table(table)
        table = table[part]
        if not isinstance(table, dict):
            raise SettingsError(f"{dotted(path)}: {dotted(path[:place])} is a value and not a table")
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = value


def _plain_table(_parent: object) -> dict[str, Any]:
    return {}


def _new_table(parent: object) -> Any:
    import tomlkit
    from tomlkit.items import InlineTable

    return tomlkit.inline_table() if isinstance(parent, InlineTable) else tomlkit.table(is_super_table=True)
