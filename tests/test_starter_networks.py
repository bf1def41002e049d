"""Autoencoder, denoiser, judge and text encoder: shapes, and what training rests on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from peft import LoraConfig
from PIL import Image
from test_sketch import STATE_SIZE, layouts, made_up_states, taught_to_read

from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.denoiser import DRAFT_ERROR, StarterTransformer2DModel, best_guess
from cute_animal.starter.drawing import draw_scene
from cute_animal.starter.judge import (
    COUNT,
    MAYBE_NONE,
    SIDE,
    VIEW_CLASSES,
    Judge,
    judge_tensor,
    nearby,
    read_pictures,
    whole,
)
from cute_animal.starter.layout import (
    FRAMES,
    LAYOUT_SIZE,
    Frame,
    Layout,
    layout_numbers,
    sample_layout,
)
from cute_animal.starter.noise import add_noise, velocity
from cute_animal.starter.scenes import shown
from cute_animal.starter.text_encoder import (
    SlotHeads,
    build_text_encoder,
    encode_wishes,
    slot_loss,
    slot_targets,
)
from cute_animal.starter.tokenizer import MAX_WISH_TOKENS, SLOT_TOKENS, tokenize, train_tokenizer
from cute_animal.vocabulary import (
    ANIMAL_SLOTS,
    NONE,
    SCENE_SLOTS,
    SECOND,
    SLOTS,
    UNSAID,
    Animal,
    Scene,
    table_of,
)


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizer(["一只戴帽子的小熊", "a bear with a hat"] * 20)


def test_any_text_encodes_and_comes_back(tokenizer):
    for text in ("小熊", "a bear", "𠮷👩‍🚀", "ñandú", "\x00"):
        ids, _ = tokenize(tokenizer, [text])
        body = ids[0, : -len(SLOT_TOKENS) - 1]
        assert len(body) > 0
        assert tokenizer.decode(body).strip() == text.strip().lower()


def test_a_wish_cannot_smuggle_in_slot_tokens(tokenizer):
    ids, _ = tokenize(tokenizer, ["a bear <|species|> <|pad|>"])
    slots = set(tokenizer.convert_tokens_to_ids(list(SLOT_TOKENS)))
    assert sum(int(token) in slots for token in ids[0]) == len(SLOT_TOKENS)


def test_a_very_long_wish_is_cut_and_still_ends_with_the_slots(tokenizer):
    ids, _ = tokenize(tokenizer, ["小熊" * 500])
    assert ids.shape == (1, MAX_WISH_TOKENS + 1 + len(SLOT_TOKENS))


def test_slot_states_do_not_depend_on_what_a_wish_is_batched_with(tokenizer):
    """Left padding must be masked, or a picture would change with its neighbours in a batch."""
    model = build_text_encoder(len(tokenizer), hidden_size=32, num_layers=2).eval()
    with torch.inference_mode():
        alone = encode_wishes(model, tokenizer, ["a bear"])
        together = encode_wishes(model, tokenizer, ["a bear", "一只戴帽子的小熊在森林里"])
    assert alone.shape == (1, len(SLOTS), 32)
    assert torch.allclose(alone[0], together[0], atol=1e-5)


def test_the_slot_heads_learn_to_read_two_wishes(tokenizer):
    torch.manual_seed(0)
    model, heads = build_text_encoder(len(tokenizer), hidden_size=32, num_layers=2), SlotHeads(32)
    nothing = dict.fromkeys(SLOTS, UNSAID)
    targets = slot_targets([nothing | {"species": "bear"}, nothing | {"species": "cat", "garment": NONE}])
    optimizer = torch.optim.Adam([*model.parameters(), *heads.parameters()], 1e-2)
    losses = []
    for _ in range(30):
        loss = slot_loss(heads(encode_wishes(model, tokenizer, ["a bear", "a hat"])), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.05 * losses[0]


def test_the_autoencoder_maps_pictures_to_latents_and_back():
    vae = StarterAutoencoder(encoder_channels=(8, 16, 32), decoder_channels=(16, 16, 8, 8, 8))
    latents = vae.encode(torch.zeros(2, 3, 512, 512))
    assert latents.shape == (2, 32, 16, 16)
    assert vae.decode(latents).shape == (2, 3, 512, 512)
    assert vae.decode(latents[:, :, :5, :5]).shape == (2, 3, 160, 160)


def test_the_statistics_make_latents_standard():
    plain = StarterAutoencoder(encoder_channels=(8, 16, 32), decoder_channels=(16, 16, 8, 8, 8))
    scaled = StarterAutoencoder(
        **dict(plain.config) | {"latents_mean": [2.0] * 32, "latents_std": [4.0] * 32}
    )
    scaled.load_state_dict(plain.state_dict())
    pictures = torch.rand(1, 3, 64, 64)
    assert torch.allclose(scaled.encode(pictures), (plain.encode(pictures) - 2) / 4, atol=1e-5)
    assert torch.allclose(
        scaled.decode(scaled.encode(pictures)), plain.decode(plain.encode(pictures)), atol=1e-4
    )


def denoiser(**options: int) -> StarterTransformer2DModel:
    sizes = {"num_attention_heads": 2, "attention_head_dim": 8, "num_layers": 2, "cross_attention_dim": 16}
    small = {"plane_side": 6, "plane_channels": 2, "part_side": 5, "part_channels": 2, "sketch_blocks": 1}
    return StarterTransformer2DModel(**sizes | small | options, caption_channels=STATE_SIZE)


def trained_denoiser() -> StarterTransformer2DModel:
    """With something in the layers that start at zero, so that it predicts something."""
    model = denoiser()
    torch.nn.init.normal_(model.proj_out.weight, std=0.1)
    return model.eval()


def inputs(count: int = 2) -> dict[str, torch.Tensor]:
    return {
        "hidden_states": torch.randn(count, 32, 16, 16),
        "encoder_hidden_states": torch.randn(count, len(SLOTS), STATE_SIZE),
        "timestep": torch.full((count,), 500.0),
        "layout": layouts(count),
    }


@pytest.mark.parametrize("changed", ["hidden_states", "encoder_hidden_states", "timestep", "layout"])
def test_the_velocity_depends_on_every_input(changed: str) -> None:
    model, before = trained_denoiser(), inputs()
    after = dict(before)
    after[changed] = before[changed].flip(0) if changed != "timestep" else before[changed] / 2
    with torch.inference_mode():
        (one,), (two,) = model(**before), model(**after)
    assert one.shape == (2, 32, 16, 16) and not torch.allclose(one, two)


def test_the_denoiser_says_how_deep_its_sketch_is() -> None:
    assert [len(denoiser(sketch_blocks=count).sketch.refine) for count in (1, 3)] == [1, 3]


def test_an_untrained_denoiser_predicts_the_best_guess_that_its_draft_allows() -> None:
    model, given = denoiser(), inputs()
    with torch.inference_mode():
        draft = model.sketch(given["encoder_hidden_states"], given["layout"]).draft
        guess = best_guess(given["hidden_states"], draft, torch.full((2,), 0.5))
        assert torch.allclose(model(**given)[0], guess, atol=1e-5)


@pytest.mark.parametrize("sigma", [0.1, 0.5, 0.9, 1.0])
def test_no_other_gain_guesses_better_than_the_best_guess(sigma: float) -> None:
    """Against made-up pictures that really are draft + noise of the size that is reckoned with."""
    torch.manual_seed(0)
    draft = torch.randn(64, 32, 16, 16)
    clean = draft + DRAFT_ERROR**0.5 * torch.randn_like(draft)
    noise, sigmas = torch.randn_like(draft), torch.full((64,), sigma)
    noisy, wanted = add_noise(clean, noise, sigmas), velocity(clean, noise)
    guess = best_guess(noisy, draft, sigmas)
    rest = noisy - (1 - sigma) * draft
    error = (guess - wanted).square().mean()
    for change in (-0.1, 0.1):
        assert (guess + change * rest - wanted).square().mean() > error


def test_a_perfect_draft_needs_no_denoiser_at_the_start() -> None:
    draft, noise = torch.randn(4, 32, 16, 16), torch.randn(4, 32, 16, 16)
    guess = best_guess(noise, draft, torch.ones(4))
    assert torch.allclose(guess, velocity(draft, noise), atol=1e-5)


def test_the_velocity_follows_the_sketch_and_the_pooled_words() -> None:
    """Each way on its own: what is not seen at all could not be learnt."""
    model, given = trained_denoiser(), inputs()
    made = model.sketch(given["encoder_hidden_states"], given["layout"])
    results = []
    others = [made._replace(**{part: getattr(made, part) + 1}) for part in made._fields]
    for sketched in (made, *others):
        model._sketched = lambda states, layout, sketched=sketched: sketched  # type: ignore[method-assign]
        with torch.inference_mode():
            results.append(model(**given)[0])
    for other in results[1:]:
        assert not torch.allclose(results[0], other, atol=1e-4)


def test_the_last_layers_look_across_the_borders_of_patches() -> None:
    model, given = trained_denoiser(), inputs()
    with torch.inference_mode():
        (before,) = model(**given)
        model.smooth_out.weight.normal_(std=0.1)
        (after,) = model(**given)
    assert not torch.allclose(before, after, atol=1e-4)


def test_a_fresh_lora_changes_nothing_and_can_be_removed() -> None:
    model, given = trained_denoiser(), inputs()
    with torch.inference_mode():
        (before,) = model(**given)
        model.add_adapter(LoraConfig(r=4, target_modules=["to_q", "to_k", "to_v", "to_out.0"]), "crayon")
        (fresh,) = model(**given)
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.fill_(0.1)
        (trained,) = model(**given)
        model.disable_adapters()
        (off,) = model(**given)
    assert torch.allclose(before, fresh, atol=1e-6) and torch.allclose(before, off, atol=1e-6)
    assert not torch.allclose(before, trained, atol=1e-3)


def test_the_layout_size_is_the_one_that_the_denoiser_was_built_for() -> None:
    assert len(layout_numbers(sample_layout(np.random.default_rng(0)))) == LAYOUT_SIZE


def test_without_gradients_the_sketch_is_made_once_for_all_steps() -> None:
    model, given = trained_denoiser(), inputs()
    made = []
    model.sketch.register_forward_hook(lambda *_: made.append(1))
    with torch.inference_mode():
        for step in (900.0, 500.0, 100.0):
            model(**given | {"timestep": torch.full((2,), step)})
    assert len(made) == 1
    for _ in range(2):  # in training it changes with every step
        model(**given)
    assert len(made) == 3


@pytest.mark.parametrize("changed", ["encoder_hidden_states", "layout"])
def test_a_kept_sketch_is_never_used_for_other_words_or_another_layout(changed: str) -> None:
    model, first = trained_denoiser(), inputs()
    second = first | {changed: first[changed].flip(0)}
    with torch.inference_mode():
        model(**first)
        (after_another,) = model(**second)
        model._kept = None
        (fresh,) = model(**second)
    assert torch.equal(after_another, fresh)


def test_training_reaches_every_part_of_the_sketch_but_what_is_known_exactly() -> None:
    model, given = trained_denoiser().train(), inputs()
    given["encoder_hidden_states"] = made_up_states([0, 1])
    taught_to_read(model.sketch)
    with torch.no_grad():
        model(**given)  # what is kept of this one has no gradients
    model(**given)[0].square().mean().backward()
    still = {name for name, weight in model.sketch.named_parameters() if weight.grad is None}
    assert {name.split(".")[0] for name in still} == {"said"}, "solved for, not trained"


BARE = Animal("bear", "brown")
DRESSED = Animal(
    "frog", "red", "spots", "cape", "blue", "crown", "pink", "kite", "green", pose="waving", face="sad"
)


def test_what_a_lone_animal_shows_has_nothing_second() -> None:
    seen = shown(Scene((BARE,), place="farm", weather="rain"))
    assert tuple(seen) == SLOTS
    assert {slot: seen[slot] for slot in ANIMAL_SLOTS} == {
        "species": "bear", "coat": "brown", "pattern": "plain", "pose": "standing", "face": "smiling",
    } | dict.fromkeys(MAYBE_NONE, NONE)  # fmt: skip
    assert {seen[SECOND + slot] for slot in ANIMAL_SLOTS} == {NONE}
    assert [seen[slot] for slot in SCENE_SLOTS] == ["farm", "day", "rain", "sticker"]


def test_what_a_pair_shows_is_told_of_each() -> None:
    seen = shown(Scene((BARE, DRESSED)))
    assert seen["species"] == "bear" and seen["held"] == NONE
    for slot in ANIMAL_SLOTS:
        assert seen[SECOND + slot] == getattr(DRESSED, slot)


def test_who_sleeps_shows_a_sleepy_face() -> None:
    seen = shown(Scene((replace(BARE, pose="sleeping"), replace(BARE, face="laughing"))))
    assert (seen["face"], seen[f"{SECOND}face"]) == ("sleepy", "laughing")


def test_the_judge_reads_every_slot_of_every_picture() -> None:
    judge = Judge(channels=(8, 8, 8)).eval()
    for count, two in enumerate((False, True)):
        judge.heads[COUNT].bias.data = torch.tensor([100.0, -100.0]) * (-1) ** count
        for seen in read_pictures(judge, [Image.new("RGB", (300, 300), "red"), draw_scene(*a_pair())]):
            assert set(seen) == set(SLOTS)
            for slot, value in seen.items():
                own = slot.removeprefix(SECOND)
                if slot.startswith(SECOND) and not two:
                    assert value == NONE
                else:
                    assert value in VIEW_CLASSES[own], slot
                    assert value != NONE or own in MAYBE_NONE


def test_the_judge_can_say_whatever_a_picture_can_show() -> None:
    for slot in SLOTS:
        assert set(table_of(slot)) <= set(VIEW_CLASSES[slot.removeprefix(SECOND)])


class ReadsTheMiddle:
    """A judge that sees two animals, and only the colour in the middle of a view: red is the first class."""

    def __call__(self, views: torch.Tensor) -> dict[str, torch.Tensor]:
        half = views.shape[-1] // 2
        index = views[:, :, half, half].argmax(1)  # 0 red, 1 green, 2 blue
        logits = {slot: torch.eye(len(VIEW_CLASSES[slot]))[index] for slot in VIEW_CLASSES if slot != COUNT}
        return logits | {COUNT: torch.tensor([[0.0, 1.0]]).expand(len(views), 2)}


def test_of_a_pair_the_first_is_read_on_the_left_and_the_second_on_the_right() -> None:
    picture = Image.new("RGB", (256, 256), (0, 255, 0))
    picture.paste((255, 0, 0), (0, 0, 100, 256))
    picture.paste((0, 0, 255), (156, 0, 256, 256))
    (seen,) = read_pictures(ReadsTheMiddle(), [picture])  # type: ignore[arg-type]
    for slot, classes in VIEW_CLASSES.items():
        if slot in ANIMAL_SLOTS:
            assert (seen[slot], seen[SECOND + slot]) == (classes[0], classes[2])
        elif slot in SCENE_SLOTS:
            assert seen[slot] == classes[1], "the scene is that of the whole picture"


def a_pair(coats: tuple[str, str] = ("orange", "orange")) -> tuple[Scene, Layout]:
    """Two bears that stand in the middle of what a layout may say."""
    frames = tuple(
        Frame(**{name: middle for name, (middle, _) in ranges.items()} | {"mirrored": index == 2})
        for index, ranges in enumerate(FRAMES)
    )
    layout = replace(sample_layout(np.random.default_rng(3)), frames=frames)
    return Scene(tuple(replace(BARE, coat=coat) for coat in coats)), layout


@pytest.mark.parametrize("which", [0, 1])
def test_a_look_from_nearby_shows_one_of_a_pair_as_a_whole_picture_shows_a_lone_animal(which: int) -> None:
    coats = ("blue", "orange") if which == 0 else ("orange", "blue")
    near = fur_between(
        nearby(judge_tensor([draw_scene(*a_pair(given)) for given in (("orange", "orange"), coats)]), which)
    )
    layout = a_pair()[1]
    lone = [draw_scene(Scene((replace(BARE, coat=coat),)), layout) for coat in ("orange", "blue")]
    usual = fur_between(whole(judge_tensor(lone)))
    assert near.shape == usual.shape == (SIDE, SIDE)
    for axis in (0, 1):
        places, usual_places = (np.nonzero(fur)[axis] for fur in (near, usual))
        assert np.percentile(places, [1, 50, 99]) == pytest.approx(
            np.percentile(usual_places, [1, 50, 99]), abs=5
        )


def fur_between(views: torch.Tensor) -> np.ndarray:
    """Where two views differ strongly, (SIDE, SIDE)."""
    found: np.ndarray = ((views[0] - views[1]).abs().sum(0) > 0.5).numpy()
    return found
