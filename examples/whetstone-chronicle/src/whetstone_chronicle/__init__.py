"""A chronicle of conversations, on a page of its own and beside each persona."""

from __future__ import annotations

from whetstone import Ui, hookimpl

whetstone_api = ">=1.3,<2"


@hookimpl
def whetstone_ui(ui: Ui) -> None:
    from whetstone_chronicle.pages import add_to

    add_to(ui)
