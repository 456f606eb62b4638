"""Examples of requests and streams, as the description of the API shows them."""

from typing import Any

Examples = dict[str, Any]

MESSAGE: Examples = {
    "find": {"summary": "A product need", "value": {"text": "headphones for the train under $60, not Sony"}},
    "order": {"summary": "An order", "value": {"text": "where is my last order?"}},
    "page": {
        "summary": "About the product on screen",
        "value": {"text": "is it waterproof?", "context": {"page": "/shop/products/p-17", "product_id": "p-17"}},
    },
}
DECISION: Examples = {
    "yes": {"summary": "Do it", "value": {"decision": "approve"}},
    "no": {"summary": "Leave it", "value": {"decision": "reject"}},
}
FEEDBACK: Examples = {
    "answer": {"summary": "A thumb for an answer", "value": {"message_id": "m-1", "kind": "up"}},
    "product": {
        "summary": "Not this product",
        "value": {"slate_id": "s-1", "product_id": "p-17", "kind": "not_this", "comment": "too heavy"},
    },
}
EVENTS: Examples = {
    "shown and looked at": {
        "summary": "A card was seen, then opened",
        "value": {
            "events": [
                {
                    "event_id": "0b6e-1",
                    "kind": "impression",
                    "product_id": "p-17",
                    "slate_id": "s-1",
                    "position": 1,
                    "at": "2026-11-24T10:00:00Z",
                },
                {"event_id": "0b6e-2", "kind": "view", "product_id": "p-17", "at": "2026-11-24T10:00:07Z"},
            ]
        },
    }
}
CART_LINE: Examples = {"two": {"summary": "Two of one article", "value": {"sku": "TARN-RIDGE-43", "quantity": 2}}}
STREAM = (
    'event: turn.started\ndata: {"turn_id":"t-1"}\nid: 12\n\n'
    'event: products\ndata: {"type":"products","slate_id":"s-1","items":[]}\nid: 13\n\n'
    'event: text.delta\ndata: {"message_id":"m-2","delta":"Six kettles"}\nid: 14\n\n'
    'event: turn.finished\ndata: {"message_id":"m-2","text":"Six kettles","outcome":"answered"}\nid: 15\n\n'
)
