function seconds(milliseconds) {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function figures(message) {
  const facts = [];
  if (message.firstToken !== undefined) facts.push(`first token after ${seconds(message.firstToken)}`);
  if (message.duration !== undefined) facts.push(`${seconds(message.duration)} in all`);
  const { inputTokens, outputTokens } = message.usage ?? {};
  if (inputTokens !== undefined && outputTokens !== undefined) {
    facts.push(`${inputTokens} tokens in, ${outputTokens} out`);
  }
  if (message.isStopped) facts.push("stopped");
  return facts.map((fact) => make("span", {}, fact));
}

// What a part looks like depends on this alone.
function stateOf(part) {
  return part.text?.length ?? part.state;
}

class MessageView {
  constructor(message, say) {
    this.message = message;
    this.say = say;
    this.drawn = [];
    this.content = make("div", {});
    this.meta = make("div", { class: "meta" });
    this.fault = make("div", { role: "alert" });
    const name = message.role === "user" ? "You" : "Mamba";
    this.element = make(
      "li",
      { class: `message ${message.role === "user" ? "mine" : "theirs"}` },
      make("h3", { class: "unseen" }, `${name} said`),
      this.content,
      this.fault,
      this.meta,
    );
    if (message.role === "user") {
      this.content.className = "bubble";
      this.content.append(message.parts[0].text);
    }
  }

  update() {
    const { parts, isOpen } = this.message;
    this.element.classList.toggle("open", isOpen && parts.at(-1)?.type === "text");
    this.element.setAttribute("aria-busy", String(isOpen));
    parts.forEach((part, index) => {
      const state = stateOf(part);
      if (this.drawn[index]?.state === state) return;
      const element = this.draw(part);
      if (this.drawn[index]) this.drawn[index].element.replaceWith(element);
      else this.content.append(element);
      this.drawn[index] = { state, element };
    });
    this.dots?.remove();
    if (isOpen && parts.length === 0) {
      this.dots = make("div", { class: "thinking", "aria-hidden": "true" }, [1, 2, 3].map(() => make("i")));
      this.content.append(this.dots);
    }
    if (!isOpen) this.meta.replaceChildren(...figures(this.message));
  }

  draw(part) {
    if (part.type === "text") return make("div", { class: "prose" }, prose(part.text));
    if (part.type === "reasoning") {
      return make("details", { class: "reasoning" }, make("summary", {}, "Reasoning"), make("p", {}, part.text));
    }
    return tool(part, this.say);
  }

  fail(text, again) {
    this.fault.replaceChildren(
      make(
        "div",
        { class: "fault" },
        make("span", {}, text),
        make("button", { type: "button", onclick: again }, "Try again"),
      ),
    );
  }
}
