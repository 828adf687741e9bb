"""Changes to `whetstone.toml` that leave its comments and order as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from whetstone.core.errors import HomeError, SettingsError
from whetstone.core.home import Home

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Key = tuple[str, ...]


def rendered(table: Mapping[str, Any]) -> str:
    """Return `table` as TOML."""
    import tomlkit

    return tomlkit.dumps(table)


def put(home: Home, changes: Mapping[Key, Any]) -> None:
    """Set each key path to its value; `None` takes the key out.

    Raises:
        SettingsError: a key path goes through a value that is no table.
        HomeError: the file cannot be read or written.
    """
    with home.locked("settings"):
        document = _document(home)
        for path, value in changes.items():
            _put(document, path, value)
        home.replace(home.settings, document.as_string().encode())


def _document(home: Home) -> TOMLDocument:
    import tomlkit

    try:
        return tomlkit.parse(home.settings.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return tomlkit.document()
    except OSError as error:
        raise HomeError(f"cannot read {home.settings}: {error.strerror or error}") from error


def _put(document: Any, path: Key, value: Any) -> None:
    import tomlkit

    table = document
    for part in path[:-1]:
        if part not in table:
            if value is None:
                return
            table[part] = tomlkit.table(is_super_table=True)
        table = table[part]
        if not isinstance(table, dict):
            raise SettingsError(f"{'.'.join(path)}: {part} is a value, not a table")
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = value
