function parameterTable(parameters) {
  return [
    make("h4", {}, "Parameters"),
    make(
      "table",
      {},
      make(
        "tbody",
        {},
        parameters.map((parameter) =>
          make(
            "tr",
            {},
            make(
              "th",
              { scope: "row", class: "name" },
              make("code", {}, parameter.name),
              make("div", { class: "quiet" }, parameter.in),
            ),
            make("td", {}, prose(parameter.description)),
          )
        ),
      ),
    ),
  ];
}

function examplesOf(type, media) {
  if (media.example) return [example("Example", media.example)];
  const examples = Object.values(media.examples ?? {});
  if (type === "text/event-stream") {
    // Each is one event.
    const lines = examples.map(({ value }) => `data: ${value.data}\n\n`);
    return [example("Example", lines.join(""))];
  }
  return examples.map(({ summary, value }) => example(summary ? `Example: ${summary}` : "Example", value));
}

function contentRows(content) {
  return Object.entries(content ?? {}).flatMap(([type, media]) => [
    make("p", {}, make("code", {}, type), type === "text/event-stream" ? " of " : ": ", ...brief(media.schema)),
    ...examplesOf(type, media),
  ]);
}

function responseTable(responses) {
  return [
    make("h4", {}, "Responses"),
    make(
      "table",
      {},
      make(
        "tbody",
        {},
        Object.entries(responses).map(([status, reference]) => {
          const response = resolve(reference);
          const fields = Object.keys(response.headers ?? {})
            .flatMap((name) => [" ", make("code", {}, name)]);
          return make(
            "tr",
            {},
            make("th", { scope: "row", class: "status" }, status),
            make(
              "td",
              {},
              prose(response.description),
              contentRows(response.content),
              fields.length ? make("p", { class: "quiet" }, "Header fields:", fields) : [],
            ),
          );
        }),
      ),
    ),
  ];
}

function operationSection(path, method, item) {
  const operation = item[method];
  const parameters = [item, operation].flatMap((place) => place.parameters ?? [])
    .map(resolve);
  const title = `operation-${operation.operationId}-title`;
  return make(
    "section",
    {
      class: "item",
      id: `operation-${operation.operationId}`,
      "aria-labelledby": title,
    },
    make(
      "h3",
      { id: title },
      make("span", { class: `method ${method}` }, method.toUpperCase()),
      " ",
      make("code", {}, path),
    ),
    make("p", {}, make("strong", {}, operation.summary)),
    prose(operation.description),
    parameters.length ? parameterTable(parameters) : undefined,
    operation.requestBody && [
      make("h4", {}, "Request body"),
      contentRows(operation.requestBody.content),
    ],
    tryForm(path, method, operation, parameters),
    responseTable(operation.responses),
  );
}

function credentialSection() {
  if (api.security.length === 0) {
    return make("p", { class: "quiet" }, "This server asks for no credentials.");
  }
  const wanted = Object.keys(api.components.securitySchemes)
    .filter((name) => api.security.some((choice) => name in choice));
  return make(
    "section",
    { class: "item", "aria-label": "Credentials" },
    make("h3", {}, "Credentials"),
    prose("Any one is enough. They are kept only while this page is open."),
    wanted.map((name) => [
      make(
        "label",
        { for: `credential-${name}` },
        {
          apiKey: "X-API-Key",
          bearer: "Authorization: Bearer",
        }[name],
      ),
      make("input", {
        id: `credential-${name}`,
        type: "password",
        autocomplete: "off",
        oninput: (event) => {
          credentials[name] = event.target.value;
        },
      }),
    ]),
  );
}

function render() {
  const contents = document.getElementById("contents");
  const main = document.getElementById("content");
  const operations = Object.entries(api.paths).flatMap(([path, item]) =>
    ["get", "post"].filter((method) => item[method])
      .map((method) => ({ path, method, item }))
  );
  main.replaceChildren(
    make("h1", {}, api.info.title, " ", make("small", {}, `API ${api.info.version}`)),
    make("p", {}, make("strong", {}, api.info.summary)),
    ...prose(api.info.description),
    make(
      "p",
      {},
      make("a", { href: "openapi.json" }, "openapi.json"),
      ` is this description by OpenAPI ${api.openapi}.`,
    ),
    credentialSection(),
  );
  for (const tag of api.tags) {
    const own = operations.filter(({ item, method }) => item[method].tags.includes(tag.name));
    main.append(
      make("h2", { id: `tag-${tag.name}` }, tag.name),
      ...prose(tag.description),
      ...own.map(({ path, method, item }) => operationSection(path, method, item)),
    );
    contents.append(
      make("h2", {}, tag.name),
      make(
        "ul",
        {},
        own.map(({ path, method, item }) =>
          make(
            "li",
            {},
            make(
              "a",
              { href: `#operation-${item[method].operationId}` },
              make("span", { class: `method ${method}` }, method.toUpperCase()),
              " ",
              path,
            ),
          )
        ),
      ),
    );
  }
  const schemas = Object.entries(api.components.schemas);
  main.append(
    make("h2", { id: "schemas" }, "Schemas"),
    ...schemas.map(([name, schema]) =>
      make(
        "section",
        {
          class: "item",
          id: `schema-${name}`,
          "aria-labelledby": `schema-${name}-title`,
        },
        make("h3", { id: `schema-${name}-title` }, name),
        detail(schema),
      )
    ),
  );
  contents.append(
    make("h2", {}, "Schemas"),
    make("ul", {}, schemas.map(([name]) => make("li", {}, make("a", { href: `#schema-${name}` }, name)))),
  );
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

fetch("openapi.json").then((response) => {
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.json();
}).then((document) => {
  api = document;
  render();
}).catch((error) => {
  const loading = document.getElementById("loading");
  (loading ?? document.getElementById("content")).textContent = `openapi.json could not be read: ${error.message}`;
});
