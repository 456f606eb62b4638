"""Nothing that the offline brain says of its own in varied conversations is withheld by the gate."""

import pytest

from shop.conversations import turns_of
from tests.agent.talking import Talk
from tests.demo_shop import DemoShop

CONVERSATIONS = {
    "en: find and narrow": ("en", None, ["a warm jacket under $150", "cheaper ones", "which is rated best?"]),
    "en: compare": ("en", None, ["show me backpacks", "compare the first two", "which one is lighter?"]),
    "en: why and reviews": ("en", None, ["a kettle", "why the first?", "what do buyers say about it?"]),
    "en: cart": ("en", None, ["headphones under 60", "add two of the first", "what's in my cart?", "undo that"]),
    "en: rules": ("en", None, ["how long can I return something?", "what does shipping cost?", "do you ship abroad?"]),
    "en: parcel": ("en", "shipped", ["where is my parcel?", "when will it come?", "who is the carrier?"]),
    "en: cancel": ("en", "pending", ["cancel my order, I don't need it any more", "yes", "where is my refund?"]),
    "en: return": ("en", "delivered", ["I want to send my order back", "it does not fit", "yes"]),
    "zh: find": ("zh", None, ["300元以内的耳机", "便宜点的", "第一个怎么样", "比较前两个"]),
    "zh: cart": ("zh", None, ["推荐一个背包", "第一个加两件到购物车", "购物车里有什么", "撤销"]),
    "zh: rules": ("zh", None, ["退货有什么规定？", "运费多少？", "怎么开发票？"]),
    "zh: parcel": ("zh", "shipped", ["我的包裹到哪了？", "什么时候能到？", "有优惠吗？"]),
    "zh: cancel": ("zh", "pending", ["取消我的订单，不想要了", "好的", "退款什么时候到？"]),
}  # fmt: skip


@pytest.mark.parametrize(("language", "state", "messages"), CONVERSATIONS.values(), ids=list(CONVERSATIONS))
def test_no_sentence_of_the_offline_brain_is_withheld(
    demo: DemoShop, language: str, state: str | None, messages: list[str]
) -> None:
    talk = Talk.begin(demo, demo.order_in(state).customer_id if state else None, language=language)
    for message in messages:
        talk.say(message)

    with demo.database.session() as session:
        judged = [gate for turn in turns_of(session, talk.conversation_id) for gate in turn.gate]
    assert judged
    assert [gate for gate in judged if gate["verdict"] != "passed"] == []
