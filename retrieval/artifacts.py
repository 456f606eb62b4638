"""What is built offline and read online: versioned folders with a manifest, swapped by one pointer file.

`<root>/<kind>/<version>/manifest.json` plus its files, and `<root>/<kind>/current` naming the version in use. A version
is written beside the others and becomes visible only when the pointer is replaced, so a full disk or a killed process
leaves the last good one working.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shop.errors import NotFound, Unavailable

KEPT = 3
"""Versions that stay when a new one is written: the new one and those it can be rolled back to."""
MANIFEST, POINTER, PART = "manifest.json", "current", ".part-"


@dataclass(frozen=True)
class Artifact:
    """One finished version."""

    folder: Path
    kind: str
    version: str
    created_at: datetime
    data_hash: str
    """Of what it was built from: equal hashes mean that building again changes nothing."""
    format: int = 1
    """Of the files; code that writes another format does not read this one."""
    params: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Name to sha256."""

    def path(self, name: str) -> Path:
        return self.folder / name


def read_current(root: Path, kind: str, *, format: int = 1, remedy: str = "aisle index") -> Artifact:  # noqa: A002
    """The version in use, every file checked against its hash.

    Raises:
        Unavailable: If there is none, it is in another format, or a file is missing or altered.
    """
    version = current_version(root, kind)
    if version is None:
        raise Unavailable(kind, f"nothing has been built in {root / kind}.", remedy)
    artifact = _read(root / kind / version, kind, remedy)
    if artifact.format != format:
        reason = f"version {version} has format {artifact.format} and this program reads {format}."
        raise Unavailable(kind, reason, remedy)
    for name, digest in artifact.files.items():
        _check(artifact.path(name), digest, kind, remedy)
    return artifact


def current_version(root: Path, kind: str) -> str | None:
    """The name in the pointer file: cheap enough to ask before every request."""
    try:
        return (root / kind / POINTER).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def find_version(root: Path, kind: str, version: str) -> Artifact | None:
    """What its manifest says, its files unchecked; `None` where it cannot be read."""
    try:
        return _read(root / kind / version, kind, "")
    except Unavailable:
        return None


@contextlib.contextmanager
def write_artifact(
    root: Path,
    kind: str,
    *,
    data_hash: str,
    params: Mapping[str, Any],
    format: int = 1,  # noqa: A002
) -> Iterator[Path]:
    """A folder to write files into; they become the current version when the block ends without an error.

    Raises:
        Unavailable: If the disk is full or cannot be written; the version in use stays.
    """
    home = root / kind
    part = home / f"{PART}{os.getpid()}-{os.urandom(4).hex()}"
    try:
        _sweep(home)
        part.mkdir(parents=True)
        yield part
        version = _finish(part, kind, data_hash=data_hash, params=params, format=format)
        _point(home, version)
    except OSError as error:
        reason = f"{error.strerror or error} while writing {error.filename or part}."
        raise Unavailable("disk", reason, "free some space, then run the command again") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    _prune(home, keep=version)


def list_versions(root: Path, kind: str) -> list[Artifact]:
    """Every readable version, newest first."""
    found = []
    for folder in (root / kind).glob("*/"):
        if not folder.name.startswith(PART):
            with contextlib.suppress(Unavailable):
                found.append(_read(folder, kind, ""))
    return sorted(found, key=lambda artifact: artifact.version, reverse=True)


def promote(root: Path, kind: str, version: str) -> Artifact:
    """Make `version` the current one.

    Raises:
        NotFound: If there is no such version.
        Unavailable: If it is damaged; the one in use stays.
    """
    chosen = next((artifact for artifact in list_versions(root, kind) if artifact.version == version), None)
    if chosen is None:
        raise NotFound(f"version of {kind}", version)
    for name, digest in chosen.files.items():
        _check(chosen.path(name), digest, kind, "promote another version")
    _point(root / kind, version)
    return chosen


def rollback(root: Path, kind: str) -> Artifact:
    """Make the version before the current one current.

    Raises:
        NotFound: If there is none before it.
    """
    current = current_version(root, kind) or ""
    older = [artifact for artifact in list_versions(root, kind) if artifact.version < current]
    if not older:
        raise NotFound(f"earlier version of {kind}", current)
    return promote(root, kind, older[0].version)


def _read(folder: Path, kind: str, remedy: str) -> Artifact:
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Artifact(
            folder=folder,
            kind=told["kind"],
            version=told["version"],
            created_at=datetime.fromisoformat(told["created_at"]),
            data_hash=told["data_hash"],
            format=told["format"],
            params=told["params"],
            files=told["files"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(kind, f"{folder / MANIFEST} cannot be read ({error}).", remedy) from error


def _check(path: Path, digest: str, kind: str, remedy: str) -> None:
    try:
        found = _sha256(path)
    except OSError as error:
        raise Unavailable(kind, f"{path} cannot be read ({error.strerror}).", remedy) from error
    if found != digest:
        raise Unavailable(kind, f"{path} is damaged.", remedy)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _finish(part: Path, kind: str, **told: Any) -> str:
    at = datetime.now(UTC)
    version = f"{at:%Y%m%dT%H%M%S%f}"
    files = {path.name: _sha256(path) for path in sorted(part.iterdir())}
    manifest = {"kind": kind, "version": version, "created_at": at.isoformat(), "files": files, **told}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, default=str)
    (part / MANIFEST).write_text(text, encoding="utf-8")
    for path in part.iterdir():
        _flush(path)
    part.rename(part.parent / version)
    return version


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _point(home: Path, version: str) -> None:
    part = home / f"{POINTER}.{os.getpid()}"
    try:
        part.write_text(version + "\n", encoding="utf-8")
        _flush(part)
        part.replace(home / POINTER)
    finally:
        part.unlink(missing_ok=True)


def _prune(home: Path, *, keep: str) -> None:
    versions = sorted(folder.name for folder in home.glob("*/") if not folder.name.startswith(PART))
    for version in versions[:-KEPT]:
        if version != keep:
            shutil.rmtree(home / version, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Remove what killed writers left; a writer that lives keeps its folder."""
    for folder in home.glob(f"{PART}*/"):
        writer = int(folder.name.removeprefix(PART).split("-")[0])
        if not _alive(writer):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
