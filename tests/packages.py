"""Small distributions on the module path, as an installer would leave them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

IMPORTED = "IMPORTED"
"""A module made here says in a file of this ending that it was imported."""


class Site:
    """A folder for PYTHONPATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(
        self,
        distribution: str,
        *,
        version: str = "1.0",
        plugins: dict[str, str] | None = None,
        commands: dict[str, str] | None = None,
        entry_points: bytes | None = None,
        metadata: str | None = None,
        **modules: str,
    ) -> None:
        """Add a distribution; `modules` are sources by name, `plugins` and `commands` entry points."""
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        if metadata is None:
            metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        if metadata:
            (info / "METADATA").write_text(metadata)
        (info / "entry_points.txt").write_bytes(entry_points or _listed(plugins or {}, commands or {}))
        for name, source in modules.items():
            note = f"open({str(self.folder / name)!r} + '.{IMPORTED}', 'w').close()\n"
            (self.folder / f"{name}.py").write_text(note + dedent(source))

    def imported(self, module: str) -> bool:
        """Whether any process imported `module`."""
        return (self.folder / f"{module}.{IMPORTED}").exists()


def _listed(plugins: dict[str, str], commands: dict[str, str]) -> bytes:
    lines = ["[whetstone]", *(f"{name} = {value}" for name, value in plugins.items())]
    lines += ["[whetstone.commands]", *(f"{name} = {value}" for name, value in commands.items())]
    return ("\n".join(lines) + "\n").encode()
