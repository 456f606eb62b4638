"""Static files: the widget for any shop's page, and in the demo the storefront around it."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from shop.settings import Settings

SHORT = "public, max-age=300"
HIDDEN = (".py", ".pyc")


class Files(StaticFiles):
    """A folder of the package without its Python."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path.endswith(HIDDEN) or "__pycache__" in path:
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers.setdefault("Cache-Control", SHORT)
        return response


def add_pages(app: FastAPI, settings: Settings) -> None:
    """`/widget/*` always; `/` and `/shop/*` in the demo. Found by name: no code of the UI is imported."""
    widget, storefront = _folder("widget"), _folder("storefront")
    if widget.is_dir():
        app.mount("/widget", Files(directory=widget), name="widget")
    if not settings.demo or not (storefront / "index.html").is_file():
        return

    @app.get("/shop/{_path:path}", include_in_schema=False)
    async def shop_page(_path: str) -> FileResponse:
        return FileResponse(storefront / "index.html", headers={"Cache-Control": "no-cache"})

    app.mount("/", Files(directory=storefront, html=True), name="storefront")


def _folder(name: str) -> Path:
    return Path(str(files("ui"))) / name
