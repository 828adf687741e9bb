"""What is said of clones when chats that they were made from are deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from whetstone.core.forgetting.traces import made_from

if TYPE_CHECKING:
    from whetstone.core.host import Host


def notes_on_clones(host: Host, conversations: Collection[str] | None) -> Iterator[str]:
    """Yield a sentence for each clone that was made from deleted conversations; from any, for `None`."""
    for persona_id, certain in made_from(host, conversations).items():
        was = (
            "was made from turns that are deleted now"
            if certain
            else "was begun, maybe from turns deleted now"
        )
        yield (
            f"The clone {persona_id} {was}; what was measured and answered for it stays until: "
            f"whetstone mirror forget {persona_id}"
        )
