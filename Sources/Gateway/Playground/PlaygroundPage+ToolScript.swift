// The part of the page that shows what the display tools make: code, charts, forms, cards.

extension PlaygroundPage {
    /// Code with a little colour.
    static let codeScript = #"""
        const KEYWORDS = new RegExp("^(?:" + [
          "as", "async", "await", "break", "case", "catch", "class", "const", "continue", "def", "do", "elif", "else",
          "enum", "except", "export", "extends", "false", "final", "finally", "fn", "for", "from", "func", "function",
          "guard", "if", "import", "in", "interface", "is", "let", "match", "mut", "new", "nil", "None", "null", "of",
          "package", "private", "protocol", "pub", "public", "return", "self", "static", "struct", "super", "switch",
          "this", "throw", "throws", "trait", "true", "True", "False", "try", "type", "use", "var", "void", "where",
          "while", "with", "yield",
        ].join("|") + ")$");
        const TOKEN = new RegExp(
          "(//[^\\n]*|/\\*[\\s\\S]*?\\*/|(?:^|(?<=\\s))#[^\\n]*)" +
          "|(\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'|`(?:\\\\.|[^`\\\\])*`)" +
          "|(\\b\\d[\\w.]*\\b)|([A-Za-z_]\\w*)", "g");

        function coloured(text) {
          const pieces = [];
          let end = 0;
          for (const match of text.matchAll(TOKEN)) {
            const name = match[1] ? "r" : match[2] ? "s" : match[3] ? "n" : KEYWORDS.test(match[4]) ? "k" : undefined;
            if (!name) continue;
            pieces.push(text.slice(end, match.index), make("span", {class: name}, match[0]));
            end = match.index + match[0].length;
          }
          return [...pieces, text.slice(end)];
        }

        function codeBlock(text, language, filename, isNumbered) {
          const label = filename || language || "Code";
          const copy = make("button", {
            type: "button",
            onclick: async () => {
              try {
                await navigator.clipboard.writeText(text);
                copy.textContent = "Copied";
              } catch { copy.textContent = "Select it to copy"; }
            },
          }, "Copy");
          const lines = text.replace(/\n$/, "").split("\n");
          const content = isNumbered
            ? lines.map((line, index) => make("span", {class: "line"}, coloured(line),
                index + 1 < lines.length ? "\n" : ""))
            : coloured(text);
          return make("section", {class: "tool code", "aria-label": label},
            make("div", {class: "bar"}, make("b", {}, label), filename ? language : "", copy),
            make("pre", {tabindex: "0"}, make("code", {class: isNumbered && "numbered"}, content)));
        }
        """#

    /// Charts as drawings, with their figures as a table for who does not see them.
    static let chartScript = #"""
        const WIDTH = 640;
        const HEIGHT = 280;

        function niceMaximum(value) {
          if (value <= 0) return 1;
          const power = 10 ** Math.floor(Math.log10(value));
          return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value);
        }

        function short(text, count) { return text.length > count ? text.slice(0, count - 1) + "…" : text; }

        function axes(data, bottom) {
          const top = niceMaximum(Math.max(...data.map((point) => point.value)));
          const low = Math.min(0, ...data.map((point) => point.value));
          const y = (value) => bottom - (value - low) / (top - low) * (bottom - 20);
          const grid = [0, .25, .5, .75, 1].map((share) => low + share * (top - low)).flatMap((value) => [
            draw("line", {x1: 48, x2: WIDTH, y1: y(value), y2: y(value), class: "grid"}),
            draw("text", {x: 40, y: y(value) + 4, "text-anchor": "end"}, +value.toPrecision(3)),
          ]);
          const step = (WIDTH - 48) / data.length;
          const x = (index) => 48 + step * (index + .5);
          const labels = data.map((point, index) =>
            draw("text", {x: x(index), y: HEIGHT - 8, "text-anchor": "middle"},
              short(point.label, Math.max(3, Math.floor(step / 8)))));
          return {x, y, step, zero: y(0), marks: [...grid, ...labels]};
        }

        function bars(data) {
          const {x, y, step, zero, marks} = axes(data, HEIGHT - 30);
          const width = Math.min(72, step * .62);
          return [...marks, ...data.flatMap((point, index) => [
            draw("rect", {
              x: x(index) - width / 2, width, rx: 5, class: "f1", y: Math.min(zero, y(point.value)),
              height: Math.max(1, Math.abs(zero - y(point.value))),
            }),
            draw("text", {
              x: x(index), y: y(Math.max(0, point.value)) - 6, "text-anchor": "middle", class: "value",
            }, point.value),
          ])];
        }

        function curve(data, isFilled) {
          const {x, y, zero, marks} = axes(data, HEIGHT - 30);
          const points = data.map((point, index) => `${x(index)},${y(point.value)}`).join(" ");
          const shade = `${x(0)},${zero} ${points} ${x(data.length - 1)},${zero}`;
          return [...marks, isFilled ? draw("polygon", {points: shade, class: "shade"}) : undefined,
            draw("polyline", {points, class: "stroke"}),
            ...data.map((point, index) => draw("circle", {cx: x(index), cy: y(point.value), r: 4.5, class: "f1"}))];
        }

        function pie(data) {
          const sum = data.reduce((total, point) => total + Math.max(0, point.value), 0) || 1;
          let angle = -Math.PI / 2;
          const at = (turn) => `${WIDTH / 2 + 125 * Math.cos(turn)} ${HEIGHT / 2 + 125 * Math.sin(turn)}`;
          return data.map((point, index) => {
            const share = Math.max(0, point.value) / sum;
            const from = at(angle);
            angle += Math.min(share, .99999) * 2 * Math.PI;
            const path = `M${WIDTH / 2} ${HEIGHT / 2}L${from}A125 125 0 ${share > .5 ? 1 : 0} 1 ${at(angle)}Z`;
            return draw("path", {d: path, class: `f${index % 6 + 1}`});
          });
        }

        function legend(data) {
          return make("ul", {class: "legend"}, data.map((point, index) => make("li", {},
            draw("svg", {viewBox: "0 0 10 10", "aria-hidden": "true"},
              draw("circle", {cx: 5, cy: 5, r: 5, class: `f${index % 6 + 1}`})),
            `${point.label}: ${point.value}`)));
        }

        function chart(output) {
          const data = output.data ?? [];
          const kinds = {bar: bars, line: curve, area: (points) => curve(points, true), pie};
          const drawing = data.length === 0 ? [] : (kinds[output.chartType] ?? bars)(data);
          return make("figure", {class: "tool chart", "aria-label": output.title}, make("div", {class: "inside"},
            titled(output),
            draw("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${output.chartType} chart`},
              drawing),
            output.chartType === "pie" ? legend(data) : undefined,
            make("details", {}, make("summary", {}, "Show the figures"),
              make("table", {}, make("tbody", {}, data.map((point) =>
                make("tr", {}, make("th", {scope: "row"}, point.label), make("td", {}, point.value))))))));
        }

        function titled({title, description}) {
          return [make("h3", {}, title), description ? make("p", {class: "quiet"}, description) : undefined];
        }
        """#

    /// Forms and cards; what the reader does with them becomes the next message.
    static let formScript = #"""
        let fieldCount = 0;

        function field(spec) {
          const id = `field-${fieldCount += 1}`;
          const value = spec.defaultValue ?? undefined;
          const shared = {id, name: spec.id, required: spec.required === true, placeholder: spec.placeholder};
          const bounds = {min: spec.min, max: spec.max, step: spec.step};
          const options = spec.options ?? [];
          if (spec.type === "checkbox") {
            return make("div", {class: "field"}, make("label", {class: "choice"},
              make("input", {...shared, type: "checkbox", checked: value === true}), spec.label));
          }
          if (spec.type === "radio") {
            return make("fieldset", {class: "field"}, make("legend", {}, spec.label), options.map((option) =>
              make("label", {class: "choice"}, make("input", {
                type: "radio", name: spec.id, value: option.value, checked: option.value === value,
                required: spec.required === true,
              }), option.label)));
          }
          const input = spec.type === "select"
            ? make("select", shared, options.map((option) =>
                make("option", {value: option.value, selected: option.value === value}, option.label)))
            : spec.type === "textarea" ? make("textarea", {...shared, rows: 3}, value)
            : make("input", {
                ...shared, ...bounds, type: spec.type === "slider" ? "range" : spec.type, value,
              });
          return make("div", {class: "field"},
            make("label", {for: id}, spec.label, spec.required ? " *" : ""), input);
        }

        function form(output, say) {
          const fields = output.fields ?? [];
          const submit = make("button", {type: "submit", class: "strong"}, output.submitLabel ?? "Submit");
          const element = make("form", {class: "inside"}, titled(output), fields.map(field), submit);
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
          return make("section", {class: "tool", "aria-label": output.title}, element);
        }

        function isWebAddress(text) {
          try { return ["http:", "https:"].includes(new URL(text).protocol); } catch { return false; }
        }

        // Pictures are linked, not loaded: an answer must not make the browser talk to other hosts.
        function card(output, say) {
          const media = output.media;
          const link = media && isWebAddress(media.url)
            ? make("p", {}, make("a", {href: media.url, target: "_blank", rel: "noopener noreferrer"},
                media.alt || `Open the ${media.type}`))
            : undefined;
          return make("article", {class: "tool"}, make("div", {class: "inside"},
            titled(output), link, make("div", {class: "prose"}, prose(output.content ?? "")),
            output.actions?.length ? make("div", {class: "actions"}, output.actions.map((action) =>
              make("button", {type: "button", class: action.variant, onclick: () => say(action.label)},
                action.label))) : undefined));
        }

        const toolNames = {
          "tool-generateForm": "a form", "tool-generateChart": "a chart", "tool-generateCode": "code",
          "tool-generateCard": "a card",
        };

        function tool(part, say) {
          if (part.state === "output-error") return make("p", {class: "fault"}, make("span", {}, part.errorText));
          if (part.state !== "output-available") {
            return make("div", {class: "tool waiting"}, `Making ${toolNames[part.type] ?? "something"} …`,
              make("progress", {"aria-label": "Arguments are arriving"}));
          }
          const output = part.output ?? {};
          switch (output.type) {
          case "form": return form(output, say);
          case "chart": return chart(output);
          case "code": return codeBlock(output.code ?? "", output.language, output.filename, output.showLineNumbers);
          case "card": return card(output, say);
          default: return codeBlock(JSON.stringify(output, null, 2), part.type.slice(5));
          }
        }
        """#
}
