"""A real browser for the journeys: pages by width, with or without scripts, and whether everybody can use them.

`check_accessible(page)` is called at every step of every journey. It runs axe-core and what axe leaves to others:
ids that lead nowhere, a page wider than its window, focus that cannot be seen, and scripts that failed.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, sync_playwright

PHONE, DESK = 360, 1280
WIDTHS = (PHONE, DESK)
HEIGHT = 900
PATIENCE_MS = 30_000
BY_LAYOUT = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PICTURES = os.environ.get("CIVICHUB_TEST_PICTURES", "")
_COMPLAINTS: dict[Page, list[str]] = {}
_SCRIPTLESS: set[BrowserContext] = set()
_COPIES: dict[BrowserContext, Page] = {}

# Attributes that name other elements by id. axe reports a dangling aria-describedby as "incomplete", not as a failure.
_DANGLING = """() => {
  const names = ['aria-describedby', 'aria-labelledby', 'aria-controls', 'aria-owns', 'aria-activedescendant', 'for',
    'aria-errormessage', 'list', 'headers']
  return names.flatMap(name => [...document.querySelectorAll(`[${name}]`)].flatMap(element =>
    element.getAttribute(name).split(/\\s+/).filter(id => id && !document.getElementById(id))
      .map(id => `${name}="${id}" on <${element.tagName.toLowerCase()}>`)))
}"""

_REPEATED_IDS = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id)
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))]
}"""

# Every element that Tab reaches, given the focus in turn. GOV.UK draws that of a radio button on its label. 2.4.11: the
# element with the focus may not be hidden behind a bar.
_WALK = """() => {
  const drawn = style => style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) ||
    style.boxShadow !== 'none')
  const reached = 'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]'
  return [...document.querySelectorAll(reached)].filter(element => element.tabIndex >= 0).flatMap(element => {
    element.focus()
    if (document.activeElement !== element) return []
    const label = element.labels && element.labels[0]
    const seen = drawn(getComputedStyle(element)) || (label && drawn(getComputedStyle(label, '::before'))) ||
      drawn(getComputedStyle(element.parentElement))
    const box = element.getBoundingClientRect()
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20))
    const hidden = box.width > 2 && at && !element.contains(at) && !at.contains(element) &&
      !(label && label.contains(at))
    const what = element.outerHTML.slice(0, 120)
    return [...(seen ? [] : [`focus cannot be seen: ${what}`]),
      ...(hidden ? [`focus is behind something else: ${what}`] : [])]
  })
}"""


@contextmanager
def launched_browser() -> Iterator[Browser]:
    """Chromium, found by name or by CIVICHUB_CHROMIUM, for a whole test run."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread of the test
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        yield browser
        browser.close()


def launch(kind: BrowserType, *flags: str) -> Browser:
    """A process of its own, with more flags than all journeys need."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = os.environ.get("CIVICHUB_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    return kind.launch(executable_path=executable, args=[*FLAGS, *flags])


def open_context(
    browser: Browser, base_url: str, *, width: int = DESK, javascript: bool = True, user: Any = None
) -> BrowserContext:
    """A fresh visitor: own cookies, a window `width` wide; signed in already where `user` is given."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": HEIGHT},
        java_script_enabled=javascript,
        locale="en-GB",
        timezone_id="Europe/London",
    )
    context.set_default_timeout(PATIENCE_MS)
    context.on("page", _listen)
    if not javascript:
        _SCRIPTLESS.add(context)
    if user is not None:
        sign_in_as(context, base_url, user)
    return context


def open_page(
    browser: Browser,
    base_url: str,
    path: str,
    *,
    width: int = DESK,
    javascript: bool = True,
    user: Any = None,
) -> Page:
    """A fresh visitor's page at `path`. Close its `context` when done, or use the `visit` fixture, which does."""
    page = open_context(browser, base_url, width=width, javascript=javascript, user=user).new_page()
    page.goto(path)
    return page


def sign_in_as(context: BrowserContext, base_url: str, user: Any) -> None:
    """Give the visitor a session of `user` without going through the sign-in page, which has a journey of its own."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])


def check_accessible(
    page: Page, *, focus: bool = True, allowed: Sequence[str] = (), widths: Sequence[int] = ()
) -> None:
    """Fail with a list of what somebody could not use on this page; `allowed` names axe rules to leave out.

    With `widths` it is judged in a window of each of them, and then gets its own back. The widest shows the most: only
    there does axe judge by all rules, and in the others by those that the layout decides.
    In a visitor's window without scripts axe, itself a script, judges a copy of the page from which they are taken.
    Where CIVICHUB_TEST_PICTURES names a folder, a picture of every page that is judged is kept there.
    """
    own = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate("scrollTo(0, 0)")  # as it is found, not as walking through it left it
        _judge(page, focus, allowed, BY_LAYOUT if width < max(widths) else ())
    if not widths:
        _judge(page, focus, allowed)
    elif own:
        page.set_viewport_size(own)


def _judge(page: Page, focus: bool, allowed: Sequence[str], only: Sequence[str] = ()) -> None:
    if PICTURES:
        _keep_picture(page)
    problems = [
        *(_axe_on_a_copy if page.context in _SCRIPTLESS else _axe_violations)(page, allowed, only),
        *(f"an id that leads nowhere: {found}" for found in page.evaluate(_DANGLING)),
        *(f"an id used twice: {found}" for found in page.evaluate(_REPEATED_IDS)),
        *_too_wide(page),
        *(_focus_problems(page) if focus else ()),
        *(f"the browser complains: {line}" for line in _COMPLAINTS.get(page, [])),
    ]
    width = page.viewport_size["width"] if page.viewport_size else "?"
    assert not problems, f"{page.url} at {width} px:\n" + "\n".join(problems)


def _keep_picture(page: Page) -> None:
    folder = Path(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    name = re.sub(r"[^a-z]+", "-", urlsplit(page.url).path.lower()).strip("-")[:40]
    page.screenshot(path=folder / f"{width}-{len(list(folder.iterdir())):03}-{name or 'home'}.png", full_page=True)


def complaints(page: Page) -> list[str]:
    """What the browser's console said of errors on this page so far."""
    return _COMPLAINTS.setdefault(page, [])


def _listen(page: Page) -> None:
    lines = complaints(page)
    page.on("console", lambda message: lines.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: lines.append(str(error)))


def _axe_violations(page: Page, allowed: Sequence[str], only: Sequence[str]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    rules = {"target-size": {"enabled": True}, **{rule: {"enabled": False} for rule in allowed}}
    options = {"rules": rules, "resultTypes": ["violations"]}
    if only:
        options["runOnly"] = [rule for rule in only if rule not in allowed]
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['html'][:160]} ({node['failureSummary'][:300]})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _axe_on_a_copy(page: Page, allowed: Sequence[str], only: Sequence[str]) -> list[str]:
    """Each visitor has one window for copies, which keeps axe and the styles from page to page."""
    copy = _COPIES.get(page.context)
    if copy is None:
        browser = page.context.browser
        assert browser is not None
        copy = _COPIES[page.context] = browser.new_context().new_page()
        page.context.on("close", lambda visitor: _COPIES.pop(visitor).context.close())
        copy.goto(urljoin(page.url, "/health/live"))  # of the same site, so that addresses lead to the same styles
    if page.viewport_size:
        copy.set_viewport_size(page.viewport_size)
    copy.set_content(re.sub(r"<script\b.*?</script>", "", page.content(), flags=re.DOTALL))
    return _axe_violations(copy, allowed, only)


def _too_wide(page: Page) -> list[str]:
    root = "document.documentElement"
    over = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return [f"the page is {over} px wider than its window"] if over > 0 else []


def _focus_problems(page: Page) -> list[str]:
    page.evaluate("document.activeElement && document.activeElement.blur(); window.scrollTo(0, 0)")
    page.keyboard.press("Tab")  # from here on the browser draws the focus as for whoever uses keys
    problems: list[str] = page.evaluate(_WALK)
    return problems
