// What a value is, in a few words.
function brief(schema) {
  if (schema.$ref) {
    const name = nameOf(schema.$ref);
    if (name === "Ignored") return ["anything (ignored)"];
    return [make("a", { href: `#schema-${name}` }, name)];
  }
  if ("const" in schema) return [code(JSON.stringify(schema.const))];
  if (schema.enum) return joined(schema.enum.map((value) => [code(value)]), "or");
  if (schema.type === "array") {
    if (!schema.items) return ["list"];
    const items = brief(schema.items);
    return schema.items.anyOf ? ["list of (", ...items, ")"] : ["list of ", ...items];
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && !schema.properties) {
    const base = schema.type ? [`${schema.type}: `] : [];
    return [...base, ...joined(choices.map(brief), "or")];
  }
  if (schema.contentSchema) return ["JSON text of ", ...brief(schema.contentSchema)];
  if (schema.pattern) return [`${schema.type ?? "string"} like `, code(schema.pattern)];
  if (schema.type) return [[schema.type].flat().join(" or ")];
  return [schema.title ?? "anything"];
}

const boundNames = {
  minLength: "characters: at least #",
  maxLength: "characters: at most #",
  minItems: "elements: at least #",
  minimum: "at least #",
  format: "format: #",
};

function bounds(schema) {
  const facts = Object.entries(boundNames).filter(([key]) => key in schema)
    .map(([key, text]) => text.replace("#", schema[key]));
  if (schema.examples && !schema.enum) {
    facts.push("such as " + schema.examples.map((value) => pretty(value)).join(", "));
  }
  return facts.length ? [make("p", { class: "quiet" }, facts.join("; "))] : [];
}

function members(schema) {
  const required = schema.required ?? [];
  return make(
    "table",
    {},
    make(
      "thead",
      {},
      make("tr", {}, make("th", { scope: "col", class: "name" }, "Member"), make("th", { scope: "col" }, "Value")),
    ),
    make(
      "tbody",
      {},
      Object.entries(schema.properties).map(([name, value]) =>
        make(
          "tr",
          {},
          make(
            "th",
            { scope: "row", class: "name" },
            make("code", {}, name),
            make("div", { class: "quiet" }, required.includes(name) ? "required" : "optional"),
          ),
          make("td", {}, detail(value)),
        )
      ),
    ),
  );
}

// All that is to be said of a schema.
function detail(schema) {
  if (schema.$ref) return [make("p", {}, brief(schema))];
  const parts = [];
  const choices = schema.anyOf ?? schema.oneOf ?? [];
  const deep = choices.some((choice) => choice.properties || choice.title);
  const isPlain = !schema.properties && !deep && !schema.allOf;
  if (isPlain) parts.push(make("p", {}, brief(schema)));
  parts.push(...prose(schema.description), ...bounds(schema));
  for (const base of schema.allOf ?? []) {
    parts.push(make("p", {}, "All of ", ...brief(base), ", and:"));
  }
  if (schema.properties) parts.push(members(schema));
  if (schema.items?.properties) parts.push(members(schema.items));
  if (deep) {
    parts.push(make("p", { class: "quiet" }, "One of:"));
    for (const choice of choices) {
      const title = choice.title ? [make("strong", {}, choice.title)] : [];
      parts.push(make("div", { class: "alternative" }, title, detail(choice)));
    }
  }
  return parts;
}
