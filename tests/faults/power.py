"""A model of what a disk holds when the power goes out, fed with the system calls of a real process.

Nothing is durable before it was synced: the data of a file with the file, a name with the folder that holds
it. What was not synced may have reached the disk or not, in any choice, but for two things that every journal
holds to: changes to one folder keep their order, and a rename from one folder to another happens in both or
in neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from faults.calls import Call


@dataclass(eq=False)
class Node:
    """A file with what was written (`data`) and what of it is durable (`kept`); or a folder with names."""

    folder: bool
    data: bytes = b""
    kept: bytes = b""
    changed_at: int = 0
    names: dict[str, Node] = field(default_factory=dict)
    kept_names: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Change:
    """A change of names that is not durable yet: what each name in a folder means from then on."""

    names: tuple[tuple[Node, str, Node | None], ...]

    @property
    def folders(self) -> set[int]:
        return {id(folder) for folder, _, _ in self.names}


Image = dict[str, tuple[bytes, int] | None]
"""What lies on the disk: files with their bytes and the time of their change in ns, folders with `None`."""


class Disk:
    """The disk below `base`, where all that is there at the start is durable."""

    def __init__(self, base: Path, *names: str) -> None:
        self._base = base
        self._root = Node(folder=True)
        self._pending: list[Change] = []
        self._written: list[Node] = []
        for name in names:
            if (base / name).exists():
                self._root.names[name] = self._root.kept_names[name] = _found(base / name)

    def happened(self, call: Call, result: int) -> bool:
        """Take in a call that was made; say whether it was one of this disk's."""
        paths = [path for path in call.paths if f"{path}/".startswith(f"{self._base}/")]
        if result < 0 or not paths or (paths[-1] != str(self._base) and self._parent(paths[-1]) is None):
            return False
        node = self._node(paths[0])
        if call.kind == "open" and node is None:
            self._name(paths[0], Node(folder=False))
        if call.kind in ("open", "write", "mark"):
            self._write(paths[0])
        elif call.kind == "sync" and node is not None:
            self._sync(node)
        elif call.kind == "mkdir":
            self._name(paths[0], Node(folder=True))
        elif call.kind == "unlink":
            self._name(paths[0], None)
        elif call.kind == "rename":
            self._name(paths[1], node, gone=paths[0])
        elif call.kind == "link":
            self._name(paths[-1], node)
        return call.kind != "mark"

    def images(self) -> Iterator[tuple[str, Image]]:
        """Yield what may be found after a loss of power now, with a word on what got lost."""
        everything, nothing = set(range(len(self._pending))), set[int]()
        dirty = [node for node in self._written if node.data != node.kept]
        lost = {id(node): node.kept for node in dirty}
        zeros = {id(node): node.kept + bytes(max(0, len(node.data) - len(node.kept))) for node in dirty}
        policies = [("all data", {}), ("no data", lost), ("zeros", zeros)]
        for word, chosen in [("all names", everything), ("no names", nothing)]:
            for data, files in policies:
                yield f"{word}, {data}", self._image(chosen, files)
            for node in dirty:
                only = {key: kept for key, kept in lost.items() if key != id(node)}
                yield f"{word}, the data of one file", self._image(chosen, only)
                yield f"{word}, the data of all but one file", self._image(chosen, {id(node): node.kept})
        for place in range(len(self._pending)):
            for data, files in policies:
                yield f"one change of names, {data}", self._image(self._needed(place), files)
                yield (
                    f"all but one change of names, {data}",
                    self._image(everything - self._needing(place), files),
                )

    def _needed(self, place: int) -> set[int]:
        """The change at `place` and the earlier ones that cannot be missing where it is durable."""
        return self._closure(place, range(place - 1, -1, -1))

    def _needing(self, place: int) -> set[int]:
        """The change at `place` and the later ones that cannot be durable where it is missing."""
        return self._closure(place, range(place + 1, len(self._pending)))

    def _closure(self, place: int, others: range) -> set[int]:
        chosen, folders = {place}, set(self._pending[place].folders)
        for other in others:
            if self._pending[other].folders & folders:
                chosen.add(other)
                folders |= self._pending[other].folders
        return chosen

    def _image(self, chosen: set[int], files: dict[int, bytes]) -> Image:
        names: dict[int, dict[str, Node | None]] = {}
        for place in sorted(chosen):
            for folder, name, node in self._pending[place].names:
                names.setdefault(id(folder), dict(folder.kept_names))[name] = node
        image: Image = {}
        todo = [("", self._root)]
        while todo:
            above, folder = todo.pop()
            for name, node in names.get(id(folder), folder.kept_names).items():
                if node is not None and node.folder:
                    image[f"{above}{name}"] = None
                    todo.append((f"{above}{name}/", node))
                elif node is not None:
                    image[f"{above}{name}"] = files.get(id(node), node.data), node.changed_at
        return image

    def _sync(self, node: Node) -> None:
        if not node.folder:
            node.kept = node.data
            return
        folders, waiting = {id(node)}, list[Change]()
        durable = list[Change]()
        for change in reversed(self._pending):
            if change.folders & folders:
                folders |= change.folders
                durable.append(change)
            else:
                waiting.append(change)
        for change in reversed(durable):
            for folder, name, target in change.names:
                if target is None:
                    folder.kept_names.pop(name, None)
                else:
                    folder.kept_names[name] = target
        self._pending = waiting[::-1]

    def _write(self, path: str) -> None:
        node = self._node(path)
        if node is not None and not node.folder:
            node.data, node.changed_at = Path(path).read_bytes(), Path(path).stat().st_mtime_ns
            if node not in self._written:
                self._written.append(node)

    def _name(self, path: str, node: Node | None, gone: str | None = None) -> None:
        changes: list[tuple[Node, str, Node | None]] = []
        for where, what in ((gone, None), (path, node)):
            folder = self._parent(where) if where else None
            if where and folder is not None:
                changes.append((folder, Path(where).name, what))
        for folder, name, target in changes:
            if target is None:
                folder.names.pop(name, None)
            else:
                folder.names[name] = target
        self._pending.append(Change(tuple(changes)))

    def _parent(self, path: str) -> Node | None:
        return self._node(str(Path(path).parent))

    def _node(self, path: str) -> Node | None:
        node: Node | None = self._root
        for part in Path(path).relative_to(self._base).parts:
            node = node.names.get(part) if node is not None else None
        return node


def _found(path: Path) -> Node:
    if not path.is_dir():
        data = path.read_bytes()
        return Node(folder=False, data=data, kept=data, changed_at=path.stat().st_mtime_ns)
    names = {inner.name: _found(inner) for inner in path.iterdir()}
    return Node(folder=True, names=names, kept_names=dict(names))
