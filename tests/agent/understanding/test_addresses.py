"""An address is read whole or not at all, in the ways people write one."""

import pytest

from agent.understanding.addresses import read_address


@pytest.mark.parametrize(("text", "line1", "city", "postcode", "country"), [
    ("send it to 12 Oak Street, Denver, CO 80202", "12 Oak Street", "Denver", "80202", "USA"),
    ("change order 10419 to 445 Maple Drive, Suite 394, Fort Worth, TX 76165, USA", "445 Maple Drive", "Fort Worth",
     "76165", "USA"),
    ("new address: Hauptstraße 5, 04109 Leipzig, Germany", "Hauptstraße 5", "Leipzig", "04109", "Germany"),
    ("please send order 10419 to 12 Oak Street, Apt 4, Denver, CO 80202 instead", "12 Oak Street", "Denver", "80202",
     "USA"),
    ("it should go to 10 Downing Street, London SW1A 2AA", "10 Downing Street", "London", "SW1A 2AA", "UK"),
    ("地址改成上海市浦东新区世纪大道100号,邮编200120", "浦东新区世纪大道100号", "上海市", "200120", "中国"),
])  # fmt: skip
def test_common_forms_are_read(text: str, line1: str, city: str, postcode: str, country: str) -> None:
    found = read_address(text, country="UK" if "London" in text else "")

    assert found is not None
    assert (found["line1"], found["city"], found["postcode"], found["country"]) == (line1, city, postcode, country)


@pytest.mark.parametrize("text", [
    "change my address", "where is order 10442", "under 60 dollars, 2 of them", "a 43 in blue, not 44", "改一下地址",
])  # fmt: skip
def test_what_is_no_whole_address_is_none(text: str) -> None:
    assert read_address(text) is None
