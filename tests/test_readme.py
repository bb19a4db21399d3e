"""What the README shows is what happens. (Its Python example runs with the docstrings' examples.)"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import gradio

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_commands_print_what_the_readme_shows(tmp_path: Path) -> None:
    shown = [
        part
        for block in re.findall(r"^```\n(\$ .*?)^```", README, re.M | re.S)
        for part in re.split(r"^\$ ", block, flags=re.M)
    ]
    examples = [part.partition("\n")[::2] for part in shown if part]
    # The index is built before it is asked, wherever the README shows it.
    examples.sort(key=lambda example: not example[0].endswith("index build"))
    assert len(examples) > 3
    for command, output in examples:
        python, *arguments = shlex.split(command)
        assert python == "python"
        ran = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, "VESICLE_INDEX": str(tmp_path / "index")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.strip() == output.strip()


def test_the_space_runs_the_pinned_gradio() -> None:
    assert f"\nsdk_version: {gradio.__version__}\n" in README
    assert f"\ngradio=={gradio.__version__}\n" in (ROOT / "requirements.txt").read_text("utf-8")


def test_the_picture_is_there() -> None:
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture).stat().st_size > 10_000
