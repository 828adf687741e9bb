"""docs/settings.md names every setting, with its default, and the sampling that the code uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from whetstone.core.sampling import sampling_for
from whetstone.core.settings import CoreSettings, ModelSettings
from whetstone.testing import temporary_host

PAGE = (Path(__file__).parent.parent / "docs" / "settings.md").read_text("utf-8")


def keys(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys(inner, f"{above}{name}.")
        elif name != "models":
            yield f"{above}{name}", field.default


def rows() -> dict[str, str]:
    return dict(re.findall(r"^\| `([\w.]+)` \| ([^|]*?) ?\|", PAGE, re.MULTILINE))


def shown(default: Any) -> str:
    return f"`{str(default).lower()}`" if isinstance(default, bool) else f"`{default}`"


@pytest.mark.parametrize("model", [CoreSettings, ModelSettings])
def test_every_setting_of_core_is_on_the_page(model):
    for key, default in keys(model):
        assert key in rows(), key
        if isinstance(default, int | float):
            assert shown(default).removesuffix(".0`").rstrip("`") == rows()[key].rstrip("`"), key


def test_every_setting_of_built_in_plugins_is_on_the_page():
    with temporary_host() as host:
        own = host.settings.effective().keys() - CoreSettings.model_fields.keys()
        for section in own:
            for key, default in keys(type(host.settings.section(section)), f"{section}."):
                assert key in rows(), key
                if isinstance(default, int | float):
                    assert rows()[key] == shown(default)


def test_the_sampling_table_is_what_the_code_does():
    numbers = {
        name: [float(cell) for cell in re.findall(r"[\d.]+", row)]
        for name, row in re.findall(r"^\| `(weirdness|temperature|top_p)` \|(.*)\|$", PAGE, re.MULTILINE)
    }
    for weirdness, temperature, top_p in zip(*numbers.values(), strict=True):
        sampling = sampling_for(weirdness)
        assert (sampling.temperature, sampling.top_p) == (temperature, top_p)
