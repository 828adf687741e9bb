"""A cartridge format: a persona as one Markdown file with TOML front matter."""

from __future__ import annotations

from whetstone import Cartridge, CartridgeFormat, hookimpl

whetstone_api = ">=1.0,<2"


class MarkdownFormat:
    """Reads and writes `NAME.persona.md`."""

    name = "markdown"
    suffixes: tuple[str, ...] = (".persona.md",)
    writes = True

    def recognises(self, data: bytes, filename: str) -> bool:
        return filename.lower().endswith(self.suffixes)

    def read(self, data: bytes, filename: str) -> Cartridge:
        from whetstone_markdown.document import read

        return read(data, stem=filename[: -len(self.suffixes[0])])

    def write(self, cartridge: Cartridge) -> bytes:
        from whetstone_markdown.document import write

        return write(cartridge)


@hookimpl
def whetstone_cartridge_formats() -> list[CartridgeFormat]:
    return [MarkdownFormat()]
