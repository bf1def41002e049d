"""Settings: the only reader of the environment (CUTE_ANIMAL_*).

Read once at the edge with `load_settings()` and passed down; tests hand in a dict. A misspelt variable is an
error that names it: a typo in a safety switch must not pass silently.
"""

from __future__ import annotations

import difflib
import os
import re
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from cute_animal.errors import BadRequest
from cute_animal.pin import read_pin
from cute_animal.wording import say

PREFIX = "CUTE_ANIMAL_"


Attention = Literal["native", "xformers", "flash", "sage"]
Storage = Literal["fp8"]
Runtime = Literal["torch", "onnx", "openvino"]
# open: checked words go to a general model inside the style sentences. gentle: it is only told what was
# understood; raw words never reach a model.
Mode = Literal["open", "gentle"]
TAKE_THE_RISK: Final = "i-take-the-risk"


@dataclass(frozen=True)
class Tuning:
    """How a model is made faster or smaller (tuning.py). None and False leave a thing as it is.

    exported: the folder of a model that another runtime than torch draws with; None: where `export` puts it.
    """

    attention: Attention | None = None
    storage: Storage | None = None
    compiled: bool = False
    runtime: Runtime = "torch"
    exported: Path | None = None


PLAIN: Final = Tuning()


SHORTEST_KEY: Final = 16  # characters: nobody guesses it
LONGEST_SOCKET: Final = 103  # bytes of its path: macOS has the shortest


def read_keys(text: str) -> dict[str, int | None]:
    """Return the pictures a minute that each key may ask for, None for any number. Raises ValueError."""
    limits: dict[str, int | None] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        key, colon, limit = entry.partition(":")
        if len(key) < SHORTEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
            raise ValueError(f"a key needs at least {SHORTEST_KEY} letters, digits or signs of ASCII")
        if colon and not (limit.isascii() and limit.isdigit() and int(limit) > 0):
            raise ValueError("behind a key's colon stands how many pictures a minute, as a number above 0")
        if key in limits:
            raise ValueError("a key stands in it twice")
        limits[key] = int(limit) if colon else None
    if not limits:
        raise ValueError("there is no key in it")
    return limits


MOST_WORDS: Final = 200
LONGEST_WORD: Final = 40  # characters


def read_words(text: str) -> tuple[str, ...]:
    """Return a grown-up's own words, which stand with commas or line breaks between. Raises ValueError."""
    words = tuple(dict.fromkeys(filter(None, (part.strip() for part in re.split(r"[,，、;；\n]", text)))))
    if len(words) > MOST_WORDS:
        raise ValueError(f"there are more than {MOST_WORDS} words in it")
    for word in words:
        if len(word) > LONGEST_WORD or not word.isprintable():
            raise ValueError(f"a word has at most {LONGEST_WORD} characters, all of them to be seen")
        if len(word) < 2 and word.isascii() or not any(character.isalnum() for character in word):
            raise ValueError("one letter, or a sign, is no word")
    return words


class BadSetting(BadRequest, ValueError):
    """A CUTE_ANIMAL_* variable is unknown or its value cannot be used; the message names it."""

    code = "bad-setting"


def _default_output_dir() -> Path:
    """A folder per user, since a temporary folder that is shared may hold somebody else's."""
    user = getattr(os, "getuid", lambda: "user")()
    return Path(tempfile.gettempdir()) / f"cute-animal-{user}"


class Settings(BaseSettings):
    """What a grown-up can set. None means "decide for me"."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=False)

    preset: str | None = Field(None, min_length=1)
    host: str = Field("127.0.0.1", min_length=1)
    port: int = Field(7860, ge=0, le=65535)
    share: bool = False
    output_dir: Path = Field(default_factory=_default_output_dir)
    queue_size: int = Field(64, ge=1, le=100_000)
    # From the wish to the picture, waiting included. None where nobody else waits: on the command line.
    deadline_s: int | None = Field(300, ge=1, le=86_400)
    keep_minutes: int = Field(30, ge=1)
    threads: int | None = Field(None, ge=1, le=1024)
    keep_recipe: bool = False
    open_presets: str | None = None  # names, with commas between: what visitors may choose beside `preset`
    scheduler: str | None = Field(None, min_length=1)
    adapters: Path = Path("adapters")  # LoRAs that were trained here, a folder each
    attention: Attention | None = None
    storage: Storage | None = None
    compile: bool = False
    runtime: Runtime = "torch"
    exported: Path | None = None  # the folder that `export` wrote, if it is not where that puts it
    api_keys: SecretStr | None = None  # "KEY" or "KEY:LIMIT", with commas between; keys.py reads it
    mcp: bool = False  # the public call as a tool for MCP clients
    model_process: bool = False  # the model in a process of its own (child.py)
    engine: Path | None = None  # a socket of this computer at which an engine draws (engine_client.py)
    batch: int | None = Field(None, ge=1, le=64)  # pictures drawn at once; None: what the memory plan allows
    remote: str | None = Field(None, pattern=r"^https?://\S+$")  # draws in our place: an address up to /v1
    remote_key: SecretStr | None = None
    remote_model: str | None = Field(None, min_length=1)
    remote_at_once: int = Field(8, ge=1, le=1000)
    mode: Mode = "open"
    block_words: str | None = None  # a grown-up's own, with commas between; read_words reads them
    allow_words: str | None = None
    # A general model whose pictures nobody checks draws in gentle mode; with these words, as `mode` says.
    unchecked_pictures: Literal["i-take-the-risk"] | None = None
    wish_guard: str | None = Field(None, min_length=1)  # a folder or hub id of Qwen3Guard-Gen (wish_guard.py)
    pin: SecretStr | None = None  # digits, or what `python -m cute_animal pin` prints; pin.py checks it
    rules_file: Path | None = None  # where the page for parents keeps what it changes (house.py)
    comfyui: str | None = Field(None, pattern=r"^https?://\S+$")  # a running ComfyUI draws in our place
    download: bool | None = None  # of a preset's files that are not here: None asks on a terminal

    @field_validator("api_keys")
    @classmethod
    def _check_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys is not None:
            read_keys(keys.get_secret_value())
        return keys

    @field_validator("pin")
    @classmethod
    def _check_pin(cls, pin: SecretStr | None) -> SecretStr | None:
        if pin is not None:
            read_pin(pin.get_secret_value())
        return pin

    @field_validator("block_words", "allow_words")
    @classmethod
    def _check_words(cls, words: str | None) -> str | None:
        if words is not None:
            read_words(words)
        return words

    @field_validator("engine")
    @classmethod
    def _check_engine(cls, path: Path | None) -> Path | None:
        if path is not None and not hasattr(socket, "AF_UNIX"):
            raise ValueError("this system has no sockets that are files")
        if path is not None and not path.name:
            raise ValueError("that is no name of a file")
        if path is not None and len(os.fsencode(path)) > LONGEST_SOCKET:
            raise ValueError(f"the name of a socket has at most {LONGEST_SOCKET} bytes")
        return path

    @property
    def opened(self) -> tuple[str, ...]:
        """The names in open_presets."""
        return tuple(name.strip() for name in (self.open_presets or "").split(",") if name.strip())

    @property
    def tuning(self) -> Tuning:
        """How a model is made faster or smaller."""
        return Tuning(self.attention, self.storage, self.compile, self.runtime, self.exported)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values only from load_settings, so that building one in a test never reads the environment."""
        return (init_settings,)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment, or from the mapping handed in. Raises BadSetting."""
    source = EnvSettingsSource(Settings)
    given = os.environ if environ is None else environ
    source.env_vars = {
        name.lower(): value for name, value in given.items() if name.upper().startswith(PREFIX)
    }
    known = [PREFIX + field.upper() for field in Settings.model_fields]
    for name in given:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise _unknown(name, known)
    try:
        return Settings(**source())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _malformed(str(first["loc"][0]), first["msg"]) from error
    except SettingsError as error:
        raise BadSetting(detail=str(error)) from error


def _unknown(name: str, known: list[str]) -> BadSetting:
    close = difflib.get_close_matches(name.upper(), known, n=1)
    key, values = (
        ("setting-did-you-mean", {"name": close[0]})
        if close
        else ("setting-known-ones", {"names": ", ".join(known)})
    )
    sentences = (
        say("setting-unknown", lang, name=name, hint=say(key, lang, **values)) for lang in ("zh", "en")
    )
    return BadSetting("\n".join(sentences))


def _malformed(field: str, reason: str) -> BadSetting:
    name = PREFIX + field.upper()
    return BadSetting(
        "\n".join(say("setting-malformed", lang, name=name, reason=reason) for lang in ("zh", "en"))
    )
