"""What import-linter cannot see: the two single files keep to the house's rules, and nothing calls upward to them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("agent", "api", "evals", "jobs", "retrieval", "shop", "tools", "ui")


def imported(path: Path) -> set[str]:
    """Top-level names a file imports anywhere, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_the_wire_imports_nothing_of_ours() -> None:
    assert imported(ROOT / "wire.py") & {*FOLDERS, "cli"} == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_imports_the_command(folder: str) -> None:
    assert [path for path in (ROOT / folder).rglob("*.py") if "cli" in imported(path)] == []


def test_the_command_leaves_frameworks_to_their_homes() -> None:
    homes = {"sqlmodel", "sqlalchemy", "chromadb", "langgraph", "langchain", "fastapi", "gradio"}

    assert imported(ROOT / "cli.py") & homes == set()
