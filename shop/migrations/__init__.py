"""The schema's history, run by Alembic without an ini file: `upgrade(engine)`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

HERE = Path(__file__).parent


def config(engine: Engine) -> Config:
    """Alembic's settings with `engine` handed over as an object, so that no URL (and no password) is printed."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine) -> None:
    command.upgrade(config(engine), "head")
