"""The sample grid: the same few wishes and seeds, drawn again and again while a training goes on.

They take the road's own steps: checked words, a request, the painter, checked pictures, one labelled file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import torch
from PIL import Image

from cute_animal.diffusion import PromptMemory
from cute_animal.label import write_drawing
from cute_animal.loading import Loaded
from cute_animal.painting import Audience, paint
from cute_animal.presets import Preset
from cute_animal.prompt import GenerationRequest, build_request
from cute_animal.safety import check_image, check_prompt
from cute_animal.triggers import Trigger

COLUMNS: Final = 4
SIDE_PX: Final = 256
FIRST_SEED: Final = 700
# {}: the trigger's word. The last two are of the old world, which should stay as it is.
_SPECIES: Final = {
    "en": ("a {} in the snow", "a {} with a red hat", "a {} holding a blue balloon at the beach"),
    "zh": ("戴眼镜的{}在森林里",),
}
_STYLE: Final = {
    "en": ("a rabbit in the snow, {}", "a bear with a red hat, {}", "a fox holding a blue balloon, {}"),
    "zh": ("戴眼镜的小猫在森林里，{}风格",),
}
OLD_WORLD: Final = ("a penguin with a yellow scarf in the snow", "戴蓝帽子的小熊")


def sample_wishes(triggers: Sequence[Trigger]) -> tuple[str, ...]:
    """Return the fixed wishes of a training: the first trigger in both languages, and two without any."""
    wishes = []
    for trigger in triggers[:1]:
        sentences = _SPECIES if trigger.kind == "species" else _STYLE
        for language, word in (("en", trigger.en), ("zh", trigger.zh)):
            wishes += [sentence.format(word) for sentence in sentences[language] if word]
    return (*wishes, *OLD_WORLD)


def draw_samples(
    pipe: Any, preset: Preset, triggers: Sequence[Trigger], device: torch.device, path: Path
) -> Path:
    """Draw the sample wishes as one labelled grid. A spoilt sample is left white.

    Raises UnsafeImage for a grid that does not pass its check, such as one of spoilt samples only.
    """
    loaded = Loaded(preset, pipe, device, "float32", saved_scheduler=pipe.scheduler)
    if not preset.knows_only_vocabulary:
        remembered = pipe.encode_prompt
        loaded.prompts = remembered if isinstance(remembered, PromptMemory) else PromptMemory(pipe)
    pictures: list[Image.Image | None] = []
    requests: list[GenerationRequest] = []
    for number, wish in enumerate(sample_wishes(triggers)):
        request = build_request(check_prompt(wish), seed=FIRST_SEED + number, preset=preset, known=triggers)
        requests.append(request)
        pictures += paint(loaded, [request], Audience([_unheard]), {})
    rows = -(-len(pictures) // COLUMNS)
    grid = Image.new("RGB", (COLUMNS * SIDE_PX, rows * SIDE_PX), "white")
    for index, picture in enumerate(pictures):
        if picture is not None:
            small = picture.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
            grid.paste(small, (index % COLUMNS * SIDE_PX, index // COLUMNS * SIDE_PX))
    return write_drawing(check_image(grid), requests[0], path, timings_s={}).path


def _unheard(step: int, total: int, preview: Image.Image | None) -> None:
    """Nobody watches a sample being drawn."""
