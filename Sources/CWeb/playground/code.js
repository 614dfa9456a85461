const KEYWORDS = new RegExp(
  "^(?:" + [
    "as",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "def",
    "do",
    "elif",
    "else",
    "enum",
    "except",
    "export",
    "extends",
    "false",
    "final",
    "finally",
    "fn",
    "for",
    "from",
    "func",
    "function",
    "guard",
    "if",
    "import",
    "in",
    "interface",
    "is",
    "let",
    "match",
    "mut",
    "new",
    "nil",
    "None",
    "null",
    "of",
    "package",
    "private",
    "protocol",
    "pub",
    "public",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "switch",
    "this",
    "throw",
    "throws",
    "trait",
    "true",
    "True",
    "False",
    "try",
    "type",
    "use",
    "var",
    "void",
    "where",
    "while",
    "with",
    "yield",
  ].join("|") + ")$",
);
const TOKEN = new RegExp(
  "(//[^\\n]*|/\\*[\\s\\S]*?\\*/|(?:^|(?<=\\s))#[^\\n]*)" +
    "|(\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'|`(?:\\\\.|[^`\\\\])*`)" +
    "|(\\b\\d[\\w.]*\\b)|([A-Za-z_]\\w*)",
  "g",
);

function coloured(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const name = match[1] ? "r" : match[2] ? "s" : match[3] ? "n" : KEYWORDS.test(match[4]) ? "k" : undefined;
    if (!name) continue;
    pieces.push(text.slice(end, match.index), make("span", { class: name }, match[0]));
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
      } catch {
        copy.textContent = "Select it to copy";
      }
    },
  }, "Copy");
  const lines = text.replace(/\n$/, "").split("\n");
  const content = isNumbered
    ? lines.map((line, index) => make("span", { class: "line" }, coloured(line), index + 1 < lines.length ? "\n" : ""))
    : coloured(text);
  return make(
    "section",
    { class: "tool code", "aria-label": label },
    make("div", { class: "bar" }, make("b", {}, label), filename ? language : "", copy),
    make("pre", { tabindex: "0" }, make("code", { class: isNumbered && "numbered" }, content)),
  );
}
