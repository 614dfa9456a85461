// The events of a stream, each as soon as it is whole.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const pieces = (rest + value).split("\n\n");
    rest = pieces.pop();
    for (const piece of pieces) {
      if (piece.startsWith("data: ")) yield piece.slice(6);
    }
  }
}

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function refusal(response) {
  const text = await response.text();
  let detail = text;
  try {
    detail = JSON.parse(text).detail;
    if (Array.isArray(detail)) detail = detail.map((each) => each.msg).join("; ");
  } catch { /* not every refusal is JSON */ }
  return new Refusal(response.status, detail || `The server answered ${response.status}.`);
}

// Takes one event into a message. The text of a part grows in place, so that only it is drawn again.
function take(message, event) {
  const part = (id) => message.parts.find((each) => each.id === id || each.toolCallId === id);
  const block = message.blocks;
  switch (event.type) {
    case "start":
      message.id = event.messageId ?? message.id;
      break;
    case "text-start":
    case "reasoning-start":
      block[event.id] = { type: event.type.split("-")[0], text: "" };
      message.parts.push(block[event.id]);
      break;
    case "text-delta":
    case "reasoning-delta":
      block[event.id].text += event.delta;
      break;
    case "tool-input-start":
      message.parts.push({
        type: `tool-${event.toolName}`,
        toolCallId: event.toolCallId,
        state: "input-streaming",
        sent: "",
      });
      break;
    case "tool-input-delta":
      part(event.toolCallId).sent += event.inputTextDelta;
      break;
    case "tool-input-available": {
      let tool = part(event.toolCallId);
      if (!tool) message.parts.push(tool = { type: `tool-${event.toolName}`, toolCallId: event.toolCallId });
      Object.assign(tool, { state: "input-available", input: event.input });
      break;
    }
    case "tool-output-available":
      Object.assign(part(event.toolCallId), { state: "output-available", output: event.output });
      break;
    case "tool-output-error": {
      // Its input never became available: what the model had sent of it counts, if that is whole.
      const tool = part(event.toolCallId);
      try {
        tool.input ??= JSON.parse(tool.sent);
      } catch {
        tool.input = {};
      }
      Object.assign(tool, { state: "output-error", errorText: event.errorText });
      break;
    }
    case "finish":
      message.isComplete = true;
      message.usage = event.messageMetadata?.usage;
      break;
    case "error":
      throw new Error(event.errorText);
  }
}

// The conversation as the AI SDK sends it; what went wrong is no part of it.
function conversation(messages) {
  return messages.map(({ id, role, parts }) => ({
    id,
    role,
    parts: parts.filter((part) => part.type === "text" || part.state?.startsWith("output"))
      .map(({ type, text, toolCallId, state, input, output, errorText }) => ({
        type,
        text,
        toolCallId,
        state,
        input,
        output,
        errorText,
      })),
  })).filter((message) => message.parts.length > 0);
}

// Asks for an answer; `changed` runs after each event. Throws what the reader should be told.
async function ask(chat, message, signal, changed) {
  const headers = { "Content-Type": "application/json" };
  if (chat.key) headers.Authorization = `Bearer ${chat.key}`;
  const begin = performance.now();
  const response = await fetch("chat", {
    method: "POST",
    headers,
    signal,
    body: JSON.stringify({
      id: chat.id,
      trigger: "submit-message",
      model: chat.model,
      messages: conversation(chat.messages),
      tools: ["generateForm", "generateChart", "generateCode", "generateCard"],
    }),
  });
  if (!response.ok) throw await refusal(response);
  for await (const data of events(response.body)) {
    if (data === "[DONE]") break;
    const event = JSON.parse(data);
    const isContent = event.type === "text-delta" || event.type.startsWith("tool-input");
    if (isContent && message.firstToken === undefined) message.firstToken = performance.now() - begin;
    take(message, event);
    message.duration = performance.now() - begin;
    changed();
  }
  if (!message.isComplete) throw new Error("The connection ended before the answer did.");
}
