let fieldCount = 0;

function field(spec) {
  const id = `field-${fieldCount += 1}`;
  const value = spec.defaultValue ?? undefined;
  const shared = { id, name: spec.id, required: spec.required === true, placeholder: spec.placeholder };
  const bounds = { min: spec.min, max: spec.max, step: spec.step };
  const options = spec.options ?? [];
  if (spec.type === "checkbox") {
    return make(
      "div",
      { class: "field" },
      make(
        "label",
        { class: "choice" },
        make("input", { ...shared, type: "checkbox", checked: value === true }),
        spec.label,
      ),
    );
  }
  if (spec.type === "radio") {
    return make(
      "fieldset",
      { class: "field" },
      make("legend", {}, spec.label),
      options.map((option) =>
        make(
          "label",
          { class: "choice" },
          make("input", {
            type: "radio",
            name: spec.id,
            value: option.value,
            checked: option.value === value,
            required: spec.required === true,
          }),
          option.label,
        )
      ),
    );
  }
  const input = spec.type === "select"
    ? make(
      "select",
      shared,
      options.map((option) => make("option", { value: option.value, selected: option.value === value }, option.label)),
    )
    : spec.type === "textarea"
    ? make("textarea", { ...shared, rows: 3 }, value)
    : make("input", {
      ...shared,
      ...bounds,
      type: spec.type === "slider" ? "range" : spec.type,
      value,
    });
  return make("div", { class: "field" }, make("label", { for: id }, spec.label, spec.required ? " *" : ""), input);
}

function form(output, say) {
  const fields = output.fields ?? [];
  const submit = make("button", { type: "submit", class: "strong" }, output.submitLabel ?? "Submit");
  const element = make("form", { class: "inside" }, titled(output), fields.map(field), submit);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(element);
    const lines = fields.map((spec) => {
      const value = spec.type === "checkbox" ? (given.has(spec.id) ? "yes" : "no") : given.get(spec.id);
      return `${spec.label}: ${value instanceof File ? value.name || "–" : value || "–"}`;
    });
    submit.disabled = true;
    say(`${output.title}\n${lines.join("\n")}`);
  });
  return make("section", { class: "tool", "aria-label": output.title }, element);
}

function isWebAddress(text) {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

// Pictures are linked, not loaded: an answer must not make the browser talk to other hosts.
function card(output, say) {
  const media = output.media;
  const link = media && isWebAddress(media.url)
    ? make(
      "p",
      {},
      make(
        "a",
        { href: media.url, target: "_blank", rel: "noopener noreferrer" },
        media.alt || `Open the ${media.type}`,
      ),
    )
    : undefined;
  return make(
    "article",
    { class: "tool" },
    make(
      "div",
      { class: "inside" },
      titled(output),
      link,
      make("div", { class: "prose" }, prose(output.content ?? "")),
      output.actions?.length
        ? make(
          "div",
          { class: "actions" },
          output.actions.map((action) =>
            make("button", { type: "button", class: action.variant, onclick: () => say(action.label) }, action.label)
          ),
        )
        : undefined,
    ),
  );
}

const toolNames = {
  "tool-generateForm": "a form",
  "tool-generateChart": "a chart",
  "tool-generateCode": "code",
  "tool-generateCard": "a card",
};

function tool(part, say) {
  if (part.state === "output-error") return make("p", { class: "fault" }, make("span", {}, part.errorText));
  if (part.state !== "output-available") {
    return make(
      "div",
      { class: "tool waiting" },
      `Making ${toolNames[part.type] ?? "something"} …`,
      make("progress", { "aria-label": "Arguments are arriving" }),
    );
  }
  const output = part.output ?? {};
  switch (output.type) {
    case "form":
      return form(output, say);
    case "chart":
      return chart(output);
    case "code":
      return codeBlock(output.code ?? "", output.language, output.filename, output.showLineNumbers);
    case "card":
      return card(output, say);
    default:
      return codeBlock(JSON.stringify(output, null, 2), part.type.slice(5));
  }
}
