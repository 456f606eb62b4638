import errno
import os
from pathlib import Path

import pytest

from retrieval.artifacts import KEPT, PART, list_versions, promote, read_current, rollback, write_artifact
from shop.errors import NotFound, Unavailable


def write(root: Path, text: str) -> str:
    with write_artifact(root, "things", data_hash=text, params={"n": 1}) as folder:
        (folder / "a.txt").write_text(text)
    return read_current(root, "things").version


def read(root: Path) -> str:
    return read_current(root, "things").path("a.txt").read_text()


def test_what_was_written_last_is_read(tmp_path: Path) -> None:
    write(tmp_path, "one")
    write(tmp_path, "two")
    artifact = read_current(tmp_path, "things")
    assert (read(tmp_path), artifact.data_hash, artifact.params) == ("two", "two", {"n": 1})


def test_a_writer_that_fails_leaves_the_last_good_one_and_no_rest(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with pytest.raises(RuntimeError), write_artifact(tmp_path, "things", data_hash="", params={}):
        raise RuntimeError
    assert read(tmp_path) == "one"
    assert not list((tmp_path / "things").glob(f"{PART}*"))


def test_a_full_disk_is_unavailable_and_leaves_the_last_good_one(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with pytest.raises(Unavailable, match="disk"), write_artifact(tmp_path, "things", data_hash="", params={}):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert read(tmp_path) == "one"


def test_what_a_killed_writer_left_is_ignored_and_swept_by_the_next(tmp_path: Path) -> None:
    write(tmp_path, "one")
    left = tmp_path / "things" / f"{PART}999999999-ab"
    left.mkdir()
    assert read(tmp_path) == "one"
    write(tmp_path, "two")
    assert not left.exists()


@pytest.mark.parametrize("harm", ["alter", "remove", "manifest", "pointer"])
def test_a_damaged_version_is_unavailable_with_the_command_that_mends_it(tmp_path: Path, harm: str) -> None:
    write(tmp_path, "one")
    artifact = read_current(tmp_path, "things")
    if harm == "alter":
        artifact.path("a.txt").write_text("two")
    elif harm == "remove":
        artifact.path("a.txt").unlink()
    elif harm == "manifest":
        artifact.path("manifest.json").write_text("{")
    else:
        (tmp_path / "things" / "current").write_text("elsewhere")
    with pytest.raises(Unavailable) as told:
        read_current(tmp_path, "things")
    assert told.value.remedy == "aisle index"


def test_another_format_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with pytest.raises(Unavailable, match="format"):
        read_current(tmp_path, "things", format=2)


def test_old_versions_are_pruned_and_one_can_go_back(tmp_path: Path) -> None:
    versions = [write(tmp_path, str(number)) for number in range(KEPT + 2)]
    assert [artifact.version for artifact in list_versions(tmp_path, "things")] == versions[: -KEPT - 1 : -1]
    assert rollback(tmp_path, "things").version == versions[-2]
    assert read(tmp_path) == str(KEPT)
    assert promote(tmp_path, "things", versions[-1]).version == versions[-1]
    with pytest.raises(NotFound):
        promote(tmp_path, "things", "none")
