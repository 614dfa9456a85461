const credentials = { apiKey: "", bearer: "" };

function headers(operation, hasBody) {
  const fields = new Headers();
  if (hasBody) fields.set("Content-Type", "application/json");
  if ((operation.security ?? api.security).length === 0) return fields;
  if (credentials.apiKey) fields.set("X-API-Key", credentials.apiKey);
  if (credentials.bearer) fields.set("Authorization", `Bearer ${credentials.bearer}`);
  return fields;
}

// The text that an event of either protocol adds to the answer.
function textOf(data) {
  try {
    const event = JSON.parse(data);
    if (event.type === "text-delta") return event.textDelta ?? event.delta;
    if (event.type === "error") return `[${event.error ?? event.errorText}]`;
  } catch { /* [DONE] is no JSON */ }
  return "";
}

async function show(response, raw, answer) {
  const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream");
  const isJSON = response.headers.get("Content-Type")?.startsWith("application/json");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let whole = "";
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    whole += value;
    if (!isJSON) raw.append(value);
    if (!isStream) continue;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    answer.append(
      ...events.filter((event) => event.startsWith("data: "))
        .map((event) => textOf(event.slice(6))),
    );
    raw.scrollTop = raw.scrollHeight;
  }
  if (!isJSON) return;
  try {
    raw.append(pretty(JSON.parse(whole)));
  } catch {
    raw.append(whole);
  }
}

function tryForm(path, method, operation, parameters) {
  const id = `try-${operation.operationId}`;
  const media = operation.requestBody?.content["application/json"];
  const examples = Object.values(media?.examples ?? { example: { value: media?.example } });
  const status = make("p", { role: "status" });
  const answer = make("p", { class: "answer", "aria-live": "polite" });
  const raw = make("pre", { tabindex: "0", "aria-label": "Response", hidden: true });
  const body = media && make("textarea", { id: `${id}-body`, spellcheck: "false" }, pretty(examples[0].value));
  const inputs = parameters.map((parameter) => make("input", { id: `${id}-${parameter.name}`, name: parameter.name }));
  const send = make("button", { type: "submit" }, "Send");
  const stop = make("button", { type: "button", class: "second", disabled: true }, "Stop");
  let control;

  async function submit(event) {
    event.preventDefault();
    control = new AbortController();
    const url = new URL(`.${path}`, location.href);
    const fields = headers(operation, media !== undefined);
    parameters.forEach((parameter, index) => {
      const value = inputs[index].value;
      if (!value) return;
      if (parameter.in === "query") url.searchParams.set(parameter.name, value);
      else fields.set(parameter.name, value);
    });
    answer.replaceChildren();
    raw.replaceChildren();
    raw.hidden = false;
    send.disabled = true;
    stop.disabled = false;
    status.className = "";
    status.textContent = "Waiting …";
    const began = performance.now();
    const time = () => `${Math.round(performance.now() - began)} ms`;
    try {
      const response = await fetch(url, {
        method: method.toUpperCase(),
        headers: fields,
        body: body?.value,
        signal: control.signal,
      });
      status.className = response.ok ? "" : "bad";
      status.textContent = `${response.status} ${response.statusText}`;
      await show(response, raw, answer);
      status.textContent += `, ${time()}`;
    } catch (error) {
      status.className = "bad";
      status.textContent = control.signal.aborted ? `Stopped after ${time()}` : `No answer: ${error.message}`;
    }
    send.disabled = false;
    stop.disabled = true;
  }

  stop.addEventListener("click", () => control?.abort());
  return make(
    "details",
    { class: "try" },
    make("summary", {}, "Try it"),
    make(
      "form",
      { onsubmit: submit },
      parameters.map((parameter, index) => [
        make("label", { for: inputs[index].id }, parameter.name),
        inputs[index],
      ]),
      examples.length > 1
        ? [
          make("label", { for: `${id}-example` }, "Example"),
          make("select", {
            id: `${id}-example`,
            onchange: (event) => {
              body.value = pretty(examples[event.target.value].value);
            },
          }, examples.map(({ summary }, index) => make("option", { value: index }, summary))),
        ]
        : [],
      body ? [make("label", { for: body.id }, "Body"), body] : [],
      send,
      stop,
    ),
    status,
    answer,
    raw,
  );
}
