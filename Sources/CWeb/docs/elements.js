"use strict";

let api;

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined));
  return element;
}

// Paragraphs with `code` and **strong** text.
function prose(text) {
  return (text ?? "").split("\n\n").filter(Boolean).map((paragraph) =>
    make(
      "p",
      {},
      paragraph.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((piece) => {
        if (piece.startsWith("`")) return make("code", {}, piece.slice(1, -1));
        if (piece.startsWith("**")) return make("strong", {}, piece.slice(2, -2));
        return piece;
      }),
    )
  );
}

function resolve(value) {
  if (!value?.$ref) return value;
  return value.$ref.slice(2).split("/").reduce((place, name) => place[name], api);
}

function nameOf(reference) {
  return reference.split("/").pop();
}

function code(value) {
  return make("code", {}, typeof value === "string" ? value : JSON.stringify(value));
}

function joined(lists, word) {
  return lists.flatMap((list, index) => index === 0 ? list : [` ${word} `, ...list]);
}

function pretty(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function example(summary, value) {
  return make("details", {}, make("summary", {}, summary), make("pre", { tabindex: "0" }, pretty(value)));
}
