"""A running ComfyUI draws: what an engine needs, over its HTTP and websocket API.

The wish was checked before it leaves, and what comes back is checked and labelled here like a picture of our
own model. The protocol is ComfyUI's as its server.py and its script_examples publish it: listen on /ws, queue
at /prompt, fetch by /history and /view, stop by /queue and /interrupt. Nothing is left there that we can take
away: the picture goes to its temporary files, and its history forgets the wish.
"""

from __future__ import annotations

import json
import logging
import struct
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Final, NoReturn

import httpx
from PIL import Image

from cute_animal.config import Settings
from cute_animal.errors import Cancelled, CuteAnimalError, ModelUnavailable, NotSetUp, OutOfMemory
from cute_animal.far_state import FarState
from cute_animal.painting import OnStep
from cute_animal.pipeline import Generated
from cute_animal.presets import get_preset
from cute_animal.prompt import GenerationRequest
from cute_animal.remote import CONNECT_S, LOOK_S, MOST_BYTES, harmless, opened
from cute_animal.wording import say
from cute_animal.workflow import Node, Workflow, build_workflow

log = logging.getLogger(__name__)

PREVIEW_IMAGE: Final = (
    1  # ComfyUI's number of that binary message; a word on its format follows, then the file
)
HEAD_BYTES: Final = 8


class ComfyUI:
    """One server. Calling it draws, as an engine wants it."""

    def __init__(self, settings: Settings) -> None:
        if settings.comfyui is None:
            raise ValueError("no ComfyUI is set")
        self.url = settings.comfyui.rstrip("/")
        self._state = FarState(lambda: httpx.get(f"{self.url}/system_stats", timeout=CONNECT_S))

    def __call__(self, request: GenerationRequest, *, on_step: OnStep) -> Generated:
        """Draw there. Raises CuteAnimalError, and whatever on_step raises: then it is stopped there, too."""
        start_s = time.perf_counter()
        on_step(0, request.num_inference_steps, None)
        preset = get_preset(request.preset, language=request.language, anything=True)
        workflow = unsaved(build_workflow(request, preset))
        try:
            with httpx.Client(base_url=self.url, timeout=httpx.Timeout(60.0, connect=CONNECT_S)) as client:
                data = self._draw(client, workflow, request, on_step)
        except (httpx.HTTPError, OSError) as error:
            _wrong(f"{type(error).__name__}: {error}", request, error)
        middle_s = time.perf_counter()
        picture = opened(data, request)
        timings_s = {"denoise": middle_s - start_s, "decode": time.perf_counter() - middle_s}
        return Generated(picture, timings_s)

    def wake_up(self) -> None:
        """Do nothing: the other program has a life of its own."""

    def state(self) -> str:
        """Return "ready", or "failed: " and why; asked anew after some seconds."""
        return self._state()

    def _draw(
        self, client: httpx.Client, workflow: Workflow, request: GenerationRequest, on_step: OnStep
    ) -> bytes:
        try:
            from websockets.exceptions import WebSocketException
            from websockets.sync.client import connect
        except ImportError:
            raise NotSetUp(say("comfyui-not-installed", request.language)) from None

        me, job = uuid.uuid4().hex, str(uuid.uuid4())
        address = f"ws{self.url.removeprefix('http')}/ws?clientId={me}"
        try:
            # Listening comes first: what is queued before may be over before.
            with connect(address, open_timeout=CONNECT_S, max_size=MOST_BYTES) as socket:
                body = {"prompt": workflow.as_api(), "client_id": me, "prompt_id": job}
                answer = client.post("/prompt", json=body)
                if not answer.is_success:
                    _wrong(f"HTTP {answer.status_code}: {_refusal(answer)}", request)
                # A version that does not take ids of ours makes its own.
                job = str(answer.json().get("prompt_id", job))
                try:
                    self._watch(socket, workflow, job, request, on_step)
                except BaseException:
                    self._stop(client, job)
                    raise
        except WebSocketException as error:
            _wrong(f"{type(error).__name__}: {error}", request, error)
        try:
            return _fetch(client, job, request)
        finally:
            self._forget(client, job)

    def _watch(
        self, socket: Any, workflow: Workflow, job: str, request: GenerationRequest, on_step: OnStep
    ) -> None:
        """Wait until the job is over, and look now and then whether somebody still waits for it."""
        (sampler,) = (key for key, node in workflow.nodes.items() if node.kind == "KSampler")
        step, total, preview = 0, request.num_inference_steps, None
        while True:
            try:
                message = socket.recv(timeout=LOOK_S)
            except TimeoutError:
                on_step(step, total, preview)
                continue
            if isinstance(message, bytes):
                preview = _preview_in(message) or preview
                continue
            kind, data = _event(message)
            if data.get("prompt_id") != job:
                continue  # of the queue as a whole, or somebody else's
            if kind == "progress" and data.get("node") in (sampler, None):
                step = min(max(step, _whole(data.get("value"))), total)
                on_step(step, total, preview)
            elif kind == "execution_success" or (kind == "executing" and data.get("node") is None):
                return
            elif kind == "execution_interrupted":
                raise Cancelled(say(Cancelled.code, request.language))
            elif kind == "execution_error":
                _failed(data, request)

    def _stop(self, client: httpx.Client, job: str) -> None:
        """Take it out of the line, or stop it where it runs; other people's jobs go on."""
        with suppress(httpx.HTTPError):
            client.post("/queue", json={"delete": [job]})
            client.post("/interrupt", json={"prompt_id": job})
        self._forget(client, job)

    def _forget(self, client: httpx.Client, job: str) -> None:
        with suppress(httpx.HTTPError):
            client.post("/history", json={"delete": [job]})


def unsaved(workflow: Workflow) -> Workflow:
    """Return the workflow with its picture among ComfyUI's temporary files: nobody has checked it yet."""
    nodes = {
        key: Node("PreviewImage", {"images": node.inputs["images"]}) if node.kind == "SaveImage" else node
        for key, node in workflow.nodes.items()
    }
    return Workflow(workflow.title, MappingProxyType(nodes))


def _fetch(client: httpx.Client, job: str, request: GenerationRequest) -> bytes:
    """Return the job's one picture, as the file that it is."""
    answer = client.get(f"/history/{job}")
    outputs = _object(_object(_json(answer.content)).get(job)).get("outputs")
    pictures = [
        picture
        for output in _object(outputs).values()
        for picture in _object(output).get("images") or ()
        if isinstance(picture, dict)
    ]
    if not pictures:
        _wrong("it drew no picture", request)
    where = {key: str(pictures[0].get(key, "")) for key in ("filename", "subfolder", "type")}
    data = b""
    with client.stream("GET", "/view", params=where) as file:
        if not file.is_success:
            _wrong(f"HTTP {file.status_code} for the picture", request)
        for part in file.iter_bytes():
            data += part
            if len(data) > MOST_BYTES:
                _wrong("the picture is too long", request)
    return data


def _preview_in(message: bytes) -> Image.Image | None:
    if len(message) <= HEAD_BYTES or struct.unpack(">I", message[:4])[0] != PREVIEW_IMAGE:
        return None
    return harmless(message[HEAD_BYTES:])


def _event(message: str) -> tuple[str, Mapping[str, Any]]:
    content = _object(_json(message))
    return str(content.get("type")), _object(content.get("data"))


def _json(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _refusal(answer: httpx.Response) -> str:
    """What ComfyUI says is wrong with a workflow, such as a file that it does not have: for the log."""
    content = _object(_json(answer.content))
    nodes = [
        f"{_object(node).get('class_type')}: {error.get('message')} ({error.get('details')})"
        for node in _object(content.get("node_errors")).values()
        for error in _object(node).get("errors") or ()
        if isinstance(error, dict)
    ]
    return "; ".join(nodes) or str(_object(content.get("error")).get("message"))


def _failed(data: Mapping[str, Any], request: GenerationRequest) -> NoReturn:
    """Raise what ComfyUI's error is here. Its words go to the log only."""
    what = f"ComfyUI: {data.get('node_type')}: {data.get('exception_type')}: {data.get('exception_message')}"
    kind: type[CuteAnimalError] = ModelUnavailable
    if "OutOfMemory" in str(data.get("exception_type")):
        kind = OutOfMemory
    raise kind(say(kind.code, request.language), detail=what)


def _wrong(detail: str, request: GenerationRequest, cause: Exception | None = None) -> NoReturn:
    sentence = say(ModelUnavailable.code, request.language)
    raise ModelUnavailable(sentence, detail=f"ComfyUI: {detail}") from cause
