"""How the built-in model learns something new: flow and draft, and what it knows kept as it is.

The loss is the one that its denoiser was trained on (starter/training/denoise.py). Half of each batch are
wishes of the old world, for which the model with the adapter has to answer as it does without: so a new
style changes no other, and no old pictures are needed.

The model is told of a layout, which a picture from elsewhere does not tell: the one that explains it best of
some is taken. And its text encoder reads no word that it was never taught, so a trigger is told in an unused
combination of words that it does know.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from cute_animal.lora_training.folder import Example
from cute_animal.retelling import tell
from cute_animal.starter.layout import layout_numbers, sample_layout
from cute_animal.starter.noise import TIMESTEPS, add_noise, sample_sigmas, starting_point, velocity
from cute_animal.starter.scenes import sample_scene
from cute_animal.starter.text_encoder import encode_wishes
from cute_animal.starter.training.denoise import DRAFT_SHARE, FROM_NOISE
from cute_animal.starter.training.metric import pixel_metric
from cute_animal.triggers import Kind, Trigger
from cute_animal.vocabulary import SECOND, SLOTS, TABLES, UNSAID, Scene

LAYOUTS: Final = 48  # that a picture of unknown layout is tried with
KEPT_WISHES: Final = 192  # of the old world
FIRST_KEPT: Final = 9 << 40  # numbers of examples: beyond those of training/dataset.py
KEEP_SHARE: Final = 1.0  # of the loss: the old world against the new pictures
METRIC_PICTURES: Final = 3
FREE_PLACES: Final = 48  # combinations of words that are tried for a new animal
# In which a combination must mean the same. {}: the animal; {style}: a style behind a comma, or nothing.
CONTEXTS: Final = (
    "a {}, in a red beanie, in the snow{style}",
    "a pink {}, holding a blue balloon, is jumping{style}",
    "a spotted {}, wearing a yellow dress, on the beach, at night{style}",
)


class StarterFamily:
    """See the module. pipe: a CuteAnimalPipeline whose transformer is as it was before the training."""

    def __init__(self, pipe: Any, *, kept_wishes: int = KEPT_WISHES) -> None:
        self.pipe = pipe
        self.device = pipe.transformer.device
        self._kept = self._old_world(kept_wishes)
        # Of the model as it is before the training: the same loss for one that goes on.
        states, layout = (part[:METRIC_PICTURES].to(self.device) for part in self._kept)
        with torch.no_grad():
            few = pipe.transformer.sketch(states, layout).draft.float()
        self._root = pixel_metric(pipe.vae.float(), few)

    @torch.no_grad()
    def latents_of(self, pictures: Tensor) -> Tensor:
        latents: Tensor = self.pipe.vae.encode(pictures.to(self.device, self.pipe.vae.dtype)).float()
        return latents

    @torch.no_grad()
    def words_of(self, prompt: str, example: Example, latents: Tensor) -> Mapping[str, Tensor]:
        states = self._read([prompt])
        if example.seed is not None:
            layout, _ = starting_point(example.seed)
            numbers = torch.from_numpy(layout_numbers(layout))
        else:
            numbers = self._explaining_layout(states, latents)
        return {"states": states[0].float().cpu(), "layout": numbers}

    def loss(
        self,
        denoiser: nn.Module,
        latents: Tensor,
        words: Sequence[Mapping[str, Tensor]],
        rng: torch.Generator,
    ) -> Tensor:
        states = torch.stack([one["states"] for one in words]).to(latents)
        layout = torch.stack([one["layout"] for one in words]).to(latents)
        new_noise, new_sigmas = self._noise(latents, rng)
        kept_states, kept_layout = self._some_of_old_world(len(latents), rng)
        with torch.no_grad(), without_adapter(denoiser, self._teacher):
            teacher: Any = self._teacher or denoiser
            known = teacher.sketch(kept_states, kept_layout)
            kept = known.draft.float()  # as good as any picture of it
            kept_noise, kept_sigmas = self._noise(kept, rng)
            noisy_kept = add_noise(kept, kept_noise, kept_sigmas)
            (asked_of_kept,) = teacher(
                noisy_kept, kept_states, kept_sigmas * TIMESTEPS, kept_layout, sketched=known
            )
        sketch: Any = denoiser.sketch
        # One pass for both halves.
        both = torch.cat([states, kept_states]), torch.cat([layout, kept_layout])
        sketched = sketch(*both)
        (predicted,) = denoiser(
            torch.cat([add_noise(latents, new_noise, new_sigmas), noisy_kept]),
            both[0],
            torch.cat([new_sigmas, kept_sigmas]) * TIMESTEPS,
            both[1],
            sketched=sketched,
        )
        asked = torch.cat([velocity(latents, new_noise), asked_of_kept])
        clean = torch.cat([latents, kept])
        count = len(latents)
        error = self._weighed(predicted.float() - asked) + DRAFT_SHARE * self._weighed(
            sketched.draft.float() - clean
        )
        return error[:count].mean() + KEEP_SHARE * error[count:].mean()

    # The old world

    _teacher: nn.Module | None = None

    def keep(self, teacher: nn.Module) -> None:
        """Have a copy answer for the old world, where all weights are trained and no adapter comes off."""
        self._teacher = teacher.requires_grad_(False).eval()

    @torch.no_grad()
    def _old_world(self, count: int) -> tuple[Tensor, Tensor]:
        """States and layouts of wishes that the model knows, told as they are when it draws."""
        told, layouts = [], []
        for number in range(count):
            rng = np.random.Generator(np.random.Philox(key=FIRST_KEPT + number))
            layout = sample_layout(rng)
            told.append(tell(_said(sample_scene(rng, layout), random.Random(number))))
            layouts.append(torch.from_numpy(layout_numbers(layout)))
        states = [self._read(told[start : start + 32]).float().cpu() for start in range(0, count, 32)]
        return torch.cat(states), torch.stack(layouts)

    def _some_of_old_world(self, count: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
        chosen = torch.randint(len(self._kept[0]), (count,), generator=rng)
        states, layout = (part[chosen].to(self.device) for part in self._kept)
        return states, layout

    # Pictures

    def _noise(self, latents: Tensor, rng: torch.Generator) -> tuple[Tensor, Tensor]:
        """Noise like the latents, and sigmas (B,), 1 for a part of them: where a drawing begins."""
        noise = torch.randn(latents.shape, generator=rng).to(latents)
        sigmas = sample_sigmas(len(latents), rng)
        sigmas[torch.randperm(len(latents), generator=rng)[: round(FROM_NOISE * len(latents))]] = 1.0
        return noise, sigmas.to(latents)

    def _weighed(self, error: Tensor) -> Tensor:
        """(B, C, h, w) -> (B,): what is seen of an error counts more (starter/training/metric.py)."""
        seen = torch.einsum("dc,bchw->bdhw", self._root, error)
        return seen.square().flatten(1).mean(1)

    def _explaining_layout(self, states: Tensor, latents: Tensor) -> Tensor:
        """Of LAYOUTS layouts the one whose draft for these words is nearest to the picture."""
        layouts = torch.stack(
            [
                torch.from_numpy(layout_numbers(sample_layout(np.random.default_rng(number))))
                for number in range(LAYOUTS)
            ]
        ).to(self.device)
        sketch = self.pipe.transformer.sketch
        drafts = sketch(states.to(layouts).expand(LAYOUTS, -1, -1), layouts).draft.float()
        nearest = (drafts - latents.to(drafts)).square().flatten(1).mean(1).argmin()
        return layouts[nearest].cpu()

    # Words

    def _read(self, told: Sequence[str]) -> Tensor:
        return encode_wishes(self.pipe.text_encoder, self.pipe.tokenizer, told)

    @torch.no_grad()
    def free_place(self, kind: Kind, taken: Sequence[str] = ()) -> str:
        """Return words to tell a trigger by: two known ones that mean nothing yet, together.

        Of the combinations that are tried, the one whose state is farthest from those of all known values and
        most alike in different wishes, while what a wish says beside it is read as before. taken: not these.
        """
        slot = SLOTS.index(kind)
        words = [term.en[0] for term in TABLES[kind].values()]
        pairs = [f"{one} {other}" for one, other in itertools.permutations(words, 2)]
        tried = random.Random(0).sample(pairs, min(FREE_PLACES, len(pairs)))
        known = torch.stack([self._in_contexts(kind, word) for word in ("", *words)])  # (V, contexts, S, C)
        if kind == "species":
            known = known[1:]
        usual = known.mean(0)
        beside = [index for index in range(len(SLOTS)) if index != slot]
        harmless = (known - usual)[:, :, beside].norm(dim=3).amax(2).mean()

        def quality(told: str) -> float:
            states = self._in_contexts(kind, told)
            apart = (states[:, slot] - known[:, :, slot]).norm(dim=2).amin()
            spread = (states[:, slot] - states[:, slot].mean(0)).norm(dim=1).mean()
            harm = (states - usual)[:, beside].norm(dim=2).amax(1).mean() - harmless
            return float(apart - spread - harm.clamp(min=0))

        return max((told for told in tried if told not in taken), key=quality)

    def _in_contexts(self, kind: Kind, word: str) -> Tensor:
        """(contexts, S, C): the states of CONTEXTS with that animal or style in them."""
        if kind == "species":
            return self._read([context.format(word, style="") for context in CONTEXTS]).float()
        style = f", {word}" if word else ""
        return self._read([context.format("fox", style=style) for context in CONTEXTS]).float()


class without_adapter:
    """While in it, a denoiser draws as it did before; nothing to do where a teacher stands beside it."""

    def __init__(self, denoiser: nn.Module, teacher: nn.Module | None) -> None:
        self.denoiser: Any = denoiser if teacher is None else None

    def __enter__(self) -> None:
        if self.denoiser is not None:
            self.denoiser.disable_adapters()

    def __exit__(self, *error: object) -> None:
        if self.denoiser is not None:
            self.denoiser.enable_adapters()


def _said(scene: Scene, rng: random.Random) -> dict[str, str]:
    """Say of a scene the animals and most of the rest."""
    slots = dict.fromkeys(SLOTS, UNSAID)
    for prefix, animal in zip(("", SECOND), scene.animals, strict=False):
        for slot, value in vars(animal).items():
            if value is not None and (slot == "species" or rng.random() < 0.7):
                slots[f"{prefix}{slot}"] = value
    for slot in ("place", "time", "weather", "style"):
        if rng.random() < 0.8:
            slots[slot] = getattr(scene, slot)
    return slots


def place_triggers(family: object, triggers: Sequence[Trigger]) -> tuple[Trigger, ...]:
    """Return the triggers with the words that the model is told them by: their own where it reads any."""
    if not isinstance(family, StarterFamily):
        return tuple(triggers)
    placed: list[Trigger] = []
    for trigger in triggers:
        told = family.free_place(trigger.kind, [one.told for one in placed])
        placed.append(Trigger(trigger.kind, trigger.en, trigger.zh, told))
    return tuple(placed)
