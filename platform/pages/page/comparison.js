// What a comparison says of each kind of operation, column by column: its table, as it was computed from the runs.
const isAccess = (row) => 'device' in row;
const legNames = { to_handler: 'pin to handler', to_eoi: 'pin to end', story: 'whole story' };
const comparedName = (row) => isAccess(row) ? `${row.direction.toUpperCase()} ${row.device}`
  : 'source' in row ? `${row.source}: ${legNames[row.leg]}` : `region of ${row.region}`;

// Cycles, or nanoseconds where the columns' cycles are not the same ones.
const inCycles = (page) => page.profiles.length === 1;
const meanOfCell = (page, cell) => cell.ns === undefined ? null
  : inCycles(page) && cell.mean !== undefined ? { mean: cell.mean, ci95: cell.ci95 } : cell.ns;
const unitOf = (page) => (inCycles(page) ? 'cycles' : 'ns');

const againstBase = (page, cell) => {
  if (cell.ratio === undefined) return null;
  return `${number(cell.ratio, 2)} ×${cell.significant === false ? ' ~' : ''}`;
};

const comparedTable = (page, caption, rows, unit = unitOf(page)) => {
  const explanation = page.seeds > 1 ? `; ±: 95 % confidence over ${page.seeds} seeds; ~: they do not tell it from the base` : '';
  return table(`${caption}, ${unit}; ×: how many times faster than ${page.base}${explanation}`, [
    { title: 'operation', of: comparedName },
    ...page.labels.flatMap((label, n) => {
      const cell = (row) => row.placements[n];
      const figureOf = (key) => (row) => meanOfCell(page, cell(row))?.[key] ?? null;
      return [
        { title: label, number: true, key: `compared.mean.${n}`, of: figureOf('mean') },
        ...(page.seeds > 1 ? [{ title: '±', number: true, key: `compared.ci95.${n}`, of: figureOf('ci95'), explain: `95 % confidence of ${label}` }] : []),
        ...(label === page.base ? [] : [{ title: '×', number: true, of: (row) => againstBase(page, cell(row)), explain: `${label} against ${page.base}` }]),
      ];
    })], rows);
};

// Means of the columns beside one another, with whiskers where there are several seeds.
const comparedChart = (page, caption, rows) => barChart(caption, rows.map(comparedName), page.labels.map((label, n) => {
  const cells = rows.map((row) => meanOfCell(page, row.placements[n]));
  return { label, values: cells.map((cell) => cell?.mean ?? null), spreads: cells.map((cell) => cell?.ci95 ?? 0) };
}), { logarithmic: true, unit: `${unitOf(page)}, logarithmic` });
