"""Settings: from the environment or vesicle.toml; a name that does not exist is an error."""

from pathlib import Path

import pytest

from index.errors import VesicleError
from index.settings import load_settings


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "vesicle.toml"
    file.write_text('index = "from-file"\nembedder = "some/model"\n')
    settings = load_settings({"VESICLE_INDEX": "from-environment", "HOME": "/"}, file)
    assert (settings.index, settings.embedder) == (Path("from-environment"), "some/model")


def test_no_cross_encoder_is_used_unless_one_is_named(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path / "absent").reranker is None
    assert load_settings({"VESICLE_RERANKER": "some/model"}, tmp_path / "absent").reranker == "some/model"


@pytest.mark.parametrize(
    ("environment", "text", "message"),
    [
        ({"VESICLE_INDX": "x"}, "", "VESICLE_INDX: there is no such setting; known are index, cache, embedder"),
        ({}, "indx = 1", r"indx in .*vesicle\.toml: there is no such setting"),
        ({}, "index = 1", r"index in .*vesicle\.toml: .*; correct or remove it"),
        ({}, "index = ", r"vesicle\.toml: cannot be read as TOML"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(
    tmp_path: Path, environment: dict[str, str], text: str, message: str
) -> None:
    file = tmp_path / "vesicle.toml"
    file.write_text(text)
    with pytest.raises(VesicleError, match=message):
        load_settings(environment, file)
