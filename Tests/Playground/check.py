"""Uses the page to try the chat as a person would, in a headless Chromium: check.py PROGRAM CHROMIUM [FOLDER]

Pictures of what it looks like go to the folder, if one is named.
"""

import json
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "Rig"))
from browser import Browser
from rig import KEY, Rig, end

DEMO = ["--demo", "--port", "0", "--workers", "1"]
ENTER, ESCAPE = ("Enter", 13, "\r"), ("Escape", 27)
LAST = "document.querySelector('#messages > li:last-child')"


class Visit:
    """One person on the page."""

    def __init__(self, browser, pictures):
        self.browser = browser
        self.pictures = pictures
        self.faults = []
        self.checks = 0

    def expect(self, holds, name):
        self.checks += 1
        if not holds:
            self.faults.append(name)

    def shot(self, name):
        if self.pictures:
            time.sleep(0.3)
            self.browser.shot(self.pictures / f"{name}.png")

    def say(self, text):
        self.browser.evaluate("document.getElementById('input').focus()")
        self.browser.type(text)
        self.browser.press(*ENTER)

    def done(self):
        self.browser.wait(f"{LAST}.getAttribute('aria-busy') === 'false'")

    def text(self, selector="*"):
        return self.browser.evaluate(f"{LAST}.querySelector({selector!r})?.textContent ?? ''")

    def quiet(self, name):
        for fault in self.browser.faults():
            self.expect(False, f"{name}: {fault}")
        self.checks += 1


def streaming(visit):
    browser = visit.browser
    visit.shot("welcome")
    visit.say("Hello! Who are you?")
    browser.wait(f"{LAST}.querySelector('.prose')?.textContent.length > 20")
    some = visit.text(".prose")
    visit.expect(browser.evaluate("document.getElementById('send').ariaLabel") == "Stop", "Stop is offered")
    visit.shot("streaming")
    visit.done()
    whole = visit.text(".prose")
    visit.expect(whole.startswith(some[:20]) and len(whole) > len(some), "the text grew while it came")
    visit.expect(re.search(r"first token after \d+ ms.*tokens in, \d+ out", visit.text(".meta")), "figures are shown")
    visit.expect(browser.evaluate("document.getElementById('status').textContent") == "The answer is complete.",
                 "the end is announced")
    visit.quiet("streaming")


def stopping(visit):
    visit.say("And then?")
    visit.browser.wait(f"{LAST}.querySelector('.prose')?.textContent.length > 10")
    visit.browser.press(*ESCAPE)
    visit.done()
    visit.expect(visit.browser.evaluate("chat.messages.length") == 4, "a stopped answer is part of the conversation")
    visit.expect("stopped" in visit.text(".meta"), "a stopped answer says so")
    visit.expect(len(visit.text(".prose")) > 5, "a stopped answer keeps its text")
    visit.shot("stopped")
    visit.quiet("stopping")


def tools(visit):
    browser = visit.browser
    for word, selector in [("chart", ".chart svg[role=img] rect"), ("code", ".code code .k"),
                           ("card", "article .actions button"), ("form", ".tool form select")]:
        visit.say(f"Show me a {word}")
        visit.done()
        visit.expect(browser.evaluate(f"{LAST}.querySelector({selector!r}) !== null"), f"the {word} is drawn")
        visit.expect(browser.evaluate(f"{LAST}.querySelector('.waiting') === null"), f"the {word} is complete")
        browser.evaluate(f"{LAST}.scrollIntoView()")
        visit.shot(word)
    browser.evaluate("""
        { const form = [...document.querySelectorAll('.tool form')].at(-1);
          form.elements.name.value = '<b>Ada</b>'; form.elements.email.value = 'ada@example.com';
          form.querySelector('button').click(); }""")
    visit.done()
    said = browser.evaluate("[...document.querySelectorAll('.mine .bubble')].at(-1).textContent")
    visit.expect("Your name: <b>Ada</b>" in said, "what the form holds is said, as text")
    visit.expect(browser.evaluate("document.querySelector('.mine b') === null"), "markup stays text")
    page = browser.evaluate("(({scrollTop, scrollHeight}) => [scrollTop, scrollHeight])(document.scrollingElement)")
    visit.expect(page[0] == 0 and page[1] <= 800, "only the conversation scrolls")
    visit.expect(browser.nameless() == [], f"each control has a name: {browser.nameless()}")
    visit.quiet("tools")


def charts(visit):
    """Every kind, drawn from made-up output."""
    for kind in ["line", "bar", "pie", "area"]:
        points = [{"label": f"Month {n}", "value": value} for n, value in enumerate([3, -1, 7.5, 12], 1)]
        count = visit.browser.evaluate(f"""(() => {{
          const made = chart({{chartType: {kind!r}, title: {kind!r}, data: {points!r}}});
          document.body.append(made);
          const count = made.querySelectorAll('rect, circle, path').length;
          const isWhole = !made.innerHTML.includes('NaN');
          made.remove();
          return isWhole ? count : 0; }})()""")
        visit.expect(count >= 4, f"a {kind} chart has its points")
    kinds = ["text", "textarea", "select", "checkbox", "radio", "date", "slider", "file", "number", "email"]
    names = visit.browser.evaluate(f"""{kinds!r}.map((type) =>
        field({{id: type, type, label: type, options: [{{label: 'a', value: 'a'}}]}})
          .querySelector('input, select, textarea').type)""")
    visit.expect(names == ["text", "textarea", "select-one", "checkbox", "radio", "date", "range", "file", "number",
                           "email"], f"each kind of field is made: {names}")
    visit.expect(visit.browser.evaluate("isWebAddress('javascript:alert(1)')") is False, "links are web addresses")
    visit.quiet("charts")


def looks(visit):
    browser = visit.browser
    browser.prefer("dark")
    browser.wait("document.documentElement.dataset.theme === 'dark'")
    visit.shot("dark")
    browser.size(390, 780, is_mobile=True)
    overflow = browser.evaluate("document.documentElement.scrollWidth - innerWidth")
    visit.expect(overflow <= 0, f"a small screen is wide enough ({overflow} px over)")
    visit.shot("mobile-dark")
    browser.prefer("light")
    visit.say("Hello!")
    browser.wait(f"{LAST}.querySelector('.prose')?.textContent.length > 5")
    browser.evaluate("document.getElementById('new').click()")
    browser.wait("control === undefined")
    visit.expect(browser.evaluate("chat.messages.length") == 0, "a new chat begins with nothing")
    visit.shot("mobile-welcome")
    browser.size(1100, 800)
    visit.quiet("looks")


def errors(visit, server):
    browser = visit.browser
    visit.say("#mock status=400")
    visit.done()
    visit.expect(len(visit.text(".fault span")) > 10, "an error is told")
    visit.expect("Try again" in visit.text(".fault"), "another try is offered")
    visit.shot("error")
    browser.faults()
    end(server.process)
    visit.say("Hello?")
    visit.done()
    visit.expect("cannot be reached" in visit.text(".fault span"), "a lost server is told")
    browser.faults()


def keys(visit, server):
    visit.browser.open(server.url)
    visit.browser.wait("document.getElementById('key-dialog').open")
    visit.shot("key")
    visit.browser.type(KEY)
    visit.browser.press(*ENTER)
    visit.browser.wait("chat.model !== undefined")
    visit.browser.faults()
    visit.say("Hello!")
    visit.done()
    visit.expect("demo" in visit.text(".prose"), "with the key there is an answer")
    visit.quiet("keys")


def main():
    program, chromium, *folder = sys.argv[1:]
    pictures = Path(folder[0]) if folder else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    with Browser(chromium) as browser:
        visit = Visit(browser, pictures)
        browser.size(1100, 800)
        browser.prefer("light")
        with Rig(program) as rig:
            server = rig.listen("serve", *DEMO)
            browser.open(server.url)
            browser.wait("chat.model !== undefined")
            streaming(visit)
            stopping(visit)
            tools(visit)
            charts(visit)
            looks(visit)
            errors(visit, server)
            keys(visit, rig.listen("serve", *DEMO, MAMBA_AUTH__MODE="api_key",
                                   MAMBA_AUTH__API_KEYS=json.dumps([{"key": KEY, "name": "check"}])))
    for fault in visit.faults:
        print(f"  {fault}")
    print(f"playground: {visit.checks} checks, {len(visit.faults)} faults")
    return 1 if visit.faults else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: check.py PROGRAM CHROMIUM [FOLDER]")
    sys.exit(main())
