"""The recommenders: to add one, write its file and add its line to `RECOMMENDERS`."""

from retrieval.recommend.als import Als
from retrieval.recommend.content import Content
from retrieval.recommend.ease import Ease
from retrieval.recommend.gf_cf import GfCf
from retrieval.recommend.item_knn import ItemKnn
from retrieval.recommend.model import Cause, History, Model, Recommender
from retrieval.recommend.popular import Popular
from retrieval.recommend.reminder import Reminder
from retrieval.recommend.sessions import Sessions
from retrieval.recommend.transitions import Transitions

RECOMMENDERS: dict[str, Recommender] = {
    recommender.name: recommender
    for recommender in (
        Popular(),
        ItemKnn(),
        Transitions(),
        Content(),
        Sessions(),
        Als(),
        Ease(),
        GfCf(),
        Reminder(),
    )
}

__all__ = ["RECOMMENDERS", "Cause", "History", "Model", "Recommender"]
