"""How far an import has come: rows and this mark are committed together, so a killed import goes on where it broke."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from shop.columns import UtcTime, now


class ImportRun(SQLModel, table=True):
    """One source (a file by name, size and content) of one kind."""

    fingerprint: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    path: str
    rows_done: int = 0
    rejected: int = 0
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcTime)
