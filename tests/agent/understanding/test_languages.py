"""English and Chinese are spoken; other languages are named, so that one can apologise in them."""

import pytest

from agent.understanding.languages import read_language
from agent.wording import Words, apologies


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("\u00bfD\u00f3nde est\u00e1 mi pedido?", "es"),
        ("o\u00f9 est ma commande ?", "fr"),
        ("Wo ist meine Bestellung 10442?", "de"),
        ("cerco un regalo per mia madre", "it"),
        ("onde est\u00e1 o meu pedido?", "pt"),
        ("waar is mijn bestelling?", "nl"),
        ("gdzie jest moja paczka?", "pl"),
        ("sipari\u015fim nerede?", "tr"),
        ("var \u00e4r mitt paket?", "sv"),
        ("unde este coletul meu?", "ro"),
        ("\u0111\u01a1n h\u00e0ng c\u1ee7a t\u00f4i \u1edf \u0111\u00e2u", "vi"),
        ("di mana pesanan saya?", "id"),
        ("\u6ce8\u6587\u306f\u3069\u3053\u3067\u3059\u304b", "ja"),
        ("\uc8fc\ubb38\ud55c \ubb3c\uac74 \uc5b4\ub514\uc5d0 \uc788\uc5b4\uc694?", "ko"),
        ("\u0433\u0434\u0435 \u043c\u043e\u0439 \u0437\u0430\u043a\u0430\u0437?", "ru"),
        ("\u0434\u0435 \u043c\u043e\u0454 \u0437\u0430\u043c\u043e\u0432\u043b\u0435\u043d\u043d\u044f?", "uk"),
        ("\u0623\u064a\u0646 \u0637\u0644\u0628\u064a\u061f", "ar"),
        ("merci", "fr"),
    ],
)
def test_a_language_that_is_not_spoken_is_named_and_can_be_apologised_in(text: str, language: str) -> None:
    assert read_language(text).foreign == language
    assert language in apologies()


@pytest.mark.parametrize(
    "text",
    ["de longhi espresso machine", "an den desk lamp", "size 40", "show me a la carte plates", "un po", "Norrin Pip"],
)
def test_a_foreign_name_in_english_is_english(text: str) -> None:
    assert read_language(text).foreign is None


def test_an_apology_is_said_once_in_a_conversation() -> None:
    first = Words("en", {})
    said = first.apology("de")

    assert said.startswith("Es tut mir leid")
    assert Words("en", first.used).apology("de") == ""
    assert Words("en", {}).apology("xx") == ""
