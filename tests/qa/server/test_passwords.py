"""Who may come in."""

import os
import stat
import time
from pathlib import Path

import bcrypt
import pytest

from index.errors import VesicleError
from qa.server import passwords as module
from qa.server.passwords import Passwords, add_user


def hashed(password: str, prefix: str = "2b") -> str:
    made = bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()
    return made.replace("$2b$", f"${prefix}$")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "users"
    path.write_text(f"# who may\n\nmarie:{hashed('radium-226')}\npierre:{hashed('piezo-1880')}\n")
    return path


def test_only_the_password_of_that_user_is_right(file: Path) -> None:
    users = Passwords.read(file)
    assert users.check("marie", "radium-226")
    assert not users.check("marie", "piezo-1880")
    assert not users.check("marie", "")
    assert not users.check("Marie", "radium-226")
    assert not users.check("nobody", "radium-226")
    assert not users.check("# who may", "radium-226")


@pytest.mark.parametrize("prefix", ["2a", "2b", "2y"])
def test_every_form_of_bcrypt_that_htpasswd_makes_is_read(tmp_path: Path, prefix: str) -> None:
    (tmp_path / "users").write_text(f"marie:{hashed('radium-226', prefix)}\n")
    assert Passwords.read(tmp_path / "users").check("marie", "radium-226")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ": it holds no user; "),
        ("# nobody\n", ": it holds no user; "),
        ("marie\n", ":1: the line is not of the form name:hash; "),
        (f":{'x' * 60}\n", ":1: the line is not of the form name:hash; "),
        ("\nmarie:radium-226\n", ":2: what follows the name is no bcrypt hash; "),
        ("marie:$apr1$abcdefgh$0123456789012345678901\n", ":1: what follows the name is no bcrypt hash; "),
        (f"marie:{hashed('x')}x\n", ":1: what follows the name is no bcrypt hash; "),
        (f"marie:{hashed('x')}\nmarie:{hashed('y')}\n", ":2: marie stands there twice; "),
    ],
    ids=map(str, range(8)),  # else of the hashes, which are never the same
)
def test_a_file_that_is_none_is_refused_in_one_line_with_the_mend(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "users"
    path.write_text(text)
    with pytest.raises(VesicleError) as refused:
        Passwords.read(path)
    said = str(refused.value)
    assert said.startswith(f"{path}{told}")
    assert f"python app.py --auth-file {path} --add-user " in said
    assert "\n" not in said
    assert "radium" not in said


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VesicleError, match=r"users: No such file or directory; make it with: python app\.py"):
        Passwords.read(tmp_path / "users")
    (tmp_path / "users").write_bytes(b"\xff\xfe")
    with pytest.raises(VesicleError, match="it is not text in UTF-8"):
        Passwords.read(tmp_path / "users")


def test_a_password_that_bcrypt_would_cut_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "users").write_text(f"marie:{hashed('x' * 72)}\n")
    users = Passwords.read(tmp_path / "users")
    assert users.check("marie", "x" * 72)
    assert not users.check("marie", "x" * 73)
    assert not users.check("marie", "x" * 71 + "\0")


def test_bcrypt_runs_once_for_who_is_right_and_each_time_for_who_is_wrong_or_unknown(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran, real = [], bcrypt.checkpw

    def counted(secret: bytes, stored: bytes) -> bool:
        ran.append(secret)
        return real(secret, stored)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    users = Passwords.read(file)
    assert not users.remembers("marie", "radium-226")
    for _ in range(3):
        assert users.check("marie", "radium-226")
    assert users.remembers("marie", "radium-226")
    assert ran == [b"radium-226"]
    for name in ("marie", "nobody"):
        for _ in range(2):
            assert not users.check(name, "wrong-wrong")
        assert not users.remembers(name, "wrong-wrong")
    assert ran[1:] == [b"wrong-wrong"] * 4


def test_what_is_remembered_is_no_password_and_has_an_end(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 1)
    users = Passwords.read(file)
    assert users.check("marie", "radium-226")
    assert users.check("pierre", "piezo-1880")
    assert not users.remembers("marie", "radium-226")
    assert users.remembers("pierre", "piezo-1880")
    assert b"piezo" not in repr(vars(users)["_remembered"]).encode()


def test_who_is_taken_out_is_out_at_once_and_a_new_password_counts_at_once(file: Path) -> None:
    users = Passwords.read(file)
    assert users.check("marie", "radium-226")
    add_user(file, "marie", "polonium-210")
    assert not users.check("marie", "radium-226")
    assert users.check("marie", "polonium-210")
    file.write_text("".join(line for line in file.read_text().splitlines(True) if not line.startswith("marie")))
    assert not users.check("marie", "polonium-210")
    assert users.check("pierre", "piezo-1880")


def test_a_file_that_has_become_unreadable_keeps_who_was_in_it_and_is_logged(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    users = Passwords.read(file)
    file.rename(file.with_name("away"))
    assert users.check("marie", "radium-226")
    assert not users.check("marie", "wrong-wrong")
    assert [record.message for record in caplog.records] == ["passwords_not_read"]
    file.write_text(f"pierre:{hashed('piezo-1880')}\n")
    assert not users.check("marie", "radium-226")


def test_a_new_file_is_for_its_owner_alone_and_an_old_one_keeps_its_mode_and_lines(tmp_path: Path, file: Path) -> None:
    add_user(tmp_path / "new", "irène", "artificial radioactivity")
    assert Passwords.read(tmp_path / "new").check("irène", "artificial radioactivity")
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600
        file.chmod(0o640)
    add_user(file, "irène", "artificial radioactivity")
    add_user(file, "irène", "neutrons are next")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
    lines = file.read_text("utf-8").splitlines()
    assert lines[0] == "# who may"
    assert [line.partition(":")[0] for line in lines[2:]] == ["marie", "pierre", "irène"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "users"]
    assert Passwords.read(file).check("irène", "neutrons are next")


def test_a_plain_password_is_mended_by_the_command_that_the_error_names(tmp_path: Path) -> None:
    (tmp_path / "users").write_text("marie:radium-226\n")
    add_user(tmp_path / "users", "marie", "radium-226")
    assert Passwords.read(tmp_path / "users").check("marie", "radium-226")


@pytest.mark.parametrize("name", ["", "a:b", "a b", "a\tb", "a\nb", "#a", "a\x7f", "a\u2028b"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(VesicleError, match="is no name for a user"):
        add_user(tmp_path / "users", name, "radium-226")
    assert not (tmp_path / "users").exists()


@pytest.mark.parametrize("password", ["", "short", "x" * 73, "ü" * 37, "radium\n226"])
def test_a_password_that_is_none_is_refused_and_not_repeated(tmp_path: Path, password: str) -> None:
    with pytest.raises(VesicleError, match="password") as refused:
        add_user(tmp_path / "users", "marie", password)
    assert not password or password not in str(refused.value)
    assert not (tmp_path / "users").exists()


def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password(tmp_path: Path) -> None:
    stored = bcrypt.hashpw(b"radium-226", bcrypt.gensalt(10)).decode()
    (tmp_path / "users").write_text(f"marie:{stored}\n")
    users = Passwords.read(tmp_path / "users")

    def seconds(name: str) -> float:
        started = time.perf_counter()
        users.check(name, "wrong-wrong")
        return time.perf_counter() - started

    assert min(seconds("nobody") for _ in range(3)) > min(seconds("marie") for _ in range(3)) / 2
