import pytest

from agent.understanding.identifiers import read_emails, read_order_ids, read_postcode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cancel order 10442", ("10442",)),
        ("where is #w2378156", ("W2378156",)),
        ("W2378156 please", ("W2378156",)),
        ("orders 10442 and 10443", ("10442", "10443")),
        ("订单10442到哪了", ("10442",)),
        ("10442", ("10442",)),
        ("order A-1203", ("A-1203",)),
    ],
)
def test_order_ids_are_read_without_their_hash_and_in_upper_case(text: str, expected: tuple[str, ...]) -> None:
    assert read_order_ids(text) == expected


@pytest.mark.parametrize("text", ["shoes under 10000", "the second one", "a Galaxy S24", "mail me at bob1234@shop.com"])
def test_prices_models_and_addresses_are_no_order_ids(text: str) -> None:
    assert read_order_ids(text) == ()


def test_emails_are_found_without_the_full_stop_behind_them() -> None:
    assert read_emails("write to Ann.Lee+x@mail.example.org.") == ("Ann.Lee+x@mail.example.org",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my zip code is 94110", "94110"),
        ("Austin, TX 78701", "78701"),
        ("send it to sw1a1aa", "SW1A 1AA"),
        ("邮编310000", "310000"),
        ("cancel order 94110", None),
    ],
)
def test_a_postcode_is_told_from_an_order(text: str, expected: str | None) -> None:
    assert read_postcode(text, order_ids=read_order_ids(text)) == expected
