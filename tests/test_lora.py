"""LoRA files: a good one is merged into the weights, a wrong one is refused before anything has changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from peft.tuners.tuners_utils import BaseTunerLayer
from safetensors.torch import load_file, save_file
from tiny_models import BUILDERS, build_dreamlite, build_sd15, write_lora

from cute_animal.errors import ModelUnavailable
from cute_animal.lora import LoraFile, check_lora, load_lora

# SDXL's scheduler, with numpy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

RANK = 2


@pytest.fixture
def pipe() -> Any:
    return build_sd15()


@pytest.fixture(scope="module")
def good_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lora(build_sd15(), tmp_path_factory.mktemp("lora"), rank=RANK)


@pytest.fixture
def file(good_file: Path, tmp_path: Path) -> Path:
    """A good one, for this test to spoil."""
    return Path(shutil.copy(good_file, tmp_path))


def denoiser_of(name: str) -> str:
    return "transformer" if name in ("z-image-turbo", "qwen-image") else "unet"


def weights(pipe: Any, denoiser: str = "unet") -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in getattr(pipe, denoiser).state_dict().items()}


def same(one: dict[str, torch.Tensor], two: dict[str, torch.Tensor]) -> bool:
    return one.keys() == two.keys() and all(torch.equal(one[name], two[name]) for name in one)


def is_plain(pipe: Any, denoiser: str = "unet") -> bool:
    """Is it as it would be without any LoRA, with no layer wrapped and no adapter known?"""
    model = getattr(pipe, denoiser)
    wrapped = any(isinstance(module, BaseTunerLayer) for module in model.modules())
    return not wrapped and not hasattr(model, "peft_config") and not pipe.get_list_adapters()


def draw(pipe: Any) -> torch.Tensor:
    noise = torch.zeros(1, 4, 8, 8)
    return pipe("小熊", num_inference_steps=1, latents=noise, output_type="latent").images


@pytest.mark.parametrize("name", [name for name in BUILDERS if name != "dreamlite"])
def test_a_good_file_changes_the_weights_and_leaves_a_plain_pipeline(tmp_path, name):
    pipe, denoiser = BUILDERS[name](), denoiser_of(name)
    before = weights(pipe, denoiser)
    file = check_lora(write_lora(pipe, tmp_path, rank=RANK), rank=RANK)
    load_lora(pipe, file, denoiser)
    after = weights(pipe, denoiser)
    assert is_plain(pipe, denoiser) and after.keys() == before.keys()
    changed = {key for key in after if not torch.equal(before[key], after[key])}
    assert len(changed) == file.layers > 0
    assert all(".to_" in key for key in changed)


def test_a_merged_file_draws_another_picture(pipe, file):
    before = draw(pipe)
    load_lora(pipe, check_lora(file), "unet")
    after = draw(pipe)
    assert torch.isfinite(after).all() and not torch.allclose(before, after, atol=1e-2)


def test_what_is_merged_is_the_product_of_the_two_factors(pipe, file):
    before = weights(pipe)
    load_lora(pipe, check_lora(file), "unet", scale=0.5)
    factors = load_file(file)
    down = next(key for key in factors if "lora_A" in key or "lora.down" in key)
    up = down.replace("lora_A", "lora_B").replace("lora.down", "lora.up")
    layer = down.removeprefix("unet.").rsplit(".lora", 1)[0] + ".weight"
    torch.testing.assert_close(weights(pipe)[layer] - before[layer], 0.5 * factors[up] @ factors[down])


def test_at_scale_0_nothing_changes(pipe, file):
    before = weights(pipe)
    load_lora(pipe, check_lora(file), "unet", scale=0.0)
    assert same(before, weights(pipe)) and is_plain(pipe)


def test_a_second_file_can_follow_the_first(pipe, file):
    """A name that stays taken would let the second one be refused, or be merged twice."""
    load_lora(pipe, check_lora(file), "unet")
    once = weights(pipe)
    load_lora(pipe, check_lora(file), "unet")
    assert is_plain(pipe) and not same(once, weights(pipe))


def test_a_look_counts_layers_and_ranks(file):
    assert check_lora(file) == LoraFile(file, len(load_file(file)) // 2, frozenset({RANK}))


@pytest.mark.parametrize(
    "down, up",
    [
        ("lora_A.weight", "lora_B.weight"),
        ("lora_down.weight", "lora_up.weight"),
        ("lora.down.weight", "lora.up.weight"),
        ("lora_A.default.weight", "lora_B.default.weight"),
    ],
)
def test_every_way_to_name_the_factors_is_known(tmp_path, down, up):
    file = tmp_path / "named.safetensors"
    save_file(
        {
            f"a.to_q.{down}": torch.ones(3, 8),
            f"a.to_q.{up}": torch.ones(8, 3),
            "a.to_q.alpha": torch.ones(()),
        },
        file,
    )
    assert check_lora(file, rank=3).layers == 1


def as_it_is(file: Path) -> Path:
    return file


def without_one_factor(file: Path) -> Path:
    factors = load_file(file)
    del factors[next(key for key in factors if "lora_B" in key or "up" in key)]
    save_file(factors, file)
    return file


def of_two_ranks(file: Path) -> Path:
    """One factor of rank 2, its partner of rank 3."""
    factors = load_file(file)
    key = next(key for key in factors if "lora_A" in key)
    factors[key] = torch.ones(RANK + 1, factors[key].shape[1])
    save_file(factors, file)
    return file


def with_a_number_spoilt(file: Path) -> Path:
    factors = load_file(file)
    factors[min(factors)][0, 0] = torch.inf
    save_file(factors, file)
    return file


def as_a_pickle(file: Path) -> Path:
    torch.save(load_file(file), file.with_suffix(".bin"))
    return file.with_suffix(".bin")


def junk(file: Path) -> Path:
    file.write_bytes(b"<html>404 Not Found</html>" * 9)
    return file


def cut_off(file: Path) -> Path:
    file.write_bytes(file.read_bytes()[:-100])
    return file


def without_lora_keys(file: Path) -> Path:
    save_file({"conv_in.weight": torch.ones(2, 2)}, file)
    return file


def gone(file: Path) -> Path:
    file.unlink()
    return file


@pytest.mark.parametrize(
    "spoil, rank, reason",
    [
        pytest.param(as_it_is, 64, r"its rank is \[2\], not 64", id="wrong rank"),
        pytest.param(with_a_number_spoilt, RANK, "not finite", id="infinite"),
        pytest.param(without_one_factor, RANK, "do not belong together", id="one factor missing"),
        pytest.param(of_two_ranks, None, "do not belong together", id="factors that do not fit"),
        pytest.param(as_a_pickle, RANK, "a pickle could run code", id="a pickle"),
        pytest.param(junk, RANK, "cannot be read", id="junk"),
        pytest.param(cut_off, RANK, "cannot be read", id="a download that stopped"),
        pytest.param(without_lora_keys, RANK, "no LoRA weights in it", id="other weights"),
        pytest.param(gone, RANK, "cannot be read", id="no such file"),
    ],
)
@pytest.mark.parametrize(
    "language, sentence", [("zh", "风格文件 .* 不能用：.*"), ("en", "LoRA file .* cannot be used: ")]
)
def test_a_wrong_file_is_refused_with_its_reason(file, spoil, rank, reason, language, sentence):
    path = spoil(file)
    with pytest.raises(ModelUnavailable, match=f"{sentence}.*{reason}") as caught:
        check_lora(path, rank=rank, language=language)
    assert path.name in str(caught.value) and str(path.parent) not in str(caught.value)


def test_a_nan_is_refused(pipe, tmp_path):
    with pytest.raises(ModelUnavailable, match="not finite"):
        check_lora(write_lora(pipe, tmp_path, nan=True))


@pytest.mark.parametrize("name", [name for name in BUILDERS if name != "dreamlite"])
def test_layers_that_fit_nowhere_are_refused_and_nothing_changes(tmp_path, name):
    """diffusers takes such a file with at most a warning, and draws as if there were none."""
    pipe, denoiser = BUILDERS[name](), denoiser_of(name)
    before = weights(pipe, denoiser)
    file = check_lora(write_lora(pipe, tmp_path, rank=RANK, good=False))
    with pytest.raises(ModelUnavailable, match="LoRA file .* cannot be used"):
        load_lora(pipe, file, denoiser)
    assert same(before, weights(pipe, denoiser)) and is_plain(pipe, denoiser)


@pytest.mark.parametrize(
    "language, sentence",
    [
        ("zh", "风格文件 .* 不能用：1 of its 32 layers"),
        ("en", "LoRA file .* cannot be used: 1 of its 32 layers"),
    ],
)
def test_one_layer_that_fits_nowhere_is_enough_to_refuse(pipe, file, language, sentence):
    factors = load_file(file)
    down = next(key for key in factors if "lora_A" in key)
    for key in (down, down.replace("lora_A", "lora_B")):
        factors[key.replace("to_q", "from_q").replace("to_k", "from_k")] = factors.pop(key)
    save_file(factors, file)
    before = weights(pipe)
    with pytest.raises(ModelUnavailable, match=sentence):
        load_lora(pipe, check_lora(file), "unet", language=language)
    assert same(before, weights(pipe)) and is_plain(pipe)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB"), id="device"),
        pytest.param(MemoryError(), id="RAM"),
    ],
)
def test_running_out_of_memory_is_not_told_as_a_wrong_file(pipe, file, monkeypatch, error):
    """Nobody went down the ladder then, and a good file was blamed."""

    def burst(*_, **__):
        raise error

    monkeypatch.setattr(pipe.unet, "load_lora_adapter", burst)
    with pytest.raises(type(error)):
        load_lora(pipe, check_lora(file), "unet")


def test_a_file_for_a_wider_model_is_refused_and_nothing_changes(pipe, file):
    """diffusers wraps the layers before it looks at the sizes, and left them wrapped."""
    save_file(
        {key: torch.cat([value, value], dim=int("lora_A" in key)) for key, value in load_file(file).items()},
        file,
    )
    before = weights(pipe)
    with pytest.raises(ModelUnavailable, match="size mismatch"):
        load_lora(pipe, check_lora(file, rank=RANK), "unet")
    assert same(before, weights(pipe)) and is_plain(pipe)


@pytest.mark.parametrize(
    "language, sentence", [("zh", "不能用：.*takes no LoRA"), ("en", "cannot be used: .*takes no LoRA")]
)
def test_a_class_that_takes_none_says_so(file, language, sentence):
    pipe = build_dreamlite()
    before = weights(pipe)
    with pytest.raises(ModelUnavailable, match=sentence):
        load_lora(pipe, check_lora(file), "unet", language=language)
    assert same(before, weights(pipe))
