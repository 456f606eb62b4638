"""Why something was left out of a list: the rule that did it, in one sentence."""

from agent.absence import absent_product
from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View


def why_not(view: View) -> Flow:
    product_id, slate = absent_product(view.turn), view.turn.dialogue.slate
    if product_id is None or slate is None:
        return Said(view.say("trouble.not_found"))
    result = yield view.call("why_not_shown", product_id=product_id, slate_id=slate.slate_id)
    if result.problem is not None:
        return trouble(view, result) or Said()
    title, text = view.payload(result, "title"), view.payload(result, "text")
    said = view.say("absence.because", title=view.name(str(title)), reason=str(text))
    return Said(said, suggestions=(view.plain("suggest.more"),), dialogue={"focus_product": product_id})
