"""The door: a staff token, or one button in the demo."""

from html import escape

COOKIE = "aisle_staff"

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in, Aisle console</title><style>
:root {{color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;}}
body {{display: grid; place-items: center; min-height: 100vh; margin: 0; background: light-dark(#f4f6f6, #11181a);}}
main {{background: light-dark(#fff, #1a2426); padding: 32px; border-radius: 14px; width: min(380px, 86vw);
  box-shadow: 0 8px 30px rgb(0 0 0 / .08);}}
h1 {{font-size: 20px; margin: 0 0 4px;}} p {{margin: 0 0 16px; color: light-dark(#55646a, #a5b4b9);}}
textarea, button {{font: inherit; width: 100%; box-sizing: border-box; border-radius: 8px; padding: 10px;}}
textarea {{border: 1px solid light-dark(#c6d0d3, #3a4a4e); min-height: 84px; background: transparent; color: inherit;}}
button {{margin-top: 12px; border: 0; background: #0f766e; color: #fff; font-weight: 600; min-height: 44px;
  cursor: pointer;}}
.problem {{color: light-dark(#b42318, #ff9b8f);}}
</style><main><h1>Aisle console</h1><p>{lead}</p>{problem}<form method="post" action="/sign-in">{field}
<button>{action}</button></form></main></html>"""

FIELD = '<label>Staff token<textarea name="token" required autocomplete="off"></textarea></label>'


def sign_in_page(*, demo: bool, problem: str = "") -> str:
    lead = "The demo signs you in as a member of staff." if demo else "Paste the token your shop's sign-in gave you."
    return PAGE.format(
        lead=lead,
        problem=f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else "",
        field="" if demo else FIELD,
        action="Enter as staff" if demo else "Sign in",
    )
