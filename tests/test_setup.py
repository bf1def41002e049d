"""The files that set the project up: what a Space, `make`, pip and a reader of the README rely on.

All offline: files are read, nothing is installed.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from cute_animal.config import PREFIX, Settings
from cute_animal.page import shelf

ROOT = Path(__file__).resolve().parents[1]
MAKE_TARGETS = ("run", "draw", "test", "check", "format", "venv", "dev", "pins", "clean", "help")
READMES = ("README.md", "README.zh-CN.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def lines_of(name: str) -> list[str]:
    """The lines of a pip file that say something."""
    lines = (line.split(" #")[0].strip() for line in text_of(name).splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def requirements() -> list[Requirement]:
    return [Requirement(line) for line in lines_of("requirements.txt")]


def project() -> dict[str, Any]:
    return tomllib.loads(text_of("pyproject.toml"))


def extras() -> dict[str, list[Requirement]]:
    table = project()["project"]["optional-dependencies"]
    return {extra: [Requirement(line) for line in lines] for extra, lines in table.items()}


def space_card() -> dict[str, Any]:
    _, block, _ = text_of("README.md").split("---\n", 2)
    card: dict[str, Any] = yaml.safe_load(block)
    return card


def project_files() -> list[Path]:
    """What git holds or would take in."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout, to tell the project's files from local ones")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def project_texts() -> list[tuple[str, str]]:
    texts = []
    for path in project_files():
        data = path.read_bytes()
        if b"\0" not in data[:8192] and path.suffix != ".safetensors":
            texts.append((str(path.relative_to(ROOT)), data.decode("utf-8", errors="replace")))
    return texts


# What a Space installs


def test_requirements_are_plain_ranges_that_a_space_can_install():
    for line in lines_of("requirements.txt"):
        assert not line.startswith("-"), f"{line}: a Space takes no options, files or editables"
        requirement = Requirement(line)
        assert requirement.url is None, f"{line}: no addresses"
        assert "+" not in str(requirement.specifier), f"{line}: no builds for one kind of machine"
        operators = {clause.operator for clause in requirement.specifier}
        assert operators & {"<", "<=", "=="}, f"{line}: no upper end"
        assert "==" not in operators or requirement.name == "torch", f"{line}: may clash with a Space's pins"


@pytest.mark.parametrize(
    "name, newest, too_new",
    [
        pytest.param("torch", "2.13.0", "2.14.0", id="a Space installs torch<=2.13.0"),
        pytest.param("pydantic", "2.12.5", "2.12.6", id="and gradio[mcp], which caps pydantic"),
    ],
)
def test_requirements_fit_beside_the_pins_of_a_space(name: str, newest: str, too_new: str):
    (requirement,) = (r for r in requirements() if r.name == name)
    assert requirement.specifier.contains(newest) and not requirement.specifier.contains(too_new)


def test_known_security_holes_stay_out():
    allowed = {requirement.name: requirement.specifier for requirement in requirements()}
    holes = {"gradio": "6.30.0", "brotli": "1.2.0", "transformers": "5.2.0", "torch": "2.5.1"}
    for name, broken in holes.items():
        assert not allowed[name].contains(broken), f"{name} {broken}"


def test_space_card_is_complete_and_agrees_with_the_requirements():
    card = space_card()
    assert card["sdk"] == "gradio"
    assert (ROOT / card["app_file"]).is_file()
    assert card["license"] == project()["project"]["license"].lower()
    assert len(card["short_description"]) <= 60
    assert {card["colorFrom"], card["colorTo"]} <= {
        "red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray",
    }  # fmt: skip
    (gradio,) = (r for r in requirements() if r.name == "gradio")
    assert gradio.specifier.contains(card["sdk_version"])
    assert f"gradio=={card['sdk_version']}" in lines_of("constraints.txt")
    assert isinstance(card["python_version"], str), "3.10 without quotes would be the number 3.1"
    assert SpecifierSet(project()["project"]["requires-python"]).contains(card["python_version"])


# What make and pip install


def test_every_dependency_is_named_once():
    names = [canonicalize_name(r.name) for group in (requirements(), *extras().values()) for r in group]
    assert sorted(names) == sorted(set(names))


def test_extras_are_ranges():
    for extra, needed in extras().items():
        for requirement in needed:
            assert requirement.specifier and requirement.url is None, f"[{extra}] {requirement}"


def test_constraints_pin_everything_that_make_installs():
    pins = {canonicalize_name(r.name): r for r in map(Requirement, lines_of("constraints.txt"))}
    for requirement in (*requirements(), *extras()["train"], *extras()["dev"]):
        pin = pins[canonicalize_name(requirement.name)]
        (clause,) = pin.specifier
        assert clause.operator == "==" and "+" not in clause.version, f"{pin}: must serve every machine"
        assert requirement.specifier.contains(clause.version), f"{pin} is outside of {requirement}"


def test_what_the_code_imports_is_what_the_requirements_name():
    """Two traps: a package that only another package brings along, and one that is no longer used."""
    homes = {"PIL": "pillow", "opencc": "opencc-python-reimplemented", "ahocorasick": "pyahocorasick"}
    imported = set()
    for path in (ROOT / "app.py", *(ROOT / "cute_animal").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                imported.add(node.module.split(".")[0])
    imported -= {"cute_animal", "app", *sys.stdlib_module_names}
    outside = {homes.get(name, name).replace("_", "-") for name in imported}
    optional = {"spaces", *(r.name for needed in extras().values() for r in needed)}
    named = {requirement.name for requirement in requirements()}
    brought_along = {"tokenizers", "fastapi", "gradio-client", "starlette"}  # by transformers; by gradio
    assert outside - optional <= named | brought_along
    used_by_libraries = {"accelerate", "brotli", "peft", "safetensors"}  # offload, transport, LoRA, weights
    assert named - outside <= used_by_libraries


def test_version_stands_in_one_place():
    assert "version" in project()["project"]["dynamic"] and "version" not in project()["project"]
    version = re.findall(r'^__version__ = "(.+)"$', text_of("cute_animal/__init__.py"), re.M)
    assert len(version) == 1 and Version(version[0])


def test_wheel_would_hold_every_data_file():
    package = ROOT / "cute_animal"
    patterns = project()["tool"]["setuptools"]["package-data"]["cute_animal"]
    held = {path for pattern in patterns for path in package.glob(pattern)}
    data = {path for path in project_files() if path.is_relative_to(package) and path.suffix != ".py"}
    assert data <= held


def make(*args: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    if shutil.which("make") is None:
        pytest.skip("needs make: sudo apt install make")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *args], cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("target", MAKE_TARGETS)
def test_make_knows_the_target(target: str):
    done = make("--dry-run", target)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """A folder with our Makefile and an environment that only repeats what it was asked to run."""
    shutil.copyfile(ROOT / "Makefile", tmp_path / "Makefile")
    for name in ("requirements.txt", "constraints.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nfor word in "$@"; do printf "[%s]" "$word"; done; echo\n')
    python.chmod(0o755)
    for stamp in (".made", ".run", ".dev"):
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def test_make_hands_a_wish_over_as_one_word_and_never_to_the_shell(small_house: Path):
    wish = """小兔's "hat" `touch hacked`; touch hacked"""
    done = make("--silent", "draw", f"WISH={wish}", "SEED=0", "OUT=a b.png", folder=small_house)
    assert done.stdout == f"[-m][cute_animal][draw][{wish}][--seed][0][--out][a b.png]\n"
    assert not (small_house / "hacked").exists()


def test_make_draw_without_a_wish_says_how_to_give_one(small_house: Path):
    done = make("draw", folder=small_house)
    assert done.returncode != 0 and "make draw WISH=" in done.stderr


def test_second_make_installs_nothing_and_a_changed_file_installs_again(small_house: Path):
    assert "pip" not in make("run", folder=small_house).stdout
    later = (small_house / ".venv/.run").stat().st_mtime + 2
    os.utime(small_house / "requirements.txt", (later, later))
    assert "[--requirement][requirements.txt]" in make("run", folder=small_house).stdout


def test_make_without_a_fit_python_names_the_apt_line(small_house: Path):
    (small_house / ".venv/.made").unlink()
    done = make("run", "PYTHON=no-such-python", folder=small_house)
    assert done.returncode != 0 and "sudo apt install" in done.stderr


def test_ci_script_is_runnable_and_installs_from_nowhere_but_apt_and_make():
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert not re.search(r"\b(pip|curl|wget)\b", script.read_text())


# What a reader relies on


@pytest.mark.parametrize("readme", READMES)
def test_links_of_the_readme_lead_to_files(readme: str):
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text_of(readme))
    assert links and not [link for link in links if not (ROOT / link).exists()]


@pytest.mark.parametrize("readme", READMES)
def test_file_map_of_the_readme_names_files_that_exist(readme: str):
    (block,) = re.findall(r"```\n(app\.py .*?)```", text_of(readme), re.S)
    for line in block.splitlines():
        folder = ROOT / "cute_animal" if line.startswith("  ") else ROOT
        for name in re.split(r"\s{2,}", line.strip())[0].split():
            assert (folder / name).exists(), name


@pytest.mark.parametrize("readme", READMES)
def test_settings_table_of_the_readme_names_every_setting_and_its_default(readme: str):
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \| (.+?) \|", text_of(readme), re.M)
    assert {name.lower() for name, _ in rows} == set(Settings.model_fields)
    for name, default in rows:
        value = Settings.model_fields[name.lower()].default
        if isinstance(value, bool | int | str):
            assert default == f"`{str(value).lower()}`", name


def test_readmes_say_how_long_pictures_stay_as_the_page_for_parents_does():
    """They said 30 to 40 minutes, /parents 30; the shelf is swept every minute."""
    minutes = Settings.model_fields["keep_minutes"].default
    assert f"each after {minutes} minutes (`{PREFIX}KEEP_MINUTES`)" in text_of("README.md")
    assert f"每张在 {minutes} 分钟之后（`{PREFIX}KEEP_MINUTES`）" in text_of("README.zh-CN.md")
    assert shelf.SWEEP_EVERY_S <= 60


def test_both_readmes_hold_the_same_commands_and_measurements():
    """What people copy, and what we claim: a change must reach both languages."""
    command = r"\bmake [\w=]+|-m cute_animal[\w.]*(?: [a-z][\w-]+)?|\.venv\S+|--\w[\w-]+"
    measure = r"\d+(?:\.\d+)? ?(?:%|dB|GiB|MiB|ms|s)\b"

    def commands(readme: str) -> set[str]:
        text = text_of(readme).split("---\n", 2)[-1]
        code = re.findall(r"```.*?```|`[^`\n]+`|^\|.+\|$", text, re.S | re.M)
        return {found for piece in code for found in re.findall(f"{command}|{measure}", piece)}

    assert commands("README.md") == commands("README.zh-CN.md")


def test_no_file_names_a_place_of_one_machine_or_a_package_server():
    personal = re.compile(r"/(?:home|Users|root)/\w|[A-Z]:\\\\?Users\\")
    server = re.compile(r"index-url[ =]+https?:|files\.pythonhosted|pypi\.org/simple", re.I)
    places = [str(ROOT) + os.sep, *([str(Path.home()) + os.sep] if len(Path.home().parts) > 1 else [])]
    found = [
        (name, text[max(0, hit.start() - 20) : hit.end() + 20])
        for name, text in project_texts()
        if name != "tests/test_setup.py"
        for hit in [personal.search(text) or server.search(text)]
        if hit
    ]
    assert found == []
    assert [(name, place) for name, text in project_texts() for place in places if place in text] == []


def test_no_file_is_too_large_for_a_space_by_plain_git():
    assert [path.name for path in project_files() if path.stat().st_size > 10_000_000] == []
