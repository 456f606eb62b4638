"""The desk looks into recommendations: what a shopper would get, from what, and what was left out."""

from typing import Annotated

from fastapi import APIRouter, Query

import wire
from api import inspection
from api.contexts import Context
from api.guards import Staff
from api.pages import Limit
from api.routes.catalog import SLATE, Surface

router = APIRouter(prefix="/v1/staff", tags=["Staff"])
Key = Annotated[str, Query(max_length=200)]
MaybeKey = Annotated[str | None, Query(max_length=200)]


@router.get("/recommendations")
def inspect_recommendations(
    _who: Staff,
    context: Context,
    customer_id: Key,
    surface: Surface = "home",
    product_id: MaybeKey = None,
    missing: MaybeKey = None,
    limit: Limit = SLATE,
) -> wire.InspectedSlate:
    """The slate a customer would get now, with scores by source, evidence, and what was filtered and why.

    With `missing`, also why that product is not in it.
    """
    return inspection.inspect(context, customer_id, surface, product_id=product_id, missing=missing, limit=limit)
