const chat = { id: crypto.randomUUID?.() ?? `${Date.now()}`, messages: [], model: undefined, key: "" };
const scroller = byID("scroller");
const input = byID("input");
const send = byID("send");
let control;
let frame;

function announce(text) {
  byID("status").textContent = text;
}

function isAtEnd() {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
}

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
}

function show(message) {
  const view = new MessageView(message, say);
  byID("welcome").hidden = true;
  byID("messages").append(view.element);
  return view;
}

function setBusy(isBusy) {
  send.setAttribute("aria-label", isBusy ? "Stop" : "Send");
  byID("send-icon").toggleAttribute("hidden", isBusy);
  byID("stop-icon").toggleAttribute("hidden", !isBusy);
  grow();
}

function say(text) {
  if (control) return;
  const message = { id: `msg-${chat.messages.length + 1}`, role: "user", parts: [{ type: "text", text }] };
  chat.messages.push(message);
  show(message);
  answer();
}

async function answer() {
  const message = {
    id: `msg-${chat.messages.length + 1}`,
    role: "assistant",
    parts: [],
    blocks: {},
    isOpen: true,
  };
  const view = show(message);
  const { messages } = chat;
  control = new AbortController();
  setBusy(true);
  announce("Mamba answers.");
  view.update();
  toEnd();
  let fault;
  try {
    await ask(chat, message, control.signal, () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        const follows = isAtEnd();
        view.update();
        if (follows) toEnd();
      });
    });
  } catch (error) {
    message.isStopped = error.name === "AbortError";
    if (!message.isStopped) fault = error;
  }
  message.isOpen = false;
  control = undefined;
  const follows = isAtEnd();
  view.update();
  if (fault) failed(view, fault);
  else announce(message.isStopped ? "Stopped." : "The answer is complete.");
  // What a stopped or broken answer has said so far is part of the conversation.
  if (message.parts.length > 0 && !fault) messages.push(message);
  setBusy(false);
  if (follows) toEnd();
}

function failed(view, error) {
  const isLost = error instanceof TypeError;
  view.fail(isLost ? "The server cannot be reached, or the connection broke." : error.message, () => {
    if (control) return;
    view.element.remove();
    answer();
  });
  announce("");
  if (error.status === 401) byID("key-dialog").showModal();
}

function submit(event) {
  event?.preventDefault();
  if (control) return control.abort();
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  say(text);
  grow();
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  send.disabled = !control && input.value.trim() === "";
}

function setTheme(isDark) {
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  byID("theme").setAttribute("aria-pressed", String(isDark));
}

async function readModels() {
  const headers = chat.key ? { Authorization: `Bearer ${chat.key}` } : {};
  const response = await fetch("models", { headers }).catch(() => undefined);
  if (response?.status === 401) return byID("key-dialog").showModal();
  if (!response?.ok) return;
  const { models } = await response.json();
  byID("model").replaceChildren(...models.map((model) => make("option", { value: model.id }, model.name)));
  chat.model = models[0]?.id;
}

byID("composer").addEventListener("submit", submit);
input.addEventListener("input", grow);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !control) submit(event);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && control) control.abort();
});
for (const idea of byID("ideas").children) idea.addEventListener("click", () => say(idea.textContent));
byID("model").addEventListener("change", (event) => {
  chat.model = event.target.value;
});
byID("new").addEventListener("click", () => {
  control?.abort();
  chat.messages = [];
  byID("messages").replaceChildren();
  byID("welcome").hidden = false;
  input.focus();
});
byID("key-form").addEventListener("submit", () => {
  chat.key = byID("key").value.trim();
  readModels();
});
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
prefersDark.addEventListener("change", () => setTheme(prefersDark.matches));
byID("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme !== "dark"));
setTheme(prefersDark.matches);
grow();
readModels();
