"""What holds for every registered recommender, on data whose answer follows by reasoning."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.features import Interactions, from_sequences
from retrieval.items import bare_items
from retrieval.recommend import RECOMMENDERS, History, Model, Recommender
from retrieval.recommend.transitions import Transitions
from tests.retrieval.recommend.shops import BOLT, CUP, NEW_TEA, NUT, POT, SAW, TEA, random_visits, visits

every_recommender = pytest.mark.parametrize("recommender", RECOMMENDERS.values(), ids=RECOMMENDERS)
personal = pytest.mark.parametrize(
    "recommender",
    [one for one in RECOMMENDERS.values() if one.name not in {"popular", "reminder"}],
    ids=lambda one: one.name,
)


def history(*items: int) -> History:
    return History.of(np.array(items, dtype=np.int32))


@every_recommender
def test_scores_are_finite_numbers_never_negative_one_an_item(recommender: Recommender) -> None:
    model = recommender.fit(visits())

    for past in (history(), history(TEA), history(TEA, POT, TEA), history(*range(7))):
        scores = model.score(past)
        assert scores.shape == (7,)
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()
        assert (scores >= 0).all()


@personal
def test_whoever_looked_at_tea_gets_a_pot_before_any_tool(recommender: Recommender) -> None:
    scores = recommender.fit(visits()).score(history(TEA))

    assert scores[POT] > max(scores[BOLT], scores[NUT], scores[SAW])


@personal
def test_a_shopper_of_tools_never_gets_tea_before_tools(recommender: Recommender) -> None:
    scores = recommender.fit(visits()).score(history(BOLT))

    assert scores[NUT] > max(scores[TEA], scores[POT], scores[CUP])


def test_popular_puts_what_most_shoppers_chose_first() -> None:
    scores = RECOMMENDERS["popular"].fit(visits()).score(history())

    assert scores[TEA] == scores[POT] > scores[CUP] == scores[SAW] > scores[NEW_TEA]


def test_transitions_know_the_direction() -> None:
    model = RECOMMENDERS["transitions"].fit(visits())

    assert model.score(history(TEA))[POT] > model.score(history(POT))[TEA] > 0


def test_content_alone_reaches_a_product_nobody_has_met() -> None:
    scores = {name: one.fit(visits()).score(history(TEA))[NEW_TEA] for name, one in RECOMMENDERS.items()}

    assert scores["content"] > 0
    assert all(scores[name] == 0 for name in scores if name != "content")


def test_sessions_keep_a_reminder_of_what_was_just_looked_at() -> None:
    model = RECOMMENDERS["sessions"].fit(visits())

    assert model.score(history(TEA, POT))[TEA] > model.score(history(TEA, POT))[BOLT] == 0


@every_recommender
def test_a_stored_model_scores_as_before(recommender: Recommender, tmp_path: Path) -> None:
    model = recommender.fit(random_visits())
    model.save(tmp_path)

    again = recommender.load(tmp_path)

    for past in (history(), history(3), history(1, 6, 11, 1)):
        np.testing.assert_array_equal(again.score(past), model.score(past))
        np.testing.assert_array_equal(again.drops(past, np.arange(5, dtype=np.int32)), drops(model, past))


def drops(model: Model, past: History) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return model.drops(past, np.arange(5, dtype=np.int32))


@every_recommender
def test_fitting_twice_gives_the_same_scores(recommender: Recommender) -> None:
    one, two = (recommender.fit(random_visits()).score(history(2, 7)) for _ in range(2))

    np.testing.assert_allclose(one, two, rtol=1e-5)


@every_recommender
@pytest.mark.parametrize("seed", range(4))
def test_a_drop_is_exactly_what_the_score_loses_without_that_action(recommender: Recommender, seed: int) -> None:
    model, chance = recommender.fit(random_visits(seed=seed)), np.random.default_rng(seed)
    past = History.of(
        chance.integers(0, 25, size=int(chance.integers(1, 15))).astype(np.int32),
        None,
    )
    everything = np.arange(25, dtype=np.int32)

    found = model.drops(past, everything)

    for position in range(len(past)):
        expected = model.score(past) - model.score(past.without(position))
        np.testing.assert_allclose(found[position], expected, atol=1e-5)


@pytest.mark.parametrize("size", [1, 3, 4, 5, 9])
def test_a_drop_is_exact_also_where_the_history_is_longer_than_the_model_reaches(size: int) -> None:
    model = replace(Transitions(), reach=4).fit(random_visits())
    past = History.of(np.random.default_rng(size).integers(0, 25, size=size).astype(np.int32))

    found = model.drops(past, np.arange(25, dtype=np.int32))

    for position in range(size):
        expected = model.score(past) - model.score(past.without(position))
        np.testing.assert_allclose(found[position], expected, atol=1e-5)


@every_recommender
def test_every_named_cause_lowers_the_score_when_it_is_taken_away(recommender: Recommender) -> None:
    model, past = recommender.fit(random_visits()), history(1, 6, 11, 1, 8)

    for item in range(25):
        for cause in model.explain(past, item):
            assert past.item[cause.position] == cause.item
            assert model.score(past.without(cause.position))[item] < model.score(past)[item]


@every_recommender
@pytest.mark.parametrize(
    "interactions",
    [
        from_sequences(bare_items([]), []),
        from_sequences(bare_items(["only"]), []),
        from_sequences(bare_items(["only"], ["a thing"]), [[0]]),
        from_sequences(bare_items(["one", "two"]), [[0, 1]]),
        from_sequences(bare_items(["one", "two", "three"]), [[], [2, 2, 2]]),
    ],
    ids=["no items", "no actions", "one item", "one user", "one product again and again"],
)
def test_almost_nothing_to_learn_from_is_no_error(recommender: Recommender, interactions: Interactions) -> None:
    model = recommender.fit(interactions)

    size = len(interactions.items)
    assert model.score(history()).shape == (size,)
    if size:
        assert np.isfinite(model.score(history(0))).all()


def test_entries_with_a_weight_that_is_no_number_are_left_out() -> None:
    past = History.of(np.array([1, 2, 3, 4], dtype=np.int32), np.array([1.0, np.nan, -1.0, np.inf], dtype=np.float32))

    assert past.item.tolist() == [1]
