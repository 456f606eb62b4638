import pytest

from agent.understanding.examples import read_examples, read_lines, split_lines
from agent.understanding.patterns import Pattern
from agent.understanding.taxonomy import INTENTS, label

SLOTS = {"thing": ["lamp", "mug"]}


def test_a_pattern_says_every_choice_and_nothing_else() -> None:
    said = Pattern("{buy|get} [a] <thing>").sentences(SLOTS, most=20)

    assert sorted(said) == [
        "buy a lamp",
        "buy a mug",
        "buy lamp",
        "buy mug",
        "get a lamp",
        "get a mug",
        "get lamp",
        "get mug",
    ]


def test_the_same_seed_gives_the_same_sentences() -> None:
    line = Pattern("{a|b|c} {d|e|f} <thing>")

    assert line.sentences(SLOTS, most=4, seed=3) == line.sentences(SLOTS, most=4, seed=3)


@pytest.mark.parametrize("line", ["{a|b", "a}", "a <nothing>"])
def test_a_broken_pattern_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r"example|nothing"):
        Pattern(line).say(SLOTS, __import__("random").Random(1))


def test_every_class_has_examples_in_both_languages() -> None:
    examples = read_examples()
    classes = {label(name, detail) for name, details in INTENTS.items() for detail in (details or ("",))}

    for chinese in (False, True):
        missing = classes - {one.intent for one in examples if one.chinese is chinese}
        assert not missing - {"checkout"}, missing


def test_no_example_belongs_to_two_classes_more_than_rarely() -> None:
    texts: dict[str, set[str]] = {}
    for one in read_examples():
        texts.setdefault(one.text.casefold(), set()).add(one.intent)

    assert sum(len(intents) > 1 for intents in texts.values()) < 0.01 * len(texts)


def test_a_split_keeps_the_sentences_of_one_line_together() -> None:
    kept, held = split_lines(read_examples(), share=0.2, seed=1)

    assert not {(one.intent, one.line) for one in kept} & {(one.intent, one.line) for one in held}
    assert len(read_lines()) > 1500
