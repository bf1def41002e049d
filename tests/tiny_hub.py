"""A model hub on a port of this computer, with one small model in it, and what its downloads leave behind."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from cute_animal.memory import GIB
from cute_animal.presets import Lora, Preset

LORA = Lora("somebody/tiny-lora", revision="d" * 40, file="fast.safetensors", rank=4, download_bytes=1)
TINY = Preset(
    name="tiny",
    weights="somebody/tiny",
    revision="c" * 40,
    pipeline="StableDiffusionPipeline",
    num_inference_steps=1,
    licence="CC-BY-4.0",
    not_needed=("safety_checker",),
    download_bytes=3 * GIB,
)
COMPONENTS = {
    "_class_name": "StableDiffusionPipeline",
    "scheduler": ["diffusers", "DDIMScheduler"],
    "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
    "image_encoder": [None, None],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "unet": ["diffusers", "UNet2DConditionModel"],
}
WEIGHTS = save({"w": np.zeros(1000, np.float32)})
SHARDS = {"w": "model-00001-of-00002.safetensors", "v": "model-00002-of-00002.safetensors"}
REPOSITORY = {
    "README.md": b"# tiny",
    "model_index.json": json.dumps(COMPONENTS).encode(),
    "scheduler/scheduler_config.json": b"{}",
    "safety_checker/config.json": b"{}",
    "safety_checker/model.safetensors": WEIGHTS,
    "text_encoder/config.json": b"{}",
    "text_encoder/model.safetensors.index.json": json.dumps({"weight_map": SHARDS}).encode(),
    **{f"text_encoder/{shard}": WEIGHTS for shard in SHARDS.values()},
    "unet/config.json": b"{}",
    "unet/diffusion_pytorch_model.safetensors": WEIGHTS,
    "unet/diffusion_pytorch_model.bin": b"a pickle",
}
NEEDED = {path for path in REPOSITORY if not path.startswith(("README", "safety_checker"))} - {
    "unet/diffusion_pytorch_model.bin"
}


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def put_in_cache(cache: Path, preset: Preset = TINY, *, without: str = "nothing") -> Path:
    """What the hub's library leaves of a download, here without some of the files."""
    folder = cache / f"models--{preset.weights.replace('/', '--')}" / "snapshots" / str(preset.revision)
    kept = {path: content for path, content in REPOSITORY.items() if path in NEEDED}
    return put(folder, {path: content for path, content in kept.items() if without not in path})


class Hub(ThreadingHTTPServer):
    """A model hub of two repositories. claims: sizes that it tells, where they are not the true ones."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files = {TINY.weights: dict(REPOSITORY), LORA.repo: {LORA.file: WEIGHTS}}
        self.claims: dict[str, int] = {}
        self.broken: set[str] = set()
        self.fetched: list[str] = []


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def answer(self, *, with_body: bool) -> None:
        parts = self.path.partition("?")[0].strip("/").split("/")
        if parts[:2] == ["api", "models"]:
            listed = [
                {
                    "type": "file",
                    "path": path,
                    "size": len(content),
                    "oid": f"{len(path)}{path}".encode().hex(),
                }
                for path, content in self.server.files["/".join(parts[2:4])].items()
            ]
            self.send(json.dumps(listed).encode(), {"Content-Type": "application/json"}, with_body)
        elif len(parts) > 4 and parts[2] == "resolve":
            path = "/".join(parts[4:])
            content = self.server.files["/".join(parts[:2])].get(path)
            if content is None or (with_body and path in self.server.broken):
                self.send_error(404)
                return
            headers = {"X-Repo-Commit": parts[3], "ETag": f'"{len(path)}{path}"'.replace("/", "-")}
            if with_body:
                self.server.fetched.append(path)
            self.send(content, headers, with_body, self.server.claims.get(path))
        else:
            self.send(b"a hub", {}, with_body)

    def send(self, body: bytes, headers: dict[str, str], with_body: bool, claim: int | None = None) -> None:
        self.send_response(200)
        for name, value in {**headers, "Content-Length": str(claim or len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
