const WIDTH = 640;
const HEIGHT = 280;

function niceMaximum(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value);
}

function short(text, count) {
  return text.length > count ? text.slice(0, count - 1) + "…" : text;
}

function axes(data, bottom) {
  const top = niceMaximum(Math.max(...data.map((point) => point.value)));
  const low = Math.min(0, ...data.map((point) => point.value));
  const y = (value) => bottom - (value - low) / (top - low) * (bottom - 20);
  const grid = [0, .25, .5, .75, 1].map((share) => low + share * (top - low)).flatMap((value) => [
    draw("line", { x1: 48, x2: WIDTH, y1: y(value), y2: y(value), class: "grid" }),
    draw("text", { x: 40, y: y(value) + 4, "text-anchor": "end" }, +value.toPrecision(3)),
  ]);
  const step = (WIDTH - 48) / data.length;
  const x = (index) => 48 + step * (index + .5);
  const labels = data.map((point, index) =>
    draw(
      "text",
      { x: x(index), y: HEIGHT - 8, "text-anchor": "middle" },
      short(point.label, Math.max(3, Math.floor(step / 8))),
    )
  );
  return { x, y, step, zero: y(0), marks: [...grid, ...labels] };
}

function bars(data) {
  const { x, y, step, zero, marks } = axes(data, HEIGHT - 30);
  const width = Math.min(72, step * .62);
  return [
    ...marks,
    ...data.flatMap((point, index) => [
      draw("rect", {
        x: x(index) - width / 2,
        width,
        rx: 5,
        class: "f1",
        y: Math.min(zero, y(point.value)),
        height: Math.max(1, Math.abs(zero - y(point.value))),
      }),
      draw("text", {
        x: x(index),
        y: y(Math.max(0, point.value)) - 6,
        "text-anchor": "middle",
        class: "value",
      }, point.value),
    ]),
  ];
}

function curve(data, isFilled) {
  const { x, y, zero, marks } = axes(data, HEIGHT - 30);
  const points = data.map((point, index) => `${x(index)},${y(point.value)}`).join(" ");
  const shade = `${x(0)},${zero} ${points} ${x(data.length - 1)},${zero}`;
  return [
    ...marks,
    isFilled ? draw("polygon", { points: shade, class: "shade" }) : undefined,
    draw("polyline", { points, class: "stroke" }),
    ...data.map((point, index) => draw("circle", { cx: x(index), cy: y(point.value), r: 4.5, class: "f1" })),
  ];
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
    return draw("path", { d: path, class: `f${index % 6 + 1}` });
  });
}

function legend(data) {
  return make(
    "ul",
    { class: "legend" },
    data.map((point, index) =>
      make(
        "li",
        {},
        draw(
          "svg",
          { viewBox: "0 0 10 10", "aria-hidden": "true" },
          draw("circle", { cx: 5, cy: 5, r: 5, class: `f${index % 6 + 1}` }),
        ),
        `${point.label}: ${point.value}`,
      )
    ),
  );
}

function chart(output) {
  const data = output.data ?? [];
  const kinds = { bar: bars, line: curve, area: (points) => curve(points, true), pie };
  const drawing = data.length === 0 ? [] : (kinds[output.chartType] ?? bars)(data);
  return make(
    "figure",
    { class: "tool chart", "aria-label": output.title },
    make(
      "div",
      { class: "inside" },
      titled(output),
      draw(
        "svg",
        { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${output.chartType} chart` },
        drawing,
      ),
      output.chartType === "pie" ? legend(data) : undefined,
      make(
        "details",
        {},
        make("summary", {}, "Show the figures"),
        make(
          "table",
          {},
          make(
            "tbody",
            {},
            data.map((point) => make("tr", {}, make("th", { scope: "row" }, point.label), make("td", {}, point.value))),
          ),
        ),
      ),
    ),
  );
}

function titled({ title, description }) {
  return [make("h3", {}, title), description ? make("p", { class: "quiet" }, description) : undefined];
}
