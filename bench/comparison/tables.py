"""Tables of figures: rows of servers in columns, with what Mamba is bound to."""

import dataclasses
import pathlib
import statistics
import sys


@dataclasses.dataclass
class Column:
    head: str
    key: str
    decimals: int = 1

    def cell(self, row):
        value = row.get(self.key)
        if value is None:
            return "–"
        if isinstance(value, dict):
            return f"{value['median_ms']:.3f} [{value['low_ms']:.3f}, {value['high_ms']:.3f}]"
        return value if isinstance(value, str) else f"{value:,.{self.decimals}f}"


@dataclasses.dataclass
class Budget:
    """The most that a figure of Mamba's may be."""

    key: str
    bound: float
    words: str
    decimals: int = 2

    def sentence(self, rows):
        values = [row.get(self.key) for row in rows if row["server"] == "mamba"]
        if not values or values[0] is None:
            return None
        verdict = "kept" if values[0] <= self.bound else "not met"
        return f"{self.words}: at most {self.bound:,.4g}; {values[0]:,.{self.decimals}f}, {verdict}."


@dataclasses.dataclass
class Result:
    """What one workload has measured: its load in words, and a row for each server."""

    words: str
    columns: list
    rows: list
    budgets: list = dataclasses.field(default_factory=list)
    remarks: list = dataclasses.field(default_factory=list)
    failed: int = 0
    report: dict = None

    def lines(self):
        columns = [Column("server", "server")] + self.columns
        return [[column.head for column in columns]] + [[column.cell(row) for column in columns] for row in self.rows]

    def sentences(self):
        judged = [budget.sentence(self.rows) for budget in self.budgets]
        return [f"Budget: {sentence}" for sentence in judged if sentence] + self.remarks

    def text(self):
        lines = self.lines()
        widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
        padded = ["  ".join(cell.ljust(width) if index == 0 else cell.rjust(width)
                            for index, (cell, width) in enumerate(zip(line, widths))) for line in lines]
        return "\n".join("  " + line for line in padded + self.sentences())

    def markdown(self):
        lines = ["| " + " | ".join(line) + " |" for line in self.lines()]
        lines.insert(1, "|" + "---|" * (len(self.columns) + 1))
        return "\n\n".join([self.words + ".", "\n".join(lines), *self.sentences()])


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def ratio(own, others):
    """The median of the rounds' ratios; nothing if one side was not measured."""
    return median([mine / other for mine, other in zip(own, others) if mine and other])


def fill(path, name, text):
    """Puts a text between the marks of its name in a document."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    document = pathlib.Path(path).read_text()
    if begin not in document or end not in document:
        print(f"{path} has no marks '{begin}' and '{end}'", file=sys.stderr)
        return
    head, rest = document.split(begin, 1)
    pathlib.Path(path).write_text(f"{head}{begin}\n\n{text}\n\n{end}{rest.split(end, 1)[1]}")
