"""A language model as one more check of a wish: Qwen3Guard-Gen in strict mode, off unless a grown-up sets it.

It sees what the program's own rules let through. Only a clear "Safe" passes: a controversial wish does not,
nor an answer of another form. Torch is imported on first use. Its card:
huggingface.co/Qwen/Qwen3Guard-Gen-0.6B
"""

from __future__ import annotations

import logging
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

from cute_animal.config import Settings
from cute_animal.safety import WishJudge

log = logging.getLogger(__name__)

# The form of an answer, as the card has it: "Safety: Unsafe\nCategories: Violent".
_VERDICT: Final = re.compile(r"Safety: (Safe|Unsafe|Controversial)\b")
LONGEST_ANSWER: Final = 64  # tokens; the longest that the card shows has about twenty


class WishGuard:
    """One model, loaded by the first wish. name: a folder or a hub id; may_download: of files not here."""

    def __init__(self, name: str, *, may_download: bool = False) -> None:
        self._name = name
        self._may_download = may_download
        self._lock = threading.Lock()  # one wish at a time: torch takes all cores for one
        self._loaded: tuple[Any, Any] | None = None

    def __call__(self, text: str) -> str | None:
        """Return None for a wish that is safe, else a category for the log. Raises whatever goes wrong."""
        verdict = _VERDICT.match(self._answer(text).strip())
        if verdict is None:
            raise ValueError("the guard model's answer is no verdict")
        return None if verdict[1] == "Safe" else f"guard-{verdict[1].lower()}"

    def wake_up(self) -> None:
        """Load the model. Raises whatever goes wrong."""
        with self._lock:
            self._load()

    def _answer(self, text: str) -> str:
        import torch

        with self._lock, torch.inference_mode():
            tokenizer, model = self._load()
            asked = tokenizer.apply_chat_template(
                [{"role": "user", "content": text}],
                add_generation_prompt=True,
                return_tensors="pt",
                return_dict=True,
            ).to(model.device)
            length = asked["input_ids"].shape[1]
            tokens = model.generate(
                **asked, max_new_tokens=LONGEST_ANSWER, do_sample=False, pad_token_id=tokenizer.eos_token_id
            )
            return str(tokenizer.decode(tokens[0, length:], skip_special_tokens=True))

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            from transformers import AutoModelForCausalLM, AutoTokenizer

            here_only = {"local_files_only": not self._may_download, "trust_remote_code": False}
            name = (
                str(Path(self._name).expanduser()) if Path(self._name).expanduser().is_dir() else self._name
            )
            tokenizer = AutoTokenizer.from_pretrained(name, **here_only)
            model = AutoModelForCausalLM.from_pretrained(
                name, use_safetensors=True, dtype="auto", **here_only
            ).eval()
            self._loaded = tokenizer, model
        return self._loaded


def guard_of(settings: Settings) -> WishJudge | None:
    """Return the guard that is set, the same one at each call, or None."""
    return None if settings.wish_guard is None else _guard(settings.wish_guard, bool(settings.download))


def wake_up(settings: Settings) -> None:
    """Load the guard that is set, if there is one. That it cannot run stands in the log."""
    if settings.wish_guard is None:
        return
    try:
        _guard(settings.wish_guard, bool(settings.download)).wake_up()
    except Exception as error:
        log.error("the guard model %s does not load, so nothing is drawn: %s", settings.wish_guard, error)


@cache
def _guard(name: str, may_download: bool) -> WishGuard:
    return WishGuard(name, may_download=may_download)
