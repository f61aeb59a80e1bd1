"""A figure of the bench: the median of runs, with what the best of them gives and how many there were."""

import math
import statistics

# Runs are repeated until the median is known to within this.
WITHIN = 0.05


class Figure(float):
    """The median; `minimum` is the same figure of the least values, `runs` how many values there were."""

    def __new__(cls, value, minimum, runs):
        self = super().__new__(cls, value)
        self.minimum, self.runs = minimum, runs
        return self

    @classmethod
    def of(cls, values):
        values = list(values)
        return cls(statistics.median(values), min(values), len(values))

    def __truediv__(self, other):
        if isinstance(other, Figure):
            return Figure(float(self) / float(other), self.minimum / other.minimum, min(self.runs, other.runs))
        return Figure(float(self) / other, self.minimum / other, self.runs)


def geometric_mean(figures):
    figures = list(figures)
    return Figure(statistics.geometric_mean(map(float, figures)), statistics.geometric_mean(f.minimum for f in figures),
                  min(f.runs for f in figures))


def median_interval(values):
    """Half the width of the median's interval of 95 per cent confidence by order statistics, to the median."""
    values = sorted(values)
    n = len(values)
    below = max(0, math.floor((n - 1.96 * math.sqrt(n)) / 2))
    return (values[n - 1 - below] - values[below]) / 2 / statistics.median(values)


def repeated(measure, least, most):
    """Values of measure(), from `least` to `most` of them: until each of the columns that it gives is settled."""
    rows = []
    while len(rows) < least or (len(rows) < most and any(median_interval(c) > WITHIN for c in zip(*rows))):
        rows.append(measure())
    return rows
