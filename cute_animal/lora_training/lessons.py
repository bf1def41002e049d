"""Pictures and captions as a denoiser learns from them: encoded once, and kept for a run that goes on.

Knows nothing about steps or adapters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import torch

from cute_animal.lora_training.family import Family
from cute_animal.lora_training.folder import Example, open_picture
from cute_animal.lora_training.trainer import Lesson
from cute_animal.presets import Preset
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt
from cute_animal.triggers import Trigger

LESSONS: Final = "lessons.pt"  # the file that keeps them


def digest_of_data(examples: Sequence[Example]) -> str:
    """Of pictures and captions, in their order."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(example.path.read_bytes())
        digest.update(f"\0{example.caption}\0{example.seed}\0".encode())
    return digest.hexdigest()


def make_lessons(
    family: Family,
    preset: Preset,
    examples: Sequence[Example],
    triggers: Sequence[Trigger],
    cache: Path,
    data: str,
) -> list[Lesson]:
    """Encode pictures and words once; what an earlier run has encoded of the very same is taken."""
    key = hashlib.sha256(repr((data, [asdict(one) for one in triggers])).encode()).hexdigest()
    if cache.is_file():
        kept = torch.load(cache, map_location="cpu", weights_only=True)
        if kept["key"] == key:
            return [Lesson(one["latents"], one["words"]) for one in kept["lessons"]]
    lessons = []
    for example in examples:
        pixels = torch.from_numpy(open_picture(example.path, preset.width, preset.height).copy())
        picture = pixels.permute(2, 0, 1)[None].float() / 127.5 - 1  # uint8 HWC -> (1, 3, H, W) in [-1, 1]
        latents = family.latents_of(picture)[0].float().cpu()
        # As it would be told when it draws: in our style, in the words that the model reads best.
        request = build_request(check_prompt(example.caption), seed=0, preset=preset, known=triggers)
        words = family.words_of(request.prompt, example, latents)
        lessons.append(Lesson(latents, {name: tensor.cpu() for name, tensor in words.items()}))
    part = cache.with_suffix(".part")
    rows = [{"latents": lesson.latents, "words": dict(lesson.words)} for lesson in lessons]
    torch.save({"key": key, "lessons": rows}, part)
    part.replace(cache)
    return lessons
