"""The guard model: a tiny one of the real class, taught two answers; and what happens when it cannot run."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

from cute_animal.architectures import byte_tokenizer
from cute_animal.config import Settings
from cute_animal.errors import CheckUnavailable, UnsafePrompt
from cute_animal.safety import check_prompt
from cute_animal.studio import draw
from cute_animal.wish_guard import WishGuard, guard_of, wake_up
from cute_animal.wording import say

ANSWERS = {
    "a rabbit": "Safety: Safe\nCategories: None",
    "a spider": "Safety: Controversial\nCategories: Unethical Acts",
    "a beetle": "Safety: Unsafe\nCategories: Violent",
    "一只兔子": "Safety: Safe\nCategories: None",
    "a parrot": "I am a parrot. Safety: Safe",
}
TEMPLATE = "{% for message in messages %}U:{{ message['content'] }}\n{% endfor %}A:"
STEPS = 300


@pytest.fixture(scope="module")
def tokenizer():
    made = byte_tokenizer("Qwen2Tokenizer")
    made.chat_template = TEMPLATE
    return made


def tiny_model(tokenizer) -> Qwen3ForCausalLM:
    end = tokenizer.eos_token_id
    config = Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=48, intermediate_size=96, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, head_dim=16, eos_token_id=end, bos_token_id=None,
    )  # fmt: skip
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return Qwen3ForCausalLM(config)


@pytest.fixture(scope="module")
def untaught(tokenizer, tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("untaught")
    tiny_model(tokenizer).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def taught(tokenizer, tmp_path_factory) -> str:
    """A folder with a model that gives ANSWERS by heart."""
    model = tiny_model(tokenizer)
    end = tokenizer.eos_token_id
    rows, labels = [], []
    for wish, answer in ANSWERS.items():
        asked = tokenizer(f"U:{wish}\nA:").input_ids
        said = [*tokenizer(answer).input_ids, end]
        rows.append(torch.tensor(asked + said))
        labels.append(torch.tensor([-100] * len(asked) + said))
    inputs = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=end)
    targets = torch.nn.utils.rnn.pad_sequence(labels, batch_first=True, padding_value=-100)
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(STEPS):
        loss = model(input_ids=inputs, labels=targets).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if loss < 0.01:
            break
    folder = tmp_path_factory.mktemp("taught")
    model.eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize("wish", ["a rabbit", "一只兔子"])
def test_what_the_model_calls_safe_passes(taught, wish):
    assert check_prompt(wish, judge=WishGuard(taught)).text == wish


@pytest.mark.parametrize(
    "wish, category", [("a spider", "guard-controversial"), ("a beetle", "guard-unsafe")]
)
def test_strict_mode_refuses_what_is_unsafe_or_controversial(taught, wish, category):
    assert check_prompt(wish).text == wish
    with pytest.raises(UnsafePrompt) as caught:
        check_prompt(wish, judge=WishGuard(taught))
    assert caught.value.category == category
    assert str(caught.value) == say("unsafe-prompt", "en") and len(caught.value.ideas) == 3


def test_an_answer_that_is_no_verdict_lets_nothing_pass(taught, untaught, caplog):
    for judge, wish in ((WishGuard(taught), "a parrot"), (WishGuard(untaught), "a rabbit")):
        with pytest.raises(CheckUnavailable) as caught:
            check_prompt(wish, judge=judge)
        assert str(caught.value) == say("check-unavailable", "en")
    assert "rabbit" not in caplog.text and "parrot" not in caplog.text


@pytest.mark.parametrize("answer", ["", 0, False, True, ["unsafe"]])
def test_a_judge_that_answers_anything_else_lets_nothing_pass(answer):
    with pytest.raises(CheckUnavailable):
        check_prompt("a rabbit", judge=lambda text: answer)


def test_it_is_asked_only_about_what_the_rules_let_through_as_it_will_be_drawn():
    heard = []
    with pytest.raises(UnsafePrompt):
        check_prompt("a bear with a gun", judge=heard.append)
    check_prompt("a fierce lion", judge=heard.append)
    assert heard == [check_prompt("a fierce lion").text]


def test_one_that_is_not_here_draws_nothing_and_is_not_fetched(tmp_path, caplog):
    settings = Settings(wish_guard=str(tmp_path / "nobody"), output_dir=tmp_path / "out")
    wake_up(settings)
    assert "nothing is drawn" in caplog.text
    for wish, language in (("a rabbit", "en"), ("一只兔子", "zh")):
        with pytest.raises(CheckUnavailable) as caught:
            list(draw(wish, settings=settings))
        assert str(caught.value) == say("check-unavailable", language)
    assert not (tmp_path / "out").exists()


def test_broken_weights_draw_nothing(untaught, tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (folder / name).write_bytes((Path(untaught) / name).read_bytes())
    (folder / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(CheckUnavailable):
        check_prompt("a rabbit", judge=WishGuard(str(folder)))


def test_it_is_off_unless_it_is_set_and_the_same_for_all(taught, caplog):
    caplog.set_level(logging.ERROR)
    assert guard_of(Settings()) is None
    settings = Settings(wish_guard=taught)
    assert guard_of(settings) is guard_of(settings)
    wake_up(settings)
    wake_up(Settings())
    assert caplog.text == ""
