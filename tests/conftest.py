"""What all tests share: no network, no analytics, a folder for gradio, the launched page, a browser."""

from __future__ import annotations

import dataclasses
import functools
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Read by gradio and the hub's library while they are imported, which happens after this file.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
GRADIO_FOLDER = os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="cute-animal-tests-")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--labels", type=int, default=40, help="how many files test_label_everywhere looks at")


def pytest_configure(config: pytest.Config) -> None:
    for warning in (
        # gradio's statistics of its queue use what pandas is about to drop,
        ".*future.no_silent_downcasting",
        "The copy keyword is deprecated",
        # diffusers' older schedulers make arrays of torch's tensors in a way that numpy is about to drop,
        "__array__ implementation doesn't accept a copy keyword",
        # and pytest-playwright's companion pytest-base-url what pytest is about to drop.
        "Session-scoped fixtures defined as instance methods",
    ):
        config.addinivalue_line("filterwarnings", f"ignore:{warning}")


def pytest_sessionfinish() -> None:
    shutil.rmtree(GRADIO_FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def gradio_folder() -> Path:
    """Where gradio keeps what it hands out."""
    return Path(GRADIO_FOLDER)


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """The page, running on a free port of this computer with its model awake."""
    import app
    from cute_animal import pipeline

    url = app.launch(server_port=None, quiet=True)
    pipeline.warm_up()
    yield url
    app.demo.close(verbose=False)


@pytest.fixture
def client(app_url: str, tmp_path: Any) -> Any:
    """A gradio_client that keeps its downloads in the test's own folder."""
    from gradio_client import Client

    return Client(app_url, verbose=False, download_files=str(tmp_path), analytics_enabled=False)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: Any) -> Callable[[str], Path]:
    """Where a tiny stand-in of a large preset lies, of the real classes. Written once: not to be changed."""
    import tiny_models

    @functools.cache
    def folder(name: str) -> Path:
        return tiny_models.save_tiny(name, tmp_path_factory.mktemp(name))

    return lambda name: folder(name.removesuffix("-8"))


@pytest.fixture
def tiny_preset(tiny_folder: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Put the tiny stand-in, with these changes, in the place of a large preset; returns the preset."""
    from cute_animal import presets

    def put(name: str, **changes: Any) -> Any:
        tiny = {"weights": str(tiny_folder(name)), "variant": None, "lora": None, "height": 64, "width": 64}
        preset = dataclasses.replace(
            presets.PRESETS[name], **{**tiny, "dtypes": ("float32",), "revision": None, **changes}
        )
        monkeypatch.setattr(presets, "PRESETS", {**presets.PRESETS, name: preset})
        return preset

    return put


@pytest.fixture
def slow_model(monkeypatch: pytest.MonkeyPatch, app_url: str) -> float:
    """Make every step of the real model take this long (seconds), so that there is time to stop it."""
    from cute_animal import pipeline

    step_s = 0.2
    pipe = pipeline.get_pipeline()
    preview: Callable[..., Any] = pipe.preview

    def slow_preview(*arguments: Any, **named: Any) -> Any:
        time.sleep(step_s)
        return preview(*arguments, **named)

    monkeypatch.setattr(pipe, "preview", slow_preview)
    return step_s


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium: nothing is downloaded for the tests."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("needs a Chromium that the system has installed, such as Debian's package chromium")
    return {**browser_type_launch_args, "executable_path": found, "args": ["--no-sandbox"]}


@pytest.fixture
def visit(new_context: Callable[..., Any], app_url: str) -> Iterator[Callable[..., Any]]:
    """Open the page with this language and window. In the end: no errors, and no other host was asked.

    A page that is reloaded while it listens says that its connection was cut; that is no error of ours.
    """
    errors: list[str] = []
    other_hosts: list[str] = []

    def note(error: str) -> None:
        if "signal is aborted" not in error and "Connection errored out" not in error:
            errors.append(error)

    def heard(message: Any) -> None:
        if message.type in ("error", "warning"):
            note(message.text)

    def failed(error: Any) -> None:
        note(str(error))

    def asked(request: Any) -> None:
        if not request.url.startswith((app_url, "data:", "blob:")):
            other_hosts.append(request.url)

    def open_page(locale: str = "zh-CN", width: int = 1280, height: int = 900) -> Any:
        page = new_context(locale=locale, viewport={"width": width, "height": height}).new_page()
        page.on("console", heard)
        page.on("pageerror", failed)
        page.on("request", asked)
        page.goto(app_url)
        return page

    yield open_page
    assert errors == []
    assert other_hosts == []


@pytest.fixture(scope="session")
def known() -> Any:
    """Conditions of 60 examples whose states say what their captions do."""
    import numpy as np
    from made_up_states import states_saying

    from cute_animal.starter.text_encoder import slot_targets
    from cute_animal.starter.training.conditions import Conditions, layouts_of
    from cute_animal.starter.training.dataset import DENOISER
    from cute_animal.starter.training.text import captions_of

    numbers = range(DENOISER, DENOISER + 60)
    captions = captions_of(numbers, np.random.default_rng(0))
    said = slot_targets([caption.slots for caption in captions])
    states = states_saying(said, 32).bfloat16()  # as long as the tiny starter's
    return Conditions(states, layouts_of(numbers), said)
