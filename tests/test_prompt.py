from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest

from cute_animal.errors import BadRequest, CannotDraw
from cute_animal.presets import MAX_STEPS, PRESETS, STYLE, get_preset
from cute_animal.prompt import MAX_SEED, build_request
from cute_animal.safety import check_prompt
from cute_animal.wording import IDEAS, say

STARTER = get_preset("starter")


def request_for(wish="a little rabbit", **numbers):
    return build_request(check_prompt(wish), preset=STARTER, **numbers)


def test_a_plain_string_never_becomes_a_request():
    with pytest.raises(TypeError, match="SafePrompt"):
        build_request("a little rabbit", preset=STARTER)


def test_a_request_holds_all_that_is_needed_to_draw_again():
    request = request_for("一只小兔子", seed=7, num_inference_steps=4)
    assert (request.seed, request.num_inference_steps, request.preset) == (7, 4, "starter")
    assert (request.width, request.height, request.language) == (512, 512, "zh")
    assert request == request_for("一只小兔子", seed=7, num_inference_steps=4)


def test_without_numbers_the_seed_is_random_and_the_steps_are_the_presets():
    requests = [request_for() for _ in range(5)]
    assert len({request.seed for request in requests}) > 1
    assert all(0 <= request.seed <= MAX_SEED for request in requests)
    assert {request.num_inference_steps for request in requests} == {STARTER.num_inference_steps}


@pytest.mark.parametrize("seed", [0, 0.0, -0.0, "0", np.int64(0), np.float32(0)])
def test_zero_is_a_seed_and_not_a_missing_one(seed):
    request = request_for(seed=seed)
    assert request.seed == 0 and type(request.seed) is int


@pytest.mark.parametrize("seed", [7.0, "7", "7.0", " 7 ", MAX_SEED, float(MAX_SEED), str(MAX_SEED)])
def test_whole_numbers_are_taken_as_doors_send_them(seed):
    assert request_for(seed=seed).seed == int(float(seed))


NOT_WHOLE = [
    pytest.param(math.nan, id="nan"),
    pytest.param("nan", id="nan-as-text"),
    pytest.param(math.inf, id="inf"),
    pytest.param(-math.inf, id="minus-inf"),
    pytest.param("1e999", id="inf-as-text"),
    pytest.param(-1, id="negative"),
    pytest.param(1.5, id="half"),
    pytest.param("1.5", id="half-as-text"),
    pytest.param(1e300, id="huge"),
    pytest.param(10**400, id="larger-than-a-float"),
    pytest.param(10**5000, id="too-long-to-print"),
    pytest.param(True, id="true"),
    pytest.param(False, id="false"),
    pytest.param("", id="empty"),
    pytest.param("seven", id="word"),
    pytest.param("0x10", id="hex"),
    pytest.param("9" * 100_000, id="long-text"),
    pytest.param([7], id="list"),
    pytest.param({}, id="dict"),
    pytest.param(1j, id="complex"),
    pytest.param(Decimal("NaN"), id="decimal-nan"),
]


@pytest.mark.parametrize("value", [*NOT_WHOLE, MAX_SEED + 1])
def test_other_seeds_are_answered_with_a_sentence(value):
    with pytest.raises(BadRequest) as caught:
        request_for(seed=value)
    assert str(caught.value) == f"The seed must be a whole number from 0 to {MAX_SEED}."


@pytest.mark.parametrize("value", [*NOT_WHOLE, 0, MAX_STEPS + 1, 1e9])
def test_other_steps_are_answered_in_the_wishs_language(value):
    with pytest.raises(BadRequest) as caught:
        request_for("一只小兔子", num_inference_steps=value)
    assert str(caught.value) == "步数要是 1 到 50 之间的整数。"


@pytest.mark.parametrize("steps", [1, MAX_STEPS])
def test_the_limits_of_steps_are_legal(steps):
    assert request_for(num_inference_steps=steps).num_inference_steps == steps


def test_the_request_says_what_was_understood():
    assert request_for("一只穿红色背带裤的小兔子").understood[0] == "小兔子"
    assert "rabbit" in request_for("a rabbit in red overalls").understood


@pytest.mark.parametrize(
    "wish, language, named",
    [
        pytest.param("a crocodile on a bicycle", "en", ("crocodile", "bicycle"), id="unknown-animal"),
        pytest.param("一只骑自行车的鳄鱼", "zh", ("鳄鱼", "自行车"), id="unknown-animal-zh"),
        pytest.param("the red castle", "en", ("castle",), id="no-animal"),
    ],
)
def test_a_wish_outside_of_the_vocabulary_is_answered_with_what_the_model_knows(wish, language, named):
    with pytest.raises(CannotDraw) as caught:
        request_for(wish)
    sentence = str(caught.value)
    assert all(word in sentence for word in named)
    assert ("小兔子" if language == "zh" else "rabbit") in sentence
    assert len(caught.value.ideas) == 3 and set(caught.value.ideas) <= set(IDEAS[language])


@pytest.mark.parametrize("wish", ["a cat and a dog", "two cats", "小猫和小狗", "两只小猫"])
def test_two_animals_are_drawn_and_nothing_is_left_out(wish):
    request = request_for(wish)
    assert request.notes == () and request.understood


@pytest.mark.parametrize(
    "wish, language",
    [("three cats", "en"), ("三只小猫", "zh"), ("一只小猫和两只小狗", "zh"), ("a flock of ducks", "en")],
)
def test_of_more_animals_two_are_drawn_and_said_so(wish, language):
    request = request_for(wish)
    assert request.notes == (say("at-most-two", language),)


@pytest.mark.parametrize("wish, language", [("a cat, a dog and a bear", "en"), ("小猫、小狗和小熊", "zh")])
def test_three_kinds_of_animals_are_for_the_child_to_choose_from(wish, language):
    with pytest.raises(CannotDraw) as caught:
        request_for(wish)
    assert str(caught.value).startswith(say("choose-two-animals", language))
    assert len(caught.value.ideas) == 3


def test_an_unknown_thing_beside_a_known_animal_becomes_a_note():
    request = request_for("a rabbit on a bicycle")
    assert any("bicycle" in note for note in request.notes)
    assert request_for("a rabbit").notes == ()


def general(wish, preset="z-image-turbo", **numbers):
    return build_request(check_prompt(wish), preset=get_preset(preset), **numbers)


@pytest.mark.parametrize("wish", ["an octopus on a bicycle.", "一只骑自行车的章鱼。", "a cat and a dog"])
def test_a_general_model_gets_every_wish_whole_and_in_our_style(wish):
    request = general(wish)
    language = request.language
    assert request.prompt == STYLE[language].format(wish=wish.rstrip(".。")) and request.notes == ()


def test_a_general_model_still_says_what_was_understood():
    wish = "a rabbit in red overalls"
    assert general(wish).understood == request_for(wish).understood


@pytest.mark.parametrize("preset", ["sd15", "sdxl-turbo"])
def test_a_model_that_reads_english_gets_a_chinese_wish_in_english(preset):
    request = general("一只穿红色背带裤的小兔子", preset)
    assert request.prompt.isascii() and request.language == "zh"
    assert "rabbit" in request.prompt and "red overalls" in request.prompt
    assert "小兔子" in request.understood
    assert general("a rabbit in red overalls", preset).prompt.startswith("a rabbit in red overalls. ")


def test_what_of_a_chinese_wish_is_not_translated_becomes_a_note():
    request = general("一只骑自行车的小兔子", "sd15")
    assert "bicycle" not in request.prompt and any("自行车" in note for note in request.notes)


def test_a_chinese_wish_of_which_nothing_is_understood_is_not_drawn_as_something_else():
    with pytest.raises(CannotDraw) as caught:
        general("一只骆驼", "sd15")
    assert "英语" in str(caught.value) and "小兔子" in str(caught.value)
    assert len(caught.value.ideas) == 3 and set(caught.value.ideas) <= set(IDEAS["zh"])


@pytest.mark.parametrize("idea", IDEAS["zh"])
def test_the_ideas_for_a_model_that_reads_english_can_be_drawn_with_it(idea):
    assert general(idea, "sd15").prompt.isascii()


@pytest.mark.parametrize("preset", [name for name in PRESETS if name != "starter"])
def test_each_model_has_its_own_limits_of_steps(preset):
    least, most = get_preset(preset).fewest_steps, get_preset(preset).most_steps
    for steps in (least, most):
        assert general("a rabbit", preset, num_inference_steps=steps).num_inference_steps == steps
    for steps in (least - 1, most + 1):
        with pytest.raises(BadRequest, match=f"from {least} to {most}"):
            general("a rabbit", preset, num_inference_steps=steps)


def test_without_a_name_the_scheduler_is_the_presets():
    assert general("a rabbit", "sd15").scheduler == "dpmsolver++"
    assert general("a rabbit", "sd15", scheduler="euler").scheduler == "euler"
    assert general("a rabbit").scheduler is None  # the one saved with the weights


def test_an_unknown_scheduler_is_answered_with_the_list():
    with pytest.raises(BadRequest) as caught:
        general("一只小兔子", scheduler="euler")
    assert str(caught.value) == (
        "画法 z-image-turbo 没有叫“euler”的调度器。可以选的有：flow-euler、flow-unipc。"
    )
