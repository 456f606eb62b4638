import pytest

from agent.understanding.references import read_references
from tests.agent.understanding.scene import Talk, shown


def pointed(text: str, scene: Talk, *, shops: bool = True, supports: bool = True) -> list[tuple[str, object]]:
    return [(one.kind, one.value) for one in read_references(text, scene=scene, shops=shops, supports=supports)]


THREE = shown("Red kettle", "Blue kettle", "Steel teapot", prices=(3000, 2000, 5000))


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("the second one", [2]),
        ("show me number 3", [3]),
        ("compare the first two", [1, 2]),
        ("the first and the third", [1, 3]),
        ("take the last one", ["last"]),
        ("the second to last", [-2]),
        ("both please", [1, 2]),
        ("第二个多少钱", [2]),
        ("前两个对比一下", [1, 2]),
        ("最后一个", ["last"]),
        ("all of them", [1, 2, 3]),
    ],
)
def test_places_of_a_list_are_read_in_both_languages(text: str, positions: list[object]) -> None:
    assert pointed(text, THREE) == [("slate_position", position) for position in positions]


@pytest.mark.parametrize(
    "text", ["this is the third time", "my first order", "on the second day", "the last week", "第一次买"]
)
def test_ordinals_of_other_things_point_at_nothing_shown(text: str) -> None:
    assert "slate_position" not in dict(pointed(text, THREE))


@pytest.mark.parametrize(
    ("text", "product"),
    [("the red one", "p1"), ("蓝色那个", "p2"), ("the cheapest one", "p2"), ("the steel one", "p3")],
)
def test_one_shown_thing_is_found_by_what_sets_it_apart(text: str, product: str) -> None:
    assert pointed(text, THREE) == [("product", product)]


def test_a_description_that_fits_two_points_at_neither() -> None:
    assert pointed("the kettle one", THREE) == []


def test_it_is_what_the_page_shows() -> None:
    found = read_references("is it waterproof", scene=THREE, page_product="p9", shops=True, supports=False)

    assert [(one.kind, one.value) for one in found] == [("product_on_screen", "p9")]


def test_it_is_the_product_in_focus_where_the_page_shows_none() -> None:
    scene = shown("Red kettle", "Blue kettle")
    scene.focus_product = "p2"

    assert pointed("这个防水吗", scene, supports=False) == [("product_on_screen", "p2")]


@pytest.mark.parametrize("text", ["where is my last order", "我上一单到哪了", "status of my most recent purchase"])
def test_the_last_order_is_pointed_at(text: str) -> None:
    assert [kind for kind, _ in pointed(text, Talk(), shops=False)] == ["last_order"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("where is the lamp I bought", "lamp"), ("我上周买的台灯到哪了", "台灯"), ("return the kettle", "kettle")],
)
def test_an_order_is_named_by_what_was_in_it(text: str, words: str) -> None:
    assert pointed(text, Talk(), shops=False) == [("order_words", words)]


def test_that_parcel_is_the_order_being_talked_about() -> None:
    scene = Talk(focus_order="10442", recent_orders=["10442"], last_list="orders")

    assert pointed("那个快递到哪了", scene, shops=False) == [("order", "10442")]


def test_a_line_of_the_cart_keeps_its_words() -> None:
    assert pointed("remove the blue mug from my cart", Talk()) == [("cart_line", "blue mug")]
