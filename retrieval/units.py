"""Units a shop writes, each with its kind and its size, so that `17 inch`, `43 cm` and `17"` can be compared."""

from dataclasses import dataclass

from retrieval.tokens import normalised


@dataclass(frozen=True)
class Unit:
    symbol: str
    kind: str
    factor: float
    """Times this gives the kind's base unit."""


_TABLE: dict[str, dict[str, tuple[float, str]]] = {
    "length": {
        "mm": (0.001, "millimeter millimetre millimeters millimetres 毫米"),
        "cm": (0.01, "centimeter centimetre centimeters centimetres 厘米 公分"),
        "m": (1.0, "meter metre meters metres 米"),
        "km": (1000.0, "kilometer kilometre kilometers 公里 千米"),
        "in": (0.0254, 'inch inches " 英寸 寸 吋'),
        "ft": (0.3048, "foot feet ' 英尺"),
    },
    "mass": {
        "mg": (1e-6, "milligram milligrams 毫克"),
        "g": (0.001, "gram grams gr 克"),
        "kg": (1.0, "kilo kilos kilogram kilograms 公斤 千克"),
        "lb": (0.45359237, "lbs pound_weight 磅"),
        "oz": (0.028349523, "ounce ounces 盎司"),
        "jin": (0.5, "斤"),
    },
    "data": {
        "kb": (1e-6, "kilobyte kilobytes"),
        "mb": (1e-3, "megabyte megabytes"),
        "gb": (1.0, "gig gigs gigabyte gigabytes go"),
        "tb": (1e3, "terabyte terabytes"),
    },
    "volume": {
        "ml": (0.001, "milliliter millilitre 毫升"),
        "cl": (0.01, ""),
        "l": (1.0, "liter litre liters litres 升"),
    },
    "time": {
        "ms": (0.001, "millisecond milliseconds 毫秒"),
        "s": (1.0, "sec second seconds 秒"),
        "min": (60.0, "minute minutes mins 分钟"),
        "h": (3600.0, "hr hrs hour hours 小时"),
        "day": (86400.0, "days 天"),
        "month": (2_629_746.0, "months 个月"),
        "year": (31_556_952.0, "years yr yrs 年"),
    },
    "frequency": {"hz": (1.0, "hertz 赫兹"), "khz": (1e3, ""), "mhz": (1e6, ""), "ghz": (1e9, "")},
    "apparent power": {"va": (1.0, ""), "kva": (1000.0, "")},
    "area": {"m2": (1.0, "m² sqm 平米 平方米 平方"), "sq ft": (0.09290304, "sqft")},
    "power": {"mw": (0.001, ""), "w": (1.0, "watt watts 瓦"), "kw": (1000.0, "kilowatt kilowatts 千瓦")},
    "voltage": {"v": (1.0, "volt volts 伏")},
    "current": {"ma": (0.001, ""), "a": (1.0, "amp amps ampere amperes 安")},
    "charge": {"mah": (0.001, "毫安"), "ah": (1.0, "安时")},
    "resolution": {"mp": (1.0, "megapixel megapixels 万像素")},
    "rate": {"mbps": (1.0, "mbit/s"), "gbps": (1000.0, "gbit/s")},
    "print": {"ppm": (1.0, ""), "dpi": (1.0, "")},
    "light": {"lm": (1.0, "lumen lumens 流明"), "ansi lm": (1.0, "")},
    "loudness": {"db": (1.0, "decibel decibels 分贝")},
    "angle": {"°": (1.0, "degree degrees 度")},
    "temperature": {"°c": (1.0, "celsius ℃ 摄氏度")},
    "pieces": {"pcs": (1.0, "pc piece pieces pack 件 个 片 张 支 只")},
    "persons": {"persons": (1.0, "person people 人")},
    "pages": {"pages": (1.0, "page 页")},
}

UNITS: dict[str, Unit] = {
    spelling: Unit(symbol, kind, factor)
    for kind, symbols in _TABLE.items()
    for symbol, (factor, spellings) in symbols.items()
    for spelling in (symbol, *spellings.split())
}
"""Every spelling, normalised, to its unit."""


def find_unit(text: str | None) -> Unit | None:
    return UNITS.get(normalised(text).strip().rstrip(".")) if text else None


def converted(value: float, unit: str | None, into: str | None) -> float | None:
    """`value` in the unit `into`; `None` where the two measure different things.

    A value or an attribute without a unit is taken as it stands; two equal unknown spellings are the same unit.
    """
    if not unit or not into or normalised(unit) == normalised(into):
        return value
    source, target = find_unit(unit), find_unit(into)
    if source is None or target is None or source.kind != target.kind:
        return None
    return value * source.factor / target.factor
