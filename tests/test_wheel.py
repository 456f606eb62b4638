"""What is shipped works by itself: the built wheel and the lock, in a clean environment, answer a first message."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv")
TIMEOUT_S = 280


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, (
        f"{command[0]} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    )
    return done.stdout


@pytest.mark.timeout(600)
@pytest.mark.skipif(not UV.exists(), reason="the environment was not made by `make`, so uv is not beside its Python")
def test_the_wheel_in_a_clean_environment_builds_the_demo_and_answers(tmp_path: Path) -> None:
    run(UV, "build", "--wheel", "--offline", "--quiet", "--out-dir", tmp_path / "dist")
    (wheel,) = (tmp_path / "dist").glob("aisle-*.whl")
    python = tmp_path / "clean" / "bin" / "python"
    run(UV, "venv", "--quiet", "--python", sys.executable, tmp_path / "clean")
    install = (UV, "pip", "install", "--quiet", "--offline", "--python", python, "--no-deps")
    run(*install, "--require-hashes", "-r", ROOT / "requirements.lock")
    run(*install, wheel)

    bare = {
        name: value for name, value in os.environ.items() if not name.startswith(("AISLE_", "PYTHON", "VIRTUAL_ENV"))
    }
    shop = {**bare, "AISLE_DATA_DIR": str(tmp_path / "data")}
    said = run(python.with_name("aisle"), "demo", "--check", cwd=tmp_path, env=shop)

    assert "headphones" in said


def test_the_locks_hold_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert text.count("--hash=sha256:") >= text.count("==")
