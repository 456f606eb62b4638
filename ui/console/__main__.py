"""`python -m ui.console`: the console in its own process, because importing Gradio takes seconds."""

import os


def main() -> None:
    """Settings come from the environment: `AISLE_API_URL`, `AISLE_CONSOLE_PORT`, `AISLE_HOST`, `AISLE_DEMO`."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before the import: the argument alone still looks hosts up
    import uvicorn

    from ui.console.app import create_console

    demo = os.environ.get("AISLE_DEMO", "") in {"1", "true", "True"}
    app = create_console(os.environ.get("AISLE_API_URL", "http://127.0.0.1:8000"), demo=demo)
    host, port = os.environ.get("AISLE_HOST", "127.0.0.1"), int(os.environ.get("AISLE_CONSOLE_PORT", "7860"))
    uvicorn.run(app, host=host, port=port, log_level="warning")


if __name__ == "__main__":
    main()
