// Numbers and elements as the page writes them.
const number = (value, digits = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

// Cycles and the like: whole where they are, one digit where they are a mean.
const figure = (value) => number(value, Number.isInteger(value) || value >= 1000 ? 0 : 1);

const percent = (part, whole) => (whole === 0 ? 0 : (100 * part) / whole);

const inTime = (ns) => {
  for (const [unit, size] of [['s', 1e9], ['ms', 1e6], ['µs', 1e3]])
    if (ns >= size) return `${number(ns / size, 3)} ${unit}`;
  return `${number(ns, 0)} ns`;
};

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

const sum = (rows, of) => rows.reduce((total, row) => total + of(row), 0);

// Rows in groups of equal keys, in the order in which the keys come.
const grouped = (rows, keyOf) => {
  const groups = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  return groups;
};
