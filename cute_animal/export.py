"""The built-in model as graphs for other runtimes: `python -m cute_animal export`.

Made by torch's tracing exporter, checked against torch on real wishes before anybody may use them: the
numbers of each part, the pictures, and what the pictures show. An export that is too far off is refused and
leaves nothing behind. Knows nothing about how graphs are run when drawing (runtime.py).
"""

from __future__ import annotations

import importlib.util
import logging
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cute_animal import hub
from cute_animal.config import Runtime
from cute_animal.errors import BadRequest, CuteAnimalError
from cute_animal.presets import STARTER, Preset
from cute_animal.runtime import ENDING, Graph, Manifest, check_installed, digest_of, open_graphs
from cute_animal.wording import IDEAS, Language, say

if TYPE_CHECKING:
    import torch

    from cute_animal.starter.pipeline import CuteAnimalPipeline

log = logging.getLogger(__name__)

OPSET: Final = 17
SEED: Final = 20_260_728
COMPARED: Final = 4  # wishes whose numbers are compared, as one batch
MAX_LEVELS, MEAN_LEVELS = 2.0, 0.05  # of 255, between the same picture by torch and by the graphs
MEAN_LEVELS_INT8: Final = 2.0
POINTS_LOST: Final = 1.0  # percentage points of what pictures show as wished


class TooFarOff(CuteAnimalError):
    """The graphs do not draw what torch draws. The message holds what was measured and what is allowed."""

    code = "export-too-far-off"


@dataclass(frozen=True)
class Difference:
    """Between torch's numbers and the graph's: of one output of one part. most: torch's largest number."""

    part: str
    output: str
    max: float
    mean: float
    most: float


@dataclass(frozen=True)
class Checked:
    """How far off an export is. shown_*: share of what wishes asked that their pictures show; None: not read.

    max_levels, mean_levels: of a picture's 255. wishes: how many pictures were read by drawing.
    """

    differences: tuple[Difference, ...]
    max_levels: float
    mean_levels: float
    wishes: int
    shown_by_torch: float | None
    shown_by_graphs: float | None

    def too_far(self, *, int8: bool) -> str:
        """Return what is beyond the tolerance, "" if nothing is."""
        found = []
        if not int8 and self.max_levels > MAX_LEVELS:
            found.append(f"max {self.max_levels:.2f} > {MAX_LEVELS:g}")
        allowed = MEAN_LEVELS_INT8 if int8 else MEAN_LEVELS
        if not self.mean_levels <= allowed:  # not a number is too far, too
            found.append(f"mean {self.mean_levels:.3f} > {allowed:g}")
        if self.shown_by_torch is not None and self.shown_by_graphs is not None:
            lost = 100 * (self.shown_by_torch - self.shown_by_graphs)
            if lost > POINTS_LOST:
                found.append(f"fidelity -{lost:.1f} > {POINTS_LOST:g}")
        return ", ".join(found)


@dataclass(frozen=True)
class Exported:
    """What was written."""

    folder: Path
    manifest: Manifest
    checked: Checked
    why: str  # what ran the graphs for the check
    size_bytes: int  # of the graphs


def export(
    preset: Preset,
    runtime: Runtime,
    out: Path,
    *,
    int8: bool = False,
    wishes: int = 8,
    language: Language = "en",
    tell: Callable[[str], None] = log.info,
) -> Exported:
    """Write the preset's graphs into a folder, checked. An export that was there is replaced.

    wishes: how many held-out wishes are drawn by both and read by drawing; 0 leaves that out.
    Raises BadRequest for a preset that is not exported, NotSetUp if a library is missing, TooFarOff.
    """
    if preset.pipeline != STARTER.pipeline:
        raise BadRequest(say("cannot-export", language, name=preset.name, names=STARTER.name))
    check_installed("onnx", language)  # OpenVINO's graphs are made from ONNX's
    check_installed(runtime, language)
    if wishes and importlib.util.find_spec("aggdraw") is None:
        raise BadRequest(say("reading-needs-train", language))
    import torch

    from cute_animal.starter.evaluate import load_pipeline
    from cute_animal.starter.standins import assemble, facts_of

    weights = hub.fetch_files(preset, may_download=False, language=language).folder
    pipe = load_pipeline(weights, torch.float32)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=out.parent) as scratch:
        folder = Path(scratch) / "made"
        folder.mkdir()
        parts = write_graphs(pipe, folder, runtime, int8=int8, tell=tell)
        manifest = Manifest(preset.name, runtime, int8, digest_of(weights), parts, facts_of(pipe))
        graphs = open_graphs(folder, manifest)
        why = graphs[parts[0]].why
        tell("checked against torch")
        checked = check(pipe, assemble(weights, graphs, manifest.facts), graphs, wishes)
        if reason := checked.too_far(int8=int8):
            sentences = (say(TooFarOff.code, language), say("too-far-off-by", language, reason=reason))
            raise TooFarOff(" ".join(sentences), detail=reason)
        manifest = replace(manifest, checked=_summary(checked))
        manifest.write(folder)
        del graphs
        if out.exists():
            shutil.rmtree(out)
        shutil.move(folder, out)
    size = sum(file.stat().st_size for file in out.iterdir() if file.suffix in (".onnx", ".xml", ".bin"))
    return Exported(out, manifest, checked, why, size)


def write_graphs(
    pipe: CuteAnimalPipeline,
    folder: Path,
    runtime: Runtime,
    *,
    int8: bool = False,
    tell: Callable[[str], None] = log.info,
) -> tuple[str, ...]:
    """Write each part of a float32 pipeline as a graph with a free batch. Returns their names."""
    from cute_animal.starter.parts import PARTS, modules_of

    examples = _examples(pipe)
    for name, module in modules_of(pipe).items():
        tell(name)
        file = folder / f"{name}{ENDING['onnx']}"
        _trace(module, examples[name], name, file)
        if int8:
            from cute_animal.int8 import pack_weights

            # What a rounding or a choice between colours follows is kept exact: in the sketch all but planes
            # and convolutions, which is a tenth of it.
            pack_weights(file, chosen=_large_only if name == "sketch" else lambda weight: True)
        if runtime == "openvino":
            import openvino

            openvino.save_model(
                openvino.convert_model(str(file)), folder / f"{name}.xml", compress_to_fp16=False
            )
            file.unlink()
    return tuple(PARTS)


def check(
    pipe: CuteAnimalPipeline, other: CuteAnimalPipeline, graphs: Mapping[str, Graph], wishes: int
) -> Checked:
    """Compare graphs with the torch pipeline that they were made of."""
    from cute_animal.starter.evaluate import draw_texts, held_out_wishes

    texts = [(wish, SEED + i) for i, wish in enumerate(_compared())]
    ours, theirs = (
        np.stack([np.asarray(picture, np.float32) for picture in draw_texts(one, texts, 1)])
        for one in (pipe, other)
    )
    levels = np.abs(ours - theirs)
    shown: list[float | None] = [None, None]
    if wishes:
        from cute_animal.starter.evaluate import draw

        held_out = held_out_wishes(wishes)
        shown = [share_shown(held_out, list(draw(one, held_out, 1))) for one in (pipe, other)]
    return Checked(
        differences=tuple(_differences(pipe, graphs)),
        max_levels=float(levels.max()),
        mean_levels=float(levels.mean()),
        wishes=wishes,
        shown_by_torch=shown[0],
        shown_by_graphs=shown[1],
    )


def share_shown(wishes: Sequence[Any], pictures: Sequence[Any]) -> float:
    """Return the share of all slots of all wishes that their pictures, read by drawing, show as wished."""
    from cute_animal.starter.nearest import read_by_drawing
    from cute_animal.starter.noise import starting_point
    from cute_animal.starter.scenes import shown

    scenes = [wish.scene for wish in wishes]
    read = read_by_drawing(pictures, scenes, [starting_point(wish.seed)[0] for wish in wishes])
    hits = [
        seen[slot] == wanted
        for scene, seen in zip(scenes, read, strict=True)
        for slot, wanted in shown(scene).items()
    ]
    return float(np.mean(hits))


def table(exported: Exported) -> Iterator[str]:
    """Yield the lines of what was measured."""
    checked = exported.checked
    yield f"{'part':14}{'output':10}{'max diff':>10}{'mean diff':>11}{'largest':>9}"
    for one in checked.differences:
        yield f"{one.part:14}{one.output:10}{one.max:10.2g}{one.mean:11.2g}{one.most:9.2g}"
    allowed = MEAN_LEVELS_INT8 if exported.manifest.int8 else MEAN_LEVELS
    limit = "" if exported.manifest.int8 else f" (at most {MAX_LEVELS:g})"
    yield (
        f"pictures: max {checked.max_levels:.0f} of 255{limit}, mean {checked.mean_levels:.4f}"
        f" (at most {allowed:g})"
    )
    if checked.shown_by_torch is None or checked.shown_by_graphs is None:
        yield "fidelity: not read (--wishes 0)"
    else:
        yield (
            f"fidelity: torch {checked.shown_by_torch:.1%}, exported {checked.shown_by_graphs:.1%}, read by"
            f" drawing on {checked.wishes} held-out wishes (may lose {POINTS_LOST:g} point)"
        )
    yield f"{exported.size_bytes / 1e6:.1f} MB in {exported.folder}; {exported.why}"


def _trace(module: torch.nn.Module, inputs: tuple[torch.Tensor, ...], name: str, file: Path) -> None:
    """Export by tracing: the newer exporter takes 20 times as long, for the same graph of these networks."""
    import torch

    from cute_animal.starter.parts import PARTS

    part = PARTS[name]
    axes = {one: {0: "pictures", **part.free.get(one, {})} for one in part.inputs}
    axes |= {one: {0: "pictures"} for one in part.outputs}
    with torch.no_grad(), _squeezing_nothing(), warnings.catch_warnings():
        # On tracing itself; that it is the older exporter; on checks of shapes that it does not follow.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            inputs,
            str(file),
            dynamo=False,
            opset_version=OPSET,
            input_names=list(part.inputs),
            output_names=list(part.outputs),
            dynamic_axes=axes,
        )


@contextmanager
def _squeezing_nothing() -> Iterator[None]:
    """Leave squeeze() out: the only one is PixArt's, over 64 tokens, where it does nothing.

    The exporter, which does not know that there are 64, would write a branch that no runtime loads.
    """
    import torch

    torch.onnx.register_custom_op_symbolic(  # type: ignore[attr-defined]  # of its public interface
        "aten::squeeze", lambda g, x, *dims: x, OPSET
    )
    try:
        yield
    finally:
        torch.onnx.unregister_custom_op_symbolic("aten::squeeze", OPSET)  # type: ignore[attr-defined]


def _large_only(weight: np.ndarray) -> bool:
    return weight.ndim == 4


def _compared() -> list[str]:
    return [wish for pair in zip(IDEAS["zh"], IDEAS["en"], strict=True) for wish in pair][:COMPARED]


def _examples(pipe: CuteAnimalPipeline) -> dict[str, tuple[torch.Tensor, ...]]:
    """What each part is given for real wishes."""
    import torch

    from cute_animal.retelling import retell
    from cute_animal.starter.noise import starting_point
    from cute_animal.starter.parts import examples_of
    from cute_animal.understanding import understand

    starts = [starting_point(SEED + i) for i in range(COMPARED)]
    told = [retell(understand(wish)) for wish in _compared()]
    latents = torch.from_numpy(np.stack([noise for _, noise in starts]))
    return examples_of(pipe, told, [layout for layout, _ in starts], latents)


def _differences(pipe: CuteAnimalPipeline, graphs: Mapping[str, Graph]) -> Iterator[Difference]:
    """Each part alone, given what torch's parts before it gave."""
    import torch

    from cute_animal.starter.parts import PARTS, modules_of

    examples = _examples(pipe)
    for name, module in modules_of(pipe).items():
        part = PARTS[name]
        with torch.no_grad():
            wanted = module(*examples[name])
        wanted = wanted if isinstance(wanted, tuple) else (wanted,)
        found = graphs[name](
            {key: tensor.numpy() for key, tensor in zip(part.inputs, examples[name], strict=True)}
        )
        for output, tensor in zip(part.outputs, wanted, strict=True):
            off = np.abs(tensor.numpy() - found[output])
            most = float(tensor.abs().max())
            yield Difference(name, output, float(off.max()), float(off.mean()), most)


def _summary(checked: Checked) -> dict[str, Any]:
    keys = ("max_levels", "mean_levels", "wishes", "shown_by_torch", "shown_by_graphs")
    return {key: getattr(checked, key) for key in keys}
