"""Alembic's entry: one transaction over the engine it was given."""

from typing import Any, Literal, cast

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Engine
from sqlmodel.sql.sqltypes import AutoString

from shop.columns import AsJson, UtcTime
from shop.entities import TABLES


def plain_types(kind: str, column_type: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write plain SQLAlchemy types into a migration: it must run even after our own types change."""
    if kind == "type":
        if isinstance(column_type, AsJson):
            return "sa.JSON()"
        if isinstance(column_type, UtcTime):
            return "sa.DateTime(timezone=True)"
        if isinstance(column_type, AutoString):
            return f"sa.String({column_type.length or ''})"
    return False


engine = cast("Engine", context.config.attributes["engine"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=TABLES,
        render_as_batch=True,
        compare_type=True,
        render_item=plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
