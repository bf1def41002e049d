"""A ComfyUI that draws: a small stand-in speaks its documented protocol. Never run against the real one."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, Response
from PIL import Image

from cute_animal import engines, studio
from cute_animal.__main__ import main
from cute_animal.choice import with_preset
from cute_animal.comfyui import ComfyUI
from cute_animal.config import BadSetting, Settings
from cute_animal.engine import Engine
from cute_animal.errors import Cancelled, CuteAnimalError, ModelUnavailable, OutOfMemory
from cute_animal.label import Drawing, read_label
from cute_animal.presets import PRESETS
from cute_animal.prompt import GenerationRequest, build_request
from cute_animal.safety import check_prompt
from cute_animal.workflow import build_workflow

pytest.importorskip("websockets")
PATIENCE_S = 60.0


def as_file(picture: Image.Image, file_format: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, file_format)
    return buffer.getvalue()


RAMP = np.arange(512, dtype=np.uint8)[None].repeat(512, 0)
DRAWN = Image.fromarray(np.stack([RAMP, RAMP.T, 255 - RAMP], axis=-1))
REQUEST = build_request(check_prompt("a little bear"), seed=7, preset=PRESETS["z-image-turbo"])


class StandIn:
    """Queues, tells, previews, interrupts and forgets as ComfyUI's server does; draws a ramp of colours."""

    def __init__(self) -> None:
        self.queued: list[dict[str, Any]] = []
        self.history: dict[str, Any] = {}
        self.interrupted: list[str] = []
        self.dequeued: list[str] = []
        self.files = {"ramp.png": as_file(DRAWN)}
        self.fails: dict[str, str] | None = None
        self.missing = ""  # a file that it does not have
        self.waits = False
        self.draws = True
        self.sockets: dict[str, WebSocket] = {}
        self.server = uvicorn.Server(
            uvicorn.Config(self.app(), port=0, log_level="error", ws="websockets-sansio")
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self.waits = False
        self.server.should_exit = True
        self.thread.join(PATIENCE_S)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.websocket("/ws")
        async def listen(socket: WebSocket, clientId: str) -> None:
            await socket.accept()
            self.sockets[clientId] = socket
            await socket.send_json({"type": "status", "data": {"status": {"exec_info": {}}, "sid": clientId}})
            try:
                while True:
                    await socket.receive_text()
            except WebSocketDisconnect:
                self.sockets.pop(clientId, None)

        @app.post("/prompt")
        async def queue(request: Request) -> Response:
            body = await request.json()
            for key, node in body["prompt"].items():
                if self.missing and self.missing in node["inputs"].values():
                    error = {"message": "Value not in list", "details": self.missing}
                    nodes = {key: {"class_type": node["class_type"], "errors": [error]}}
                    return JSONResponse({"error": {"message": "invalid"}, "node_errors": nodes}, 400)
            self.queued.append(body)
            self.task = asyncio.create_task(self.run(body))
            return JSONResponse({"prompt_id": body["prompt_id"], "number": 1, "node_errors": {}})

        @app.get("/history/{job}")
        async def history(job: str) -> dict[str, Any]:
            return {job: self.history[job]} if job in self.history else {}

        @app.post("/history")
        async def forget(request: Request) -> None:
            for job in (await request.json())["delete"]:
                self.history.pop(job, None)

        @app.post("/queue")
        async def dequeue(request: Request) -> None:
            self.dequeued += (await request.json())["delete"]

        @app.post("/interrupt")
        async def interrupt(request: Request) -> None:
            self.interrupted.append((await request.json())["prompt_id"])

        @app.get("/view")
        async def view(filename: str, subfolder: str, type: str) -> Response:
            assert (subfolder, type) == ("", "temp")
            return Response(self.files[filename], media_type="image/png")

        @app.get("/system_stats")
        async def stats() -> dict[str, Any]:
            return {"system": {}}

        return app

    async def run(self, body: dict[str, Any]) -> None:
        job, socket = body["prompt_id"], self.sockets[body["client_id"]]
        prompt: dict[str, Any] = body["prompt"]
        (sampler,) = (key for key, node in prompt.items() if node["class_type"] == "KSampler")
        (last,) = (key for key, node in prompt.items() if node["class_type"] == "PreviewImage")

        async def tell(kind: str, **data: Any) -> None:
            await socket.send_json({"type": kind, "data": {"prompt_id": job, **data}})

        await tell("execution_start")
        await socket.send_json({"type": "executing", "data": {"prompt_id": "another", "node": None}})
        total = prompt[sampler]["inputs"]["steps"]
        for step in range(1, total + 1):
            await tell("progress", node=sampler, value=step, max=total)
            await socket.send_bytes(struct.pack(">II", 1, 1) + as_file(DRAWN, "JPEG"))
            while self.waits:
                if job in self.interrupted:
                    await tell("execution_interrupted", node_id=sampler)
                    return
                await asyncio.sleep(0.02)
        if self.fails:
            await tell("execution_error", node_type="KSampler", **self.fails)
            return
        images = [{"filename": "ramp.png", "subfolder": "", "type": "temp"}] if self.draws else []
        self.history[job] = {"prompt": body, "outputs": {last: {"images": images}}}
        await tell("executed", node=last, output={"images": images})
        await tell("executing", node=None)


@pytest.fixture
def there() -> Iterator[StandIn]:
    stand_in = StandIn()
    yield stand_in
    stand_in.close()


def settings_for(there: StandIn, **more: Any) -> Settings:
    return Settings(comfyui=there.url, preset="z-image-turbo", **more)


def ignore(step: int, total: int, preview: Image.Image | None) -> None:
    pass


def test_it_draws_tells_its_steps_and_is_forgotten_there(there: StandIn) -> None:
    seen: list[tuple[int, int, Image.Image | None]] = []
    generated = ComfyUI(settings_for(there))(REQUEST, on_step=lambda *update: seen.append(update))
    assert generated.picture.tobytes() == DRAWN.tobytes()
    assert [step for step, _, _ in seen] == sorted(step for step, _, _ in seen)
    assert {0, 1, REQUEST.num_inference_steps} <= {step for step, _, _ in seen}
    previews = [preview for _, _, preview in seen if preview is not None]
    assert previews and all(max(preview.size) <= 64 for preview in previews)
    (body,) = there.queued
    workflow = build_workflow(REQUEST, PRESETS["z-image-turbo"]).as_api()
    changed = {key for key, node in workflow.items() if body["prompt"][key] != node}
    assert {workflow[key]["class_type"] for key in changed} == {"SaveImage"}  # the picture is kept nowhere
    assert there.history == {} and there.interrupted == []


def test_the_whole_road_goes_over_it(there: StandIn, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(engines, "_engines", {})
    settings = with_preset(settings_for(there, output_dir=tmp_path))
    *updates, drawing = studio.draw("a little bear", 7, settings=settings)
    assert isinstance(drawing, Drawing) and read_label(drawing.path).is_ai_generated
    assert [one for one in updates if one.stage == "denoise"]
    assert isinstance(engines.elsewhere(settings), ComfyUI) and engines.state(settings) == "ready"
    engines.get_engine(settings).close(PATIENCE_S)


def test_stop_stops_this_job_there_and_no_other(there: StandIn) -> None:
    there.waits = True
    line = Engine(ComfyUI(settings_for(there)))
    job = line.submit(REQUEST)
    for update in job.updates():
        if update.step:
            job.cancel()
    with pytest.raises(Cancelled):
        job.result()
    line.close(PATIENCE_S)
    (body,) = there.queued
    assert there.interrupted == there.dequeued == [body["prompt_id"]]


@pytest.mark.parametrize(
    "kind, error",
    [("torch.OutOfMemoryError", OutOfMemory), ("ValueError", ModelUnavailable)],
)
def test_its_errors_become_ours_with_the_reason_in_the_log_only(
    there: StandIn, kind: str, error: type[CuteAnimalError]
) -> None:
    there.fails = {"exception_type": kind, "exception_message": "secret words"}
    with pytest.raises(error) as caught:
        ComfyUI(settings_for(there))(REQUEST, on_step=ignore)
    assert "secret" in caught.value.detail and "secret" not in str(caught.value)


def test_a_file_that_it_does_not_have_is_named_in_the_log(there: StandIn) -> None:
    there.missing = "z_image_turbo_bf16.safetensors"
    with pytest.raises(ModelUnavailable) as caught:
        ComfyUI(settings_for(there))(REQUEST, on_step=ignore)
    assert there.missing in caught.value.detail and "UNETLoader" in caught.value.detail


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"no picture", id="no-picture"),
        pytest.param(as_file(Image.new("RGB", (2050, 8))), id="too-large"),
    ],
)
def test_what_is_no_picture_of_a_fit_size_is_not_taken(there: StandIn, content: bytes) -> None:
    there.files["ramp.png"] = content
    with pytest.raises(ModelUnavailable):
        ComfyUI(settings_for(there))(REQUEST, on_step=ignore)


def test_a_run_without_a_picture_is_an_error(there: StandIn) -> None:
    there.draws = False
    with pytest.raises(ModelUnavailable) as caught:
        ComfyUI(settings_for(there))(REQUEST, on_step=ignore)
    assert "no picture" in caught.value.detail


def test_nobody_there_is_an_error_and_a_state() -> None:
    nobody = ComfyUI(Settings(comfyui="http://127.0.0.1:9", preset="z-image-turbo"))
    with pytest.raises(ModelUnavailable):
        nobody(REQUEST, on_step=ignore)
    assert nobody.state().startswith("failed: ")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"preset": None}, id="the-built-in-model"),
        pytest.param({"preset": "dreamlite"}, id="no-workflow"),
        pytest.param({"preset": "sd15", "remote": "http://other/v1"}, id="two-places"),
    ],
)
def test_a_setting_that_cannot_work_stops_the_start(more: dict[str, Any]) -> None:
    with pytest.raises(BadSetting, match="qwen-image"):
        with_preset(Settings(comfyui="http://127.0.0.1:8188", **more))


def test_the_command_draws_there_and_prints_the_labelled_picture(
    there: StandIn, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engines, "_engines", {})
    argv = ["workflow", "a little bear", "--preset", "z-image-turbo", "--seed", "7"]
    assert main([*argv, "--server", there.url]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path.parent == Path("drawings") and read_label(path).is_ai_generated
    assert main([*argv, "--server", "127.0.0.1:8188"]) == 2
    assert "http://" in capsys.readouterr().err
    for one in engines._engines.values():
        one.close(PATIENCE_S)


def test_the_wish_reaches_it_in_our_style(there: StandIn) -> None:
    request: GenerationRequest = dataclasses.replace(REQUEST, prompt="in the model's words")
    ComfyUI(settings_for(there))(request, on_step=ignore)
    texts = [node["inputs"].get("text") for node in there.queued[0]["prompt"].values()]
    assert "in the model's words" in texts
