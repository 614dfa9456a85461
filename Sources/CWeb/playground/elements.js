"use strict";

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === undefined || value === null) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null));
  return element;
}

function make(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function draw(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function byID(id) {
  return document.getElementById(id);
}

// `code`, **strong** and *emphasis* within a line.
function inline(text) {
  return text.split(/(`[^`\n]+`|\*\*[^*\n]+\*\*|\*[^*\s][^*\n]*\*)/).map((piece) => {
    if (/^`.+`$/.test(piece)) return make("code", {}, piece.slice(1, -1));
    if (/^\*\*.+\*\*$/.test(piece)) return make("strong", {}, piece.slice(2, -2));
    if (/^\*[^*].*\*$/.test(piece)) return make("em", {}, piece.slice(1, -1));
    return piece;
  });
}

// The little Markdown that models like: fences, lists, headings, paragraphs. An open fence is one already.
function prose(text) {
  return text.split(/^(```[^\n]*\n[\s\S]*?(?:^```[ \t]*$|(?![\s\S])))/m).flatMap((piece) => {
    const fence = piece.match(/^```([^\n]*)\n([\s\S]*?)(?:\n?^```[ \t]*)?$/m);
    if (piece.startsWith("```") && fence) return [codeBlock(fence[2], fence[1].trim())];
    return piece.split(/\n{2,}/).filter((block) => block.trim()).map((block) => {
      const lines = block.trim().split("\n");
      if (lines.every((line) => /^\s*[-*] /.test(line))) {
        return make("ul", {}, lines.map((line) => make("li", {}, inline(line.replace(/^\s*[-*] /, "")))));
      }
      if (lines.every((line) => /^\s*\d+[.)] /.test(line))) {
        return make("ol", {}, lines.map((line) => make("li", {}, inline(line.replace(/^\s*\d+[.)] /, "")))));
      }
      const heading = block.match(/^#{1,6} (.*)$/);
      return heading ? make("h3", {}, inline(heading[1])) : make("p", {}, inline(block));
    });
  });
}
