"""The demo shop's policies and answers, in English and Chinese: `documents/{en,zh}/*.md`."""

from importlib.resources import files

from sqlmodel import SQLModel

from shop.handbook import read_handbook


def load_documents() -> list[SQLModel]:
    """`Document` rows first, then their `Passage` rows."""
    return read_handbook(files("shop.demo") / "documents")
