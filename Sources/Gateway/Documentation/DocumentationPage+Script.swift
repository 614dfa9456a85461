// The parts of the documentation page that show endpoints and call them.

extension DocumentationPage {
    /// Sends requests and shows answers while they arrive.
    static let tryScript = #"""
        const credentials = {apiKey: "", bearer: ""};

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
            const {done, value} = await reader.read();
            if (done) break;
            whole += value;
            if (!isJSON) raw.append(value);
            if (!isStream) continue;
            const events = (rest + value).split("\n\n");
            rest = events.pop();
            answer.append(...events.filter((event) => event.startsWith("data: "))
              .map((event) => textOf(event.slice(6))));
            raw.scrollTop = raw.scrollHeight;
          }
          if (!isJSON) return;
          try { raw.append(pretty(JSON.parse(whole))); } catch { raw.append(whole); }
        }

        function tryForm(path, method, operation, parameters) {
          const id = `try-${operation.operationId}`;
          const media = operation.requestBody?.content["application/json"];
          const examples = Object.values(media?.examples ?? {example: {value: media?.example}});
          const status = make("p", {role: "status"});
          const answer = make("p", {class: "answer", "aria-live": "polite"});
          const raw = make("pre", {tabindex: "0", "aria-label": "Response", hidden: true});
          const body = media && make("textarea", {id: `${id}-body`, spellcheck: "false"},
            pretty(examples[0].value));
          const inputs = parameters.map((parameter) =>
            make("input", {id: `${id}-${parameter.name}`, name: parameter.name}));
          const send = make("button", {type: "submit"}, "Send");
          const stop = make("button", {type: "button", class: "second", disabled: true}, "Stop");
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
                method: method.toUpperCase(), headers: fields, body: body?.value,
                signal: control.signal,
              });
              status.className = response.ok ? "" : "bad";
              status.textContent = `${response.status} ${response.statusText}`;
              await show(response, raw, answer);
              status.textContent += `, ${time()}`;
            } catch (error) {
              status.className = "bad";
              status.textContent = control.signal.aborted
                ? `Stopped after ${time()}` : `No answer: ${error.message}`;
            }
            send.disabled = false;
            stop.disabled = true;
          }

          stop.addEventListener("click", () => control?.abort());
          return make("details", {class: "try"}, make("summary", {}, "Try it"),
            make("form", {onsubmit: submit},
              parameters.map((parameter, index) => [
                make("label", {for: inputs[index].id}, parameter.name), inputs[index],
              ]),
              examples.length > 1 ? [
                make("label", {for: `${id}-example`}, "Example"),
                make("select", {
                  id: `${id}-example`,
                  onchange: (event) => { body.value = pretty(examples[event.target.value].value); },
                }, examples.map(({summary}, index) => make("option", {value: index}, summary))),
              ] : [],
              body ? [make("label", {for: body.id}, "Body"), body] : [],
              send, stop),
            status, answer, raw);
        }
        """#

    /// Shows the document.
    static let pageScript = #"""
        function parameterTable(parameters) {
          return [make("h4", {}, "Parameters"), make("table", {}, make("tbody", {},
            parameters.map((parameter) => make("tr", {},
              make("th", {scope: "row", class: "name"}, make("code", {}, parameter.name),
                make("div", {class: "quiet"}, parameter.in)),
              make("td", {}, prose(parameter.description))))))];
        }

        function examplesOf(type, media) {
          if (media.example) return [example("Example", media.example)];
          const examples = Object.values(media.examples ?? {});
          if (type === "text/event-stream") {
            // Each is one event.
            const lines = examples.map(({value}) => `data: ${value.data}\n\n`);
            return [example("Example", lines.join(""))];
          }
          return examples.map(({summary, value}) =>
            example(summary ? `Example: ${summary}` : "Example", value));
        }

        function contentRows(content) {
          return Object.entries(content ?? {}).flatMap(([type, media]) => [
            make("p", {}, make("code", {}, type), type === "text/event-stream" ? " of " : ": ",
              ...brief(media.schema)),
            ...examplesOf(type, media),
          ]);
        }

        function responseTable(responses) {
          return [make("h4", {}, "Responses"), make("table", {}, make("tbody", {},
            Object.entries(responses).map(([status, reference]) => {
              const response = resolve(reference);
              const fields = Object.keys(response.headers ?? {})
                .flatMap((name) => [" ", make("code", {}, name)]);
              return make("tr", {},
                make("th", {scope: "row", class: "status"}, status),
                make("td", {}, prose(response.description), contentRows(response.content),
                  fields.length ? make("p", {class: "quiet"}, "Header fields:", fields) : []));
            })))];
        }

        function operationSection(path, method, item) {
          const operation = item[method];
          const parameters = [item, operation].flatMap((place) => place.parameters ?? [])
            .map(resolve);
          const title = `operation-${operation.operationId}-title`;
          return make("section", {
            class: "item", id: `operation-${operation.operationId}`, "aria-labelledby": title,
          },
            make("h3", {id: title}, make("span", {class: `method ${method}`}, method.toUpperCase()),
              " ", make("code", {}, path)),
            make("p", {}, make("strong", {}, operation.summary)),
            prose(operation.description),
            parameters.length ? parameterTable(parameters) : undefined,
            operation.requestBody && [
              make("h4", {}, "Request body"), contentRows(operation.requestBody.content),
            ],
            tryForm(path, method, operation, parameters),
            responseTable(operation.responses));
        }

        function credentialSection() {
          if (api.security.length === 0) {
            return make("p", {class: "quiet"}, "This server asks for no credentials.");
          }
          const wanted = Object.keys(api.components.securitySchemes)
            .filter((name) => api.security.some((choice) => name in choice));
          return make("section", {class: "item", "aria-label": "Credentials"},
            make("h3", {}, "Credentials"),
            prose("Any one is enough. They are kept only while this page is open."),
            wanted.map((name) => [
              make("label", {for: `credential-${name}`}, {
                apiKey: "X-API-Key", bearer: "Authorization: Bearer",
              }[name]),
              make("input", {
                id: `credential-${name}`, type: "password", autocomplete: "off",
                oninput: (event) => { credentials[name] = event.target.value; },
              }),
            ]));
        }

        function render() {
          const contents = document.getElementById("contents");
          const main = document.getElementById("content");
          const operations = Object.entries(api.paths).flatMap(([path, item]) =>
            ["get", "post"].filter((method) => item[method])
              .map((method) => ({path, method, item})));
          main.replaceChildren(
            make("h1", {}, api.info.title, " ", make("small", {}, `API ${api.info.version}`)),
            make("p", {}, make("strong", {}, api.info.summary)),
            ...prose(api.info.description),
            make("p", {}, make("a", {href: "openapi.json"}, "openapi.json"),
              ` is this description by OpenAPI ${api.openapi}.`),
            credentialSection());
          for (const tag of api.tags) {
            const own = operations.filter(({item, method}) => item[method].tags.includes(tag.name));
            main.append(make("h2", {id: `tag-${tag.name}`}, tag.name), ...prose(tag.description),
              ...own.map(({path, method, item}) => operationSection(path, method, item)));
            contents.append(make("h2", {}, tag.name), make("ul", {},
              own.map(({path, method, item}) => make("li", {},
                make("a", {href: `#operation-${item[method].operationId}`},
                  make("span", {class: `method ${method}`}, method.toUpperCase()), " ", path)))));
          }
          const schemas = Object.entries(api.components.schemas);
          main.append(make("h2", {id: "schemas"}, "Schemas"), ...schemas.map(([name, schema]) =>
            make("section", {
              class: "item", id: `schema-${name}`, "aria-labelledby": `schema-${name}-title`,
            }, make("h3", {id: `schema-${name}-title`}, name), detail(schema))));
          contents.append(make("h2", {}, "Schemas"), make("ul", {}, schemas.map(([name]) =>
            make("li", {}, make("a", {href: `#schema-${name}`}, name)))));
          if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
        }

        fetch("openapi.json").then((response) => {
          if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
          return response.json();
        }).then((document) => { api = document; render(); }).catch((error) => {
          const loading = document.getElementById("loading");
          (loading ?? document.getElementById("content")).textContent =
            `openapi.json could not be read: ${error.message}`;
        });
        """#
}
