"""A headless Chromium, driven by the DevTools protocol."""

import base64
import json
import re
import subprocess
import tempfile
import time

import websocket

SECONDS_MAX = 20


class Browser:
    """One browser with one tab; ends with its holder."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
             # It must not look for anybody but the server under test.
             "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
             "--remote-debugging-port=0", f"--user-data-dir={self.folder.name}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        # Said before the file DevToolsActivePort is there, so that the address is taken from here.
        address, port = next((found[0], found[1]) for line in self.process.stderr
                             if (found := re.search(r"ws://127\.0\.0\.1:(\d+)/devtools/browser/\S+", line)))
        self.identifier = 0
        self.messages = []
        browser = self._connect(address)
        self.socket = browser
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        browser.close()
        self.socket = self._connect(f"ws://127.0.0.1:{port}/devtools/page/{target}")
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"]:
            self.call(f"{domain}.enable")

    @staticmethod
    def _connect(url):
        return websocket.create_connection(url, timeout=SECONDS_MAX, suppress_origin=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()
        self.folder.cleanup()

    def call(self, method, **parameters):
        self.identifier += 1
        self.socket.send(json.dumps({"id": self.identifier, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.identifier:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self.messages.append(message)

    def evaluate(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']['exception'].get('description')}")
        return result["result"].get("value")

    def wait(self, expression):
        deadline = time.monotonic() + SECONDS_MAX
        while not self.evaluate(expression):
            if time.monotonic() > deadline:
                raise RuntimeError(f"never: {expression}")
            time.sleep(0.02)

    def open(self, url):
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && document.getElementById('model').options[0].value !== ''")

    def size(self, width, height, is_mobile=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=is_mobile)

    def prefer(self, scheme):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def press(self, key, code, text=None):
        extra = {"text": text} if text else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=code, **extra)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=code)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def shot(self, path):
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def faults(self):
        """What the browser complains of: exceptions, errors of the console, violations of the policy."""
        found = []
        for message in self.messages:
            parameters = message.get("params", {})
            if message.get("method") == "Runtime.exceptionThrown":
                found.append(parameters["exceptionDetails"]["exception"].get("description", "exception"))
            if message.get("method") == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                found.append(parameters["entry"]["text"])
            if message.get("method") == "Runtime.consoleAPICalled" and parameters["type"] == "error":
                found.append(str(parameters["args"]))
        self.messages = []
        return found

    def nameless(self):
        """The controls that a screen reader could not name."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        roles = {"button", "textbox", "combobox", "link", "checkbox", "radio", "slider", "spinbutton", "image"}
        return [node["role"]["value"] for node in nodes
                if not node.get("ignored") and node["role"]["value"] in roles
                and not node.get("name", {}).get("value")]
