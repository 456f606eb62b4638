"""The tools' context for plain requests: the same ranking and the same cards as in a conversation."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from fastapi import Depends, Request

from api.guards import Shopper, language_of, services

if TYPE_CHECKING:
    from tools.context import ShopContext


async def _context(request: Request, caller: Shopper) -> Any:
    house = services(request)
    database, retrieval = await house.shop.get(), await house.retrieval.get()
    return _made(caller.principal(), database, retrieval, language_of(request))


def _made(principal: Any, database: Any, retrieval: Any, language: str) -> "ShopContext":
    from tools.context import ShopContext

    return ShopContext(principal=principal, database=database, retrieval=retrieval, language=language)


if TYPE_CHECKING:
    Context: TypeAlias = ShopContext
else:
    Context = Annotated[Any, Depends(_context)]
