"""Where a preset's files are, and fetching what is missing: after a question, or not at all."""

from __future__ import annotations

import io
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from huggingface_hub import close_session, constants
from tiny_hub import LORA, NEEDED, REPOSITORY, TINY, WEIGHTS, Hub, put, put_in_cache

from cute_animal import hub
from cute_animal.errors import ModelUnavailable
from cute_animal.hub import Files, fetch_files, find_files
from cute_animal.memory import GIB
from cute_animal.presets import PRESETS, get_preset


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_starter_is_found_inside_the_package():
    files = find_files(PRESETS["starter"])
    assert files == Files(hub.PACKAGE / "starter/weights", None)


def test_a_users_folder_is_found(tmp_path, monkeypatch):
    mine = put(tmp_path / "my models", REPOSITORY)
    assert find_files(get_preset(str(mine), anything=True)) == Files(mine, None)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_files(get_preset("~/my models", anything=True)) == Files(mine, None)


def test_a_complete_download_is_found_in_the_cache(cache):
    assert find_files(TINY) is None
    folder = put_in_cache(cache)
    assert find_files(TINY) == fetch_files(TINY, may_download=False) == Files(folder, None)


@pytest.mark.parametrize(
    "without",
    [
        pytest.param("model_index", id="the list of components"),
        pytest.param("unet/", id="a component"),
        pytest.param("diffusion_pytorch_model", id="a component's weights"),
        pytest.param("00002-of-00002", id="one shard of two"),
        pytest.param("scheduler/", id="a component without weights"),
    ],
)
def test_a_download_that_stopped_is_not_taken_for_a_model(cache, without):
    put_in_cache(cache, without=without)
    assert find_files(TINY) is None


def test_another_revision_in_the_cache_is_not_the_one_that_was_checked(cache):
    put_in_cache(cache, replace(TINY, revision="e" * 40))
    assert find_files(TINY) is None


def test_a_preset_is_complete_with_its_lora_only(cache):
    folder, with_lora = put_in_cache(cache), replace(TINY, lora=LORA)
    assert find_files(with_lora) is None
    lora = put(cache / "models--somebody--tiny-lora/snapshots" / LORA.revision, {LORA.file: WEIGHTS})
    assert find_files(with_lora) == Files(folder, lora / LORA.file)


@pytest.mark.parametrize(
    "language, words", [("zh", "HF_HUB_OFFLINE 不让下载"), ("en", "HF_HUB_OFFLINE forbids to download")]
)
def test_offline_without_a_cache_ends_at_once_with_a_sentence(language, words):
    start_s = time.perf_counter()
    with pytest.raises(ModelUnavailable, match=words):
        fetch_files(TINY, may_download=True, language=language)
    assert time.perf_counter() - start_s < 1


@pytest.mark.parametrize("weights", ["/no/such/folder", "starter/weights"])
def test_what_is_no_model_of_the_hub_is_never_looked_for_there(monkeypatch, weights):
    """starter/weights looks like a hub id: without its folder, a stranger's model would have been fetched."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(hub, "PACKAGE", Path("/nowhere"))
    monkeypatch.setattr(hub, "_missing_bytes", lambda *_: pytest.fail("asked the hub"))
    with pytest.raises(ModelUnavailable, match="files are missing or broken"):
        fetch_files(replace(PRESETS["starter"], weights=weights), may_download=True)


def use_endpoint(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", url)
    template = "{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", f"{url}/{template}")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        use_endpoint(monkeypatch, server.server_address[1])
        yield server
        close_session()
        server.shutdown()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were asked; the answer is yes."""
    questions: list[str] = []
    monkeypatch.setattr(hub, "ask_on_terminal", lambda question: questions.append(question) or True)
    return questions


def test_a_yes_fetches_what_the_preset_needs_and_nothing_else(server, asked, cache):
    files = fetch_files(replace(TINY, lora=LORA), may_download=None)
    assert len(asked) == 1
    assert set(server.fetched) == NEEDED | {LORA.file}
    there = {str(path.relative_to(files.folder)) for path in files.folder.rglob("*") if path.is_file()}
    assert there == NEEDED
    assert files.lora is not None and files.lora.read_bytes() == WEIGHTS
    assert files.folder.is_relative_to(cache)
    assert hub.fetched_bytes(TINY) == sum(len(REPOSITORY[path]) for path in NEEDED)
    server.fetched.clear()
    assert fetch_files(replace(TINY, lora=LORA), may_download=None) == files
    assert (len(asked), server.fetched) == (1, [])


def test_whoever_set_it_is_not_asked(server, asked):
    assert fetch_files(TINY, may_download=True).lora is None
    assert asked == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_question_says_how_much_and_under_which_licence(server, asked, monkeypatch, language):
    monkeypatch.setattr(hub, "free_disk_bytes", lambda folder: 7 * GIB)
    server.claims = {"unet/diffusion_pytorch_model.safetensors": 5 * GIB}
    monkeypatch.setattr(hub, "_download", lambda preset: put_in_cache(hub.cache_folder()))
    fetch_files(TINY, may_download=None, language=language)
    assert all(fact in asked[0] for fact in ("tiny", "5.0 GiB", "7.0 GiB", "CC-BY-4.0"))


@pytest.mark.parametrize("language, words", [("zh", "还没有下载"), ("en", "is not downloaded yet")])
@pytest.mark.parametrize("may_download", [False, None])
def test_without_a_yes_nothing_is_fetched(server, monkeypatch, language, words, may_download):
    monkeypatch.setattr(hub, "ask_on_terminal", lambda question: False)
    with pytest.raises(ModelUnavailable, match=words):
        fetch_files(TINY, may_download=may_download, language=language)
    assert server.fetched == []


@pytest.mark.parametrize("language, words", [("zh", "请腾出地方"), ("en", "Please make room")])
def test_a_full_disk_is_noticed_before_the_question(server, asked, monkeypatch, language, words):
    monkeypatch.setattr(hub, "free_disk_bytes", lambda folder: GIB // 2)
    with pytest.raises(ModelUnavailable, match=words):
        fetch_files(TINY, may_download=None, language=language)
    assert (asked, server.fetched) == ([], [])


def test_a_download_that_broke_off_goes_on_where_it_stopped(server):
    last = "unet/diffusion_pytorch_model.safetensors"
    server.broken = {last}
    with pytest.raises(ModelUnavailable, match="goes on where this one stopped"):
        fetch_files(TINY, may_download=True)
    assert find_files(TINY) is None
    assert set(server.fetched) == NEEDED - {last}
    server.broken, server.fetched = set(), []
    assert fetch_files(TINY, may_download=True) == find_files(TINY)
    assert server.fetched == [last]


def test_a_repository_without_a_model_is_said_to_be_broken(server):
    server.files[TINY.weights] = {"unet/config.json": b"{}"}
    with pytest.raises(ModelUnavailable, match="files are missing or broken"):
        fetch_files(TINY, may_download=True)


def test_a_hub_that_never_answers_is_given_up_within_5_seconds(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, says nothing
        use_endpoint(monkeypatch, silent.getsockname()[1])
        start_s = time.perf_counter()
        with pytest.raises(ModelUnavailable, match="its site does not answer"):
            fetch_files(TINY, may_download=True)
        assert time.perf_counter() - start_s < 5
    close_session()


@pytest.mark.parametrize(
    "language, words", [("zh", "用 HF_ENDPOINT 换"), ("en", "a mirror with HF_ENDPOINT")]
)
def test_a_name_that_cannot_be_looked_up_is_given_up_too(monkeypatch, language, words):
    """The resolver can hang for half a minute, whatever time limits the request has."""
    found = threading.Event()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.get_session", lambda: found.wait(30))
    monkeypatch.setattr(hub, "PATIENCE_S", 0.2)
    start_s = time.perf_counter()
    with pytest.raises(ModelUnavailable, match=words) as caught:
        fetch_files(TINY, may_download=True, language=language)
    found.set()
    assert time.perf_counter() - start_s < 2
    assert "3.0 GiB" in str(caught.value) and "no answer" in caught.value.detail


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "answer, yes",
    [("y\n", True), ("YES\n", True), ("是\n", True), ("\n", False), ("n\n", False), ("", False)],
)
def test_only_a_clear_yes_is_one(monkeypatch, answer, yes):
    screen = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", screen)
    assert hub.ask_on_terminal("Download it now?") is yes
    assert screen.getvalue() == "Download it now? [y/N] "


@pytest.mark.parametrize("deaf, mute", [(True, False), (False, True)])
def test_without_a_terminal_nobody_is_asked_and_the_answer_is_no(monkeypatch, deaf, mute):
    screen = io.StringIO() if mute else Terminal()
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n") if deaf else Terminal("y\n"))
    monkeypatch.setattr(sys, "stderr", screen)
    assert hub.ask_on_terminal("Download it now?") is False
    assert screen.getvalue() == ""
