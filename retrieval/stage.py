"""How near to buying a shopper is: read from the talk, and felt in how varied a slate is."""

from typing import Literal

Stage = Literal["browsing", "comparing", "ready_to_buy", "after_sale"]
