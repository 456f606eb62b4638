"""One conversation in a terminal: reads lines, shows the frames that answer them."""

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.prompt import Prompt

from ui.terminal.screen import Screen
from wire import Frame, Started

LEAVE = {"/quit", "/exit", "quit", "exit", ":q", "退出"}
Send = Callable[[str], Iterator[Frame]]


def run_chat(send: Send, started: Started, *, console: Console | None = None, say: tuple[str, ...] = ()) -> None:
    """Talk until the shopper leaves, with Ctrl-D, Ctrl-C or `/quit`. `say` is said first, then the keyboard speaks.

    Args:
        send: Sends one message and yields the frames of its turn as they come.
        started: The greeting and the things to try.
        say: Messages for a scripted conversation; when given, the chat ends after the last.
    """
    console = console or Console()
    console.print(f"\n[bold]{started.shop.get('name', 'Aisle')}[/bold]  {started.greeting}")
    console.print("".join(f"\n  [dim]try[/dim] {item['text']}" for item in started.suggestions), highlight=False)
    console.print("[dim]/quit leaves.[/dim]\n")
    for text in _scripted(say, console) if say else _typed(console):
        _one_turn(send, text, Screen(console))


def _one_turn(send: Send, text: str, screen: Screen) -> None:
    try:
        for frame in send(text):
            screen.show(frame)
    except KeyboardInterrupt:
        screen.console.print("\n[dim]stopped[/dim]")


def _scripted(say: tuple[str, ...], console: Console) -> Iterator[str]:
    for text in say:
        console.print(f"[bold cyan]you[/bold cyan]: {text}", highlight=False)
        yield text


def _typed(console: Console) -> Iterator[str]:
    while True:
        try:
            text = Prompt.ask("[bold cyan]you[/bold cyan]", console=console).strip()
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        if text.lower() in LEAVE:
            return
        if text:
            yield text
