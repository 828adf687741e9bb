"""Keys in `whetstone.toml`: named by an environment variable, and refused without being shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import here
from homes import write

from whetstone import Host, Secret

SECRET = "sk-proj-Tr0ub4dor-and-3-more-horses"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'api_key = "{SECRET}"', 'line 3: models.x.api_key is a key in plain text; write { "$env"'),
        (f'api_key = ["{SECRET}"]', 'line 3: models.x.api_key is no key; write { "$env"'),
        (f'api_key = {{ env = "{SECRET}" }}', "line 3: models.x.api_key is no key"),
        (f'api_key = {{ "$env" = ["{SECRET}"] }}', "line 3: models.x.api_key holds a secret in a"),
        (
            f'api_key = {{ "$env" = "X", or = "{SECRET}" }}',
            "line 3: models.x.api_key holds a secret in a",
        ),
        (
            f'headers = {{ Authorization = "{SECRET}" }}',
            "line 3: models.x.headers holds Authorization in",
        ),
        (f'headers = {{ x-api-key = "{SECRET}" }}', "line 3: models.x.headers holds x-api-key in plain text"),
        (
            f'parameters = {{ aws_secret_access_key = "{SECRET}" }}',
            "line 3: models.x.parameters holds aws",
        ),
        (
            f'parameters = {{ a = [{{ api_key = "{SECRET}" }}] }}',
            "line 3: models.x.parameters holds api_key",
        ),
        (f'parameters = "{SECRET}"', "line 3: models.x.parameters must be a table"),
        (f'headers = "{SECRET}"', "line 3: models.x.headers must be a table"),
        (f'retries = "{SECRET}"', "line 3: models.x.retries must be a whole number"),
        (f'fallbacks = "{SECRET}"', "line 3: models.x.fallbacks must be a list"),
        (f'apikey = "{SECRET}"', "line 3: models.x.apikey is no setting (did you mean api_key"),
        (
            f'api_base = "https://me:{SECRET}@host/v1"',
            "line 3: models.x.api_base holds a name or password",
        ),
    ],
)
def test_a_secret_in_the_file_is_refused_without_being_shown(home, text, told):
    path = write(home, f'[models.x]\nmodel = "openai/y"\n{text}\n')
    for command in (["list"], ["config"], ["config", "--json"], ["--debug", "models"]):
        said = here(*command, home=home)
        assert said.code == 1
        assert SECRET not in said.stderr + said.out
        assert f"Error: {path}, {told}" in said.stderr


def test_a_secret_is_named_by_its_variable_wherever_it_stands(home, monkeypatch):
    write(
        home,
        """
        [models.x]
        model = "openai/y"
        api_key = { "$env" = "MY_KEY" }
        headers = { Authorization = { "$env" = "MY_HEADER" }, X-Title = "whetstone" }
        [models.x.parameters]
        max_tokens = 5
        extra_body = { keys = [ { "$env" = "MY_OTHER" } ] }
        """,
    )
    with Host(home) as host:
        spec = host.settings.model_spec("x")
    assert spec.api_key == Secret("MY_KEY")
    assert spec.headers == {"Authorization": Secret("MY_HEADER"), "X-Title": "whetstone"}
    assert spec.parameters == {"max_tokens": 5, "extra_body": {"keys": [Secret("MY_OTHER")]}}
    for command in (["config"], ["config", "--json"], ["config", "get", "models.x"]):
        said = here(*command, home=home, MY_KEY=SECRET, MY_HEADER=SECRET, MY_OTHER=SECRET)
        assert said.code == 0, said.stderr
        assert SECRET not in said.out + said.stderr
        assert "MY_KEY" in said.out
        assert "MY_OTHER" in said.out
    assert here("config", "get", "models.x.api_key", home=home).json == {"$env": "MY_KEY"}
