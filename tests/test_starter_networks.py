"""Autoencoder, denoiser and text encoder: shapes, ranges and what training and export rest on."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from peft import LoraConfig

from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.denoiser import StarterTransformer2DModel
from cute_animal.starter.judge import CLASSES, Judge, class_numbers, read_pictures
from cute_animal.starter.layout import LAYOUT_SIZE, layout_numbers, sample_layout
from cute_animal.starter.text_encoder import (
    SlotHeads,
    build_text_encoder,
    encode_wishes,
    slot_loss,
    slot_targets,
)
from cute_animal.starter.tiny import build_tiny
from cute_animal.starter.tokenizer import MAX_WISH_TOKENS, SLOT_TOKENS, tokenize, train_tokenizer
from cute_animal.vocabulary import NONE, SLOTS, UNSAID, Scene


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


def denoiser() -> StarterTransformer2DModel:
    model = StarterTransformer2DModel(
        num_attention_heads=2, attention_head_dim=8, num_layers=2, cross_attention_dim=16, caption_channels=32
    )
    torch.nn.init.normal_(model.proj_out.weight, std=0.1)
    return model


def inputs(count: int = 2) -> dict[str, torch.Tensor]:
    layouts = [layout_numbers(sample_layout(np.random.default_rng(i))) for i in range(count)]
    return {
        "hidden_states": torch.randn(count, 32, 16, 16),
        "encoder_hidden_states": torch.randn(count, len(SLOTS), 32),
        "timestep": torch.full((count,), 500.0),
        "layout": torch.from_numpy(np.stack(layouts)),
    }


@pytest.mark.parametrize("changed", ["hidden_states", "encoder_hidden_states", "timestep", "layout"])
def test_the_velocity_depends_on_every_input(changed):
    model, before = denoiser().eval(), inputs()
    after = dict(before)
    after[changed] = before[changed].flip(0) if changed != "timestep" else before[changed] / 2
    with torch.inference_mode():
        (one,), (two,) = model(**before), model(**after)
    assert one.shape == (2, 32, 16, 16) and not torch.allclose(one, two)


def test_an_untrained_denoiser_predicts_zero():
    model = StarterTransformer2DModel(
        num_attention_heads=2, attention_head_dim=8, num_layers=2, cross_attention_dim=16, caption_channels=32
    )
    with torch.inference_mode():
        assert model(**inputs())[0].abs().max() == 0


def test_a_fresh_lora_changes_nothing_and_can_be_removed():
    model, given = denoiser().eval(), inputs()
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


def test_the_layout_size_is_the_one_that_the_denoiser_was_built_for():
    assert len(layout_numbers(sample_layout(np.random.default_rng(0)))) == LAYOUT_SIZE


def test_the_judge_reads_every_slot_of_every_picture():
    judge = Judge(channels=(8, 8, 8)).eval()
    pictures = build_tiny()("a bear", num_inference_steps=1).images * 2
    seen = read_pictures(judge, pictures)
    assert len(seen) == 2
    assert all(one[slot] in CLASSES[slot] for one in seen for slot in CLASSES)


def test_what_a_scene_shows_becomes_class_numbers():
    bare = Scene("bear", "brown")
    numbers = class_numbers([bare])[0].tolist()
    assert [CLASSES[slot][n] for slot, n in zip(CLASSES, numbers, strict=True)] == [
        "bear", "brown", NONE, NONE, NONE, NONE, "studio", "day", "standing", "smiling",
    ]  # fmt: skip
