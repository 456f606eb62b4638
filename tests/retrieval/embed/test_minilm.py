import shutil
from pathlib import Path

import numpy as np
import pytest

from retrieval.embed import open_embedder
from retrieval.embed.minilm import MiniLM, installed_model
from retrieval.embed.minilm_numpy import NumpyForward
from shop.errors import Invalid, Unavailable
from tests.retrieval.catalogue import settings

TEXTS = ["a red laptop bag", "wireless mouse, 1600 DPI", "", "笔记本电脑", "word " * 500]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> MiniLM:
    return MiniLM.open(tmp_path_factory.mktemp("models"))


def test_vectors_have_length_one_and_like_is_near_like(opened: MiniLM) -> None:
    mouse, also, bag = opened.embed(["wireless mouse", "cordless computer mouse", "leather handbag"])
    assert np.allclose(np.linalg.norm([mouse, also, bag], axis=1), 1, atol=1e-5)
    assert mouse @ also > 0.7 > 0.4 > mouse @ bag


def test_onnxruntime_and_numpy_agree(opened: MiniLM) -> None:
    plain = MiniLM(opened._tokenizer, NumpyForward.read(installed_model() / "model.safetensors"))
    assert np.abs(plain.embed(TEXTS) - opened.embed(TEXTS)).max() < 1e-5


def test_a_text_has_the_same_vector_in_any_company(opened: MiniLM) -> None:
    assert np.abs(opened.embed(TEXTS)[:1] - opened.embed(TEXTS[:1])).max() < 1e-5


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    shutil.copy(installed_model() / "tokenizer.json", folder)
    with (installed_model() / "model.safetensors").open("rb") as file:
        start = file.read(1_000_000)
    (folder / "model.safetensors").write_bytes(start)
    with pytest.raises(Unavailable, match="not the official file"):
        MiniLM.open(tmp_path / "models", folder)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        MiniLM.open(tmp_path / "models", tmp_path)


def test_a_damaged_onnx_file_is_built_again(tmp_path: Path) -> None:
    first = MiniLM.open(tmp_path).embed(["mouse"])
    (built,) = tmp_path.glob("*.onnx")
    built.write_bytes(b"broken")
    assert np.allclose(MiniLM.open(tmp_path).embed(["mouse"]), first)


def test_embedders_go_by_name(tmp_path: Path) -> None:
    assert open_embedder("none", settings(tmp_path)) is None
    with pytest.raises(Invalid, match="no embedder 'word2vec'"):
        open_embedder("word2vec", settings(tmp_path))
    with pytest.raises(Unavailable, match="no such folder"):
        open_embedder(f"sentence-transformers:{tmp_path / 'none'}", settings(tmp_path))
    with pytest.raises(Unavailable, match="neither"):
        open_embedder("openai:any", settings(tmp_path))
