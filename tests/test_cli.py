"""The command line, in this process where it can be, with the real classes and random weights."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from PIL import Image

from cute_animal import engines, presets, studio
from cute_animal.__main__ import main
from cute_animal.errors import UnsafePrompt
from cute_animal.label import read_label
from cute_animal.starter.tiny import build_tiny

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def tiny_weights(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tiny-weights")
    pipe = build_tiny()
    with torch.no_grad():
        pipe.vae.decoder[-1].weight *= 50  # else the picture check finds its pictures flat
    pipe.save_pretrained(folder)
    return folder


@pytest.fixture(autouse=True)
def clean_machine(tiny_weights, tmp_path, monkeypatch):
    """An empty working folder, no settings, the tiny model, an engine of its own."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CUTE_ANIMAL_")]:
        monkeypatch.delenv(name)
    tiny = dataclasses.replace(presets.PRESETS["starter"], weights=str(tiny_weights))
    monkeypatch.setattr(presets, "PRESETS", {"starter": tiny})
    made: dict = {}
    monkeypatch.setattr(engines, "_engines", made)
    yield
    for one in made.values():
        one.close(10)


def pixels(path: Path | str) -> bytes:
    with Image.open(path) as picture:
        return picture.tobytes()


def test_draw_prints_where_the_labelled_picture_is(capsys):
    assert main(["draw", "一只戴帽子的小熊", "--seed", "7", "--steps", "2"]) == 0
    out, _ = capsys.readouterr()
    path = Path(out.strip())
    assert path.parent == Path("drawings")
    assert path.stem.endswith(read_label(path).produce_id)
    assert len(pixels(path)) == 512 * 512 * 3


def test_the_same_seed_draws_the_same_pixels_into_the_named_file(capsys):
    for name in ("one.png", "two.PNG"):
        assert main(["draw", "a bear", "--seed", "7", "--steps", "2", "--out", name]) == 0
        assert capsys.readouterr().out.strip() == name
    assert pixels("one.png") == pixels("two.PNG")


def test_the_setting_for_pictures_is_obeyed(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("CUTE_ANIMAL_OUTPUT_DIR", str(tmp_path / "mine"))
    assert main(["draw", "a bear", "--steps", "1"]) == 0
    assert Path(capsys.readouterr().out.strip()).parent == tmp_path / "mine"


def test_no_deadline_holds_where_nobody_else_waits(capsys, monkeypatch):
    generate = engines.pipeline.generate

    def slow_generate(*arguments, **named):
        time.sleep(1.2)
        return generate(*arguments, **named)

    monkeypatch.setattr(engines.pipeline, "generate", slow_generate)
    monkeypatch.setenv("CUTE_ANIMAL_DEADLINE_S", "1")
    assert main(["draw", "a bear", "--steps", "1"]) == 0
    assert Path(capsys.readouterr().out.strip()).is_file()


def test_timings_are_a_table_and_one_line_of_json(capsys):
    assert main(["draw", "a bear", "--seed", "7", "--steps", "2", "--timings"]) == 0
    path, *table, last = capsys.readouterr().out.strip().splitlines()
    facts = json.loads(last)
    assert facts["seed"] == 7 and facts["num_inference_steps"] == 2 and facts["preset"] == "starter"
    stages = {"check", "queued", "encode", "denoise", "decode", "inspect", "save"}
    assert stages <= set(facts["timings_s"]) == {line.split()[0] for line in table[1:]}


def test_what_cannot_be_drawn_yet_is_said_beside_the_picture(capsys):
    assert main(["draw", "a bear on a bicycle", "--steps", "1"]) == 0
    out, err = capsys.readouterr()
    assert "bicycle" in err and len(out.splitlines()) == 1


def sentence_of(capsys, *argv: str) -> str:
    """Run what must fail; returns the only thing it says, on stderr."""
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err
    assert not list(Path().rglob("*.png"))
    return err.strip()


@pytest.mark.parametrize(
    "argv, part",
    [
        pytest.param(["draw", ""], "", id="empty-wish"),
        pytest.param(["draw", "  \n"], "", id="blank-wish"),
        pytest.param(["draw", "bear " * 2000], "400", id="10000-characters"),
        pytest.param(["draw", "a bear", "--steps", "0"], "from 1 to 50", id="steps-0"),
        pytest.param(["draw", "a bear", "--steps", "nan"], "from 1 to 50", id="steps-nan"),
        pytest.param(["draw", "a bear", "--steps", "1e9"], "from 1 to 50", id="steps-1e9"),
        pytest.param(["draw", "小熊", "--steps", "很多"], "1 到 50", id="steps-word"),
        pytest.param(["draw", "a bear", "--seed", "-1"], "from 0 to 2147483647", id="seed-negative"),
        pytest.param(["draw", "a bear", "--seed", "2147483648"], "from 0 to 2147483647", id="seed-too-big"),
        pytest.param(["draw", "a bear", "--preset", "nosuch"], "starter", id="unknown-preset"),
        pytest.param(["draw", "a bear", "--out", "bear.jpg"], "bear.jpg", id="not-a-png"),
        pytest.param(["draw", "a bear", "--out", "bear"], "bear", id="no-suffix"),
        pytest.param(
            ["draw", "a bear", "--steps", "1", "--out", "file/bear.png"], "file", id="unwritable-path"
        ),
        pytest.param(["label", "nosuch.png"], "nosuch.png", id="label-of-no-file"),
        pytest.param(["label", "file"], "file", id="label-of-no-picture"),
        pytest.param(["label", "."], "", id="label-of-a-folder"),
    ],
)
def test_bad_input_is_answered_with_one_sentence_and_exit_code_2(capsys, argv, part):
    Path("file").write_text("not a folder, not a picture")
    answer = sentence_of(capsys, *argv)
    assert answer and part in answer and len(answer.splitlines()) == 1


def test_a_folder_that_may_not_be_written_is_answered_with_a_sentence(capsys):
    locked = Path("locked")
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):
        pytest.skip("this user may write everywhere")
    assert "locked" in sentence_of(capsys, "draw", "a bear", "--steps", "1", "--out", "locked/bear.png")


def test_broken_weights_are_answered_with_a_sentence(capsys, monkeypatch, tmp_path):
    broken = dataclasses.replace(presets.PRESETS["starter"], weights=str(tmp_path / "nothing"))
    monkeypatch.setattr(presets, "PRESETS", {"starter": broken})
    assert "download" in sentence_of(capsys, "draw", "a bear")


def test_an_engine_without_a_socket_or_at_one_that_cannot_be_says_so(capsys):
    assert "CUTE_ANIMAL_ENGINE" in sentence_of(capsys, "engine")
    Path("file").write_text("no folder")
    assert "file/engine" in sentence_of(capsys, "engine", "--socket", "file/engine")
    assert "engine.sock" in sentence_of(capsys, "engine", "--socket", f"{'e' * 99}/engine.sock")


def test_a_misspelt_setting_is_named(capsys, monkeypatch):
    monkeypatch.setenv("CUTE_ANIMAL_QUEU_SIZE", "4")
    assert "CUTE_ANIMAL_QUEU_SIZE" in sentence_of(capsys, "draw", "a bear")


def test_a_refusal_comes_with_ideas_and_without_reasons(capsys, monkeypatch):
    def refuse(*_, **__):
        raise UnsafePrompt("weapon", "画点别的吧!", ("一只小兔子",))
        yield

    monkeypatch.setattr(studio, "draw", refuse)
    answer = sentence_of(capsys, "draw", "拿枪的小熊")
    assert "画点别的" in answer and "一只小兔子" in answer and "weapon" not in answer


def test_an_animal_that_it_does_not_know_is_answered_with_ideas(capsys):
    answer = sentence_of(capsys, "draw", "一只骑自行车的鳄鱼")
    assert "鳄鱼" in answer and len(answer.splitlines()) == 1 + 1 + 3


def test_label_reads_back_what_was_written(capsys):
    main(["draw", "a bear", "--steps", "1", "--out", "bear.png"])
    capsys.readouterr()
    assert main(["label", "bear.png"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["is_ai_generated"] and content["fields"]["ProduceID"] == content["produce_id"]
    assert content["recipe"] is None


def test_a_picture_without_a_label_ends_in_exit_code_1(capsys):
    Image.new("RGB", (8, 8)).save("plain.png")
    assert main(["label", "plain.png"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "plain.png" in err


def test_presets_are_listed(capsys):
    assert main(["presets"]) == 0
    assert "starter" in capsys.readouterr().out


def test_unknown_options_are_a_usage_error(capsys):
    assert main(["draw", "a bear", "--nosuch"]) == 2
    assert main(["nosuch"]) == 2


def program(code: str, **more) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def test_chinese_answers_survive_a_console_that_cannot_speak_it():
    code = (
        "import sys; from cute_animal.__main__ import main; sys.exit(main(['draw', '小熊', '--steps', '0']))"
    )
    with program(code, env={**os.environ, "PYTHONIOENCODING": "ascii"}) as process:
        _, err = process.communicate(timeout=300)
    assert process.returncode == 2 and "步数" in err.decode()


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_control_c_ends_cleanly_with_130(tiny_weights, tmp_path):
    code = f"""if True:
        import dataclasses, sys
        from cute_animal import painting, presets
        from cute_animal.__main__ import main
        tiny = dataclasses.replace(presets.PRESETS["starter"], weights={str(tiny_weights)!r})
        presets.PRESETS = {{"starter": tiny}}
        draw = painting._paint_starter
        def slow(loaded, request, on_step, timings_s):
            def slow_step(*update):
                __import__("time").sleep(0.2)
                print(update[0], file=sys.stderr, flush=True)
                on_step(*update)
            return draw(loaded, request, slow_step, timings_s)
        painting._paint_starter = slow
        sys.exit(main(["draw", "a bear", "--steps", "50", "--out", {str(tmp_path / "bear.png")!r}]))
    """
    with program(code) as process:
        assert process.stderr.readline().strip() == b"0"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert process.returncode == 130 and len(err.split()) <= 2  # steps after the signal
    assert out == b"" and b"Traceback" not in err and not list(tmp_path.iterdir())
