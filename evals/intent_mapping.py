"""How Bitext's 27 intents read in Aisle's taxonomy: the documented table, one line a class.

Aisle's details (`account.password`) are finer than its intents. Unmerged, a message is right only if its detail is the
one of its class. Merged, as a shop would act on it, classes of one Aisle intent are one: the seven of `account`,
`invoice` and so on count together. Classes that the unmerged table cannot tell apart: none.
"""

from agent.understanding.taxonomy import parted

BITEXT: dict[str, tuple[str, ...]] = {
    "cancel_order": ("cancel_order",),
    "change_order": ("change_order",),
    "change_shipping_address": ("change_address.change",),
    "check_cancellation_fee": ("policy.cancellation",),
    "check_invoice": ("invoice.check",),
    "check_payment_methods": ("policy.payment",),
    "check_refund_policy": ("policy.refunds",),
    "complaint": ("complaint",),
    "contact_customer_service": ("person.contact",),
    "contact_human_agent": ("person.agent",),
    "create_account": ("account.create",),
    "delete_account": ("account.delete",),
    "delivery_options": ("delivery_options",),
    "delivery_period": ("delivery_time",),
    "edit_account": ("account.edit",),
    "get_invoice": ("invoice.get",),
    "get_refund": ("return_item.refund",),
    "newsletter_subscription": ("newsletter",),
    "payment_issue": ("payment_problem",),
    "place_order": ("checkout", "checkout.how"),
    "recover_password": ("account.password",),
    "registration_problems": ("account.trouble",),
    "review": ("review",),
    "set_up_shipping_address": ("change_address.new",),
    "switch_account": ("account.switch",),
    "track_order": ("track_order", "order_status"),
    "track_refund": ("refund_status",),
}
_OF_LABEL = {label: name for name, labels in BITEXT.items() for label in labels}


def bitext_class(predicted: str) -> str:
    """The Bitext class of one of our labels; our label itself where Bitext has no such class."""
    return _OF_LABEL.get(predicted, predicted)


def merged(label: str) -> str:
    """A Bitext class or one of our labels as the intent a shop acts on."""
    return "track_order" if (name := parted(BITEXT.get(label, (label,))[0])[0]) == "order_status" else name


def merged_groups() -> dict[str, list[str]]:
    """Which Bitext classes the intents (without details) put together."""
    groups: dict[str, list[str]] = {}
    for name in BITEXT:
        groups.setdefault(merged(name), []).append(name)
    return {intent: names for intent, names in groups.items() if len(names) > 1}
