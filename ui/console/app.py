"""The console as one web application: sign-in, then Gradio's pages."""

import fastapi
import gradio as gr
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui.console.client import ApiProblem, StaffApi
from ui.console.pages.approvals import approvals_page
from ui.console.pages.inbox import inbox_page
from ui.console.signin import COOKIE, sign_in_page
from ui.console.theme import CSS, theme

DESK = "/desk"


def create_console(api_url: str, *, demo: bool = False) -> fastapi.FastAPI:
    """Every request carries its own token in an HttpOnly cookie; this process keeps none."""
    app = fastapi.FastAPI(title="Aisle console", docs_url=None, redoc_url=None, openapi_url=None)

    def signed_in(request: gr.Request) -> StaffApi:
        return StaffApi(api_url, request.cookies.get(COOKIE, ""))

    @app.get("/")
    def home(request: fastapi.Request) -> Response:
        return RedirectResponse(DESK if request.cookies.get(COOKIE) else "/sign-in", status_code=303)

    @app.get("/sign-in")
    def sign_in() -> HTMLResponse:
        return HTMLResponse(sign_in_page(demo=demo))

    @app.post("/sign-in")
    def enter(token: str = fastapi.Form(default="", max_length=8_000)) -> Response:
        try:
            token = token.strip() or (StaffApi(api_url).demo_token().token if demo else "")
            StaffApi(api_url, token).inbox()
        except ApiProblem as problem:
            return HTMLResponse(sign_in_page(demo=demo, problem=str(problem)), status_code=problem.status or 503)
        answer = RedirectResponse(DESK, status_code=303)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")
        return answer

    @app.post("/sign-out")
    def leave() -> Response:
        answer = RedirectResponse("/sign-in", status_code=303)
        answer.delete_cookie(COOKIE)
        return answer

    with gr.Blocks(title="Aisle console", analytics_enabled=False, fill_width=True) as pages:
        with gr.Tab("Conversations"):
            inbox_page(signed_in)
        with gr.Tab("Approvals", elem_id="approvals-tab"):
            approvals_page(signed_in)
    gr.mount_gradio_app(
        app,
        pages,
        path=DESK,
        auth_dependency=lambda request: "staff" if request.cookies.get(COOKIE) else None,
        theme=theme(),
        css=CSS,
        footer_links=[],
        ssr_mode=False,
        show_error=False,
    )
    return app
