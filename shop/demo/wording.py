"""The demo catalogue's dictionary, `goods/words.toml`: attribute names, values in Chinese, colours, size scales."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shop.catalog.entities import Attribute
from shop.errors import Invalid

OPTION_NAMES_ZH = {
    "color": "颜色", "size": "尺码", "capacity": "容量", "storage": "存储", "scent": "香型", "flavour": "口味",
    "pack": "规格", "length": "长度", "weight": "重量", "model": "适用型号", "lead": "笔尖", "ruling": "内页",
}  # fmt: skip


@dataclass(frozen=True)
class Wording:
    attributes: Mapping[str, Mapping[str, str]]
    """By attribute name: `label`, `zh` and perhaps `unit`."""
    values: Mapping[str, str]
    """English text value to Chinese."""
    colors: Mapping[str, tuple[str, str]]
    """By colour: its Chinese name and its hex code."""
    scales: Mapping[str, tuple[str, ...]]
    """Size runs by name, `clothing`: S, M, L, XL."""

    def attribute(self, name: str, value: bool | float | str) -> Attribute:
        if name not in self.attributes:
            raise Invalid(f"words.toml does not name the attribute {name!r}.")
        told = self.attributes[name]
        chinese = self._value_zh(name, value) if isinstance(value, str) else None
        return Attribute(
            name=name, label=told["label"], label_zh=told["zh"], value=value, value_zh=chinese, unit=told.get("unit")
        )

    def _value_zh(self, name: str, value: str) -> str:
        """Lists are translated piece by piece; names of products stay as they are."""
        if told := self.values.get(value):
            return told
        if self.attributes[name].get("as_is"):
            return value
        return "、".join(self.values[piece] if piece in self.values else _missing(piece) for piece in value.split(", "))

    def option_zh(self, value: str) -> str:
        return self.colors[value][0] if value in self.colors else self.values.get(value, value)

    def scale(self, name: str) -> tuple[str, ...]:
        """`clothing`, or a run of numbers such as `39-45`."""
        if name in self.scales:
            return self.scales[name]
        first, _, last = name.partition("-")
        return tuple(str(size) for size in range(int(first), int(last) + 1))


def _missing(text: str) -> str:
    raise Invalid(f"words.toml has no Chinese for the value {text!r}.")


@cache
def wording() -> Wording:
    told = read_goods("words.toml")
    return Wording(
        attributes=told["attributes"],
        values=told["values"],
        colors={name: (chinese, code) for name, (chinese, code) in told["colors"].items()},
        scales={name: tuple(sizes) for name, sizes in told["scales"].items()},
    )


def read_goods(name: str) -> dict[str, Any]:
    with (files("shop.demo") / "goods" / name).open("rb") as stream:
        return tomllib.load(stream)
