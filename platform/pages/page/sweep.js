// What a sweep's page shows: page.keys, what was swept; page.points, a row for each combination of values, means over its
// seeds. Less is better in every figure that has a unit of time, cycles or bytes.
const numeric = (page, key) => page.points.every((p) => p.settings[key] === '' || !Number.isNaN(Number(p.settings[key])));

const valuesOf = (page, key) => {
  const all = [...new Set(page.points.map((p) => p.settings[key]))];
  return numeric(page, key) ? all.sort((a, b) => Number(a) - Number(b)) : all;
};

const shownValue = (value) => (value === '' ? '(not set)' : value);
const shortName = (key) => key.replace(/^vm\./, '').replace(/^vm\.\*\./, '');
const settingsText = (page, point, but = []) =>
  page.keys.filter((key) => !but.includes(key)).map((key) => `${shortName(key)} ${shownValue(point.settings[key])}`).join(', ');
const meanOf = (points, of) => sum(points, of) / points.length;
const inMilliseconds = (ns) => ns / 1e6;
const workOf = (point) => point.metrics.work_ns;

// The points' mean work by each value of a key: what the key does by itself.
const effectOf = (page, key) => {
  const values = valuesOf(page, key).map((value) => {
    const points = page.points.filter((p) => p.settings[key] === value);
    return { key, value, points: points.length, work: meanOf(points, workOf) };
  });
  const works = values.map((v) => v.work);
  return { key, values, swing: (Math.max(...works) - Math.min(...works)) / meanOf(page.points, workOf) };
};

const sensitivity = (page) => {
  const effects = page.keys.map((key) => effectOf(page, key)).filter((e) => e.values.length > 1).sort((a, b) => b.swing - a.swing);
  if (effects.length === 0) return [];
  return [
    barChart('How far the work moves with each setting', effects.map((e) => shortName(e.key)),
      [{ label: 'from the best to the worst value', values: effects.map((e) => 100 * e.swing) }], { unit: 'percent of the mean work' }),
    table('The mean work by each value, over all values of the other settings', [
      { title: 'setting', of: (v) => shortName(v.key) }, { title: 'value', of: (v) => shownValue(v.value) },
      { title: 'points', of: (v) => v.points }, { title: 'work, ms', key: 'effect_ms', number: true, of: (v) => inMilliseconds(v.work), show: (x) => number(x, 3) },
    ], effects.flatMap((e) => e.values)),
  ];
};

// The axis is the numeric setting with most values, if there is one; the lines are the setting with most values of the
// others; each combination of the rest is a chart of its own.
const axesOf = (page) => {
  const many = page.keys.filter((key) => valuesOf(page, key).length > 1).sort((a, b) => valuesOf(page, b).length - valuesOf(page, a).length);
  const across = many.find((key) => numeric(page, key)) ?? many[0];
  const rest = many.filter((key) => key !== across);
  return { across, lines: rest[0], panels: rest.slice(1) };
};

const panelChart = (page, axes, points) => {
  const rows = valuesOf(page, axes.across);
  const series = axes.lines === undefined ? [undefined] : valuesOf(page, axes.lines);
  const at = (line, value) => {
    const found = points.filter((p) => p.settings[axes.across] === value && (line === undefined || p.settings[axes.lines] === line));
    return found.length === 0 ? null : inMilliseconds(meanOf(found, workOf));
  };
  return chart(`The work by ${axes.across}`, 300, () => ({
    type: numeric(page, axes.across) ? 'line' : 'bar',
    data: {
      labels: rows.map(shownValue),
      datasets: series.map((line, n) => ({
        label: line === undefined ? 'work' : shownValue(line), data: rows.map((value) => at(line, value)), borderColor: colour(n),
        backgroundColor: colour(n), borderDash: dashes[n % dashes.length], borderWidth: 2, spanGaps: true,
      })),
    },
    options: {
      animation: false, maintainAspectRatio: false,
      scales: { x: { title: { display: true, text: shortName(axes.across) } }, y: { beginAtZero: true, title: { display: true, text: 'work, ms' } } },
      plugins: { legend: { position: 'top' } },
    },
  }));
};

const mostPanels = 12;

const smallMultiples = (page) => {
  const axes = axesOf(page);
  if (axes.across === undefined) return [];
  const panels = [...grouped(page.points, (p) => axes.panels.map((key) => p.settings[key]).join('\n')).values()];
  const shown = panels.slice(0, mostPanels).map((points) => element('figure', {},
    element('figcaption', {}, axes.panels.map((key) => `${shortName(key)} ${shownValue(points[0].settings[key])}`).join(', ') || 'All points'),
    panelChart(page, axes, points)));
  return [element('div', { class: 'figures' }, ...shown),
    panels.length > mostPanels ? element('p', { class: 'note' }, `The first ${mostPanels} of ${panels.length} combinations.`) : null];
};

// Those that no other point is better than in both.
const frontOf = (points, x, y) => {
  const better = (a, b) => a.metrics[x] <= b.metrics[x] && a.metrics[y] <= b.metrics[y] && (a.metrics[x] < b.metrics[x] || a.metrics[y] < b.metrics[y]);
  const sorted = points.filter((p) => x in p.metrics && y in p.metrics).sort((a, b) => a.metrics[x] - b.metrics[x] || a.metrics[y] - b.metrics[y]);
  const front = [];
  for (const p of sorted) if (front.length === 0 || !better(front.at(-1), p)) if (front.length === 0 || p.metrics[y] < front.at(-1).metrics[y]) front.push(p);
  return front;
};

const frontAgainst = 'near_models_bytes';

const pareto = (page) => {
  const differs = new Set(page.points.map((p) => p.metrics[frontAgainst])).size > 1;
  const against = differs ? frontAgainst : 'monitor_cycles';
  const front = frontOf(page.points, 'work_ns', against);
  if (front.length === 0) return [];
  const place = (p) => ({ x: inMilliseconds(workOf(p)), y: p.metrics[against] });
  return [
    chart(`Work against ${against}`, 380, () => ({
      type: 'scatter',
      data: { datasets: [
        { label: 'nothing is better', data: front.map(place), showLine: true, borderColor: colour(5), backgroundColor: colour(5), pointRadius: 5 },
        { label: 'all points', data: page.points.filter((p) => against in p.metrics).map(place), backgroundColor: colour(0), pointRadius: 3 },
      ] },
      options: {
        animation: false, maintainAspectRatio: false,
        scales: { x: { title: { display: true, text: 'work, ms' } }, y: { title: { display: true, text: against.replaceAll('_', ' ') } } },
        plugins: { legend: { position: 'top' }, tooltip: { callbacks: { label: (at) => settingsText(page, at.datasetIndex === 0 ? front[at.dataIndex] : page.points[at.dataIndex]) } } },
      },
    })),
    table('The Pareto front: nothing has both less', [
      { title: 'settings', of: (p) => settingsText(page, p) },
      { title: 'work, ms', key: 'front_ms', number: true, of: (p) => inMilliseconds(workOf(p)), show: (x) => number(x, 3) },
      { title: against.replaceAll('_', ' '), key: 'front_against', number: true, of: (p) => p.metrics[against] },
    ], front),
  ];
};

const mostRows = 500;

const pointTable = (page) => {
  const best = [...page.points].sort((a, b) => workOf(a) - workOf(b)).slice(0, mostRows);
  return [table(page.points.length > mostRows ? `The best ${mostRows} of ${number(page.points.length)}` : 'All points, the best first', [
    ...page.keys.map((key) => ({ title: shortName(key), of: (p) => shownValue(p.settings[key]) })),
    { title: 'seeds', key: 'seeds', of: (p) => p.seeds },
    { title: 'work, ms', key: 'work_ms', number: true, of: (p) => inMilliseconds(workOf(p)), show: (x) => number(x, 3) },
    { title: '± 95 %', key: 'half_width_ms', number: true, of: (p) => inMilliseconds(p.work_half_width), show: (x) => number(x, 3) },
    { title: 'exits', key: 'exits', number: true, of: (p) => p.metrics.exits_count ?? null },
  ], best)];
};

const failures = (page) => page.failed.length === 0 ? [] : [table('Points without results', [
  { title: 'settings', of: (p) => settingsText(page, p) }, { title: 'seed', of: (p) => p.seed }, { title: 'why', of: (p) => p.reason },
], page.failed)];

const sweepFacts = (page) => [element('dl', { class: 'facts' }, ...[
  ['scenario', page.scenario], ['points go on from', page.from === 'start' ? 'power-on, each' : page.from === 'region' ? 'one machine, at its region of interest' : `one machine, at ${page.from}`],
  ['combinations', number(page.points.length)], ['points', number(sum(page.points, (p) => p.seeds))], ['failed', number(page.failed.length)],
].map(([name, text]) => element('div', {}, element('dt', {}, name), element('dd', {}, text))))];

const sweepSections = [
  { id: 'sweep', title: 'The sweep', show: sweepFacts },
  { id: 'sensitivity', title: 'What matters', note: 'Work is the time that the guests\' own work took: of their regions of interest, or of the whole run.', show: (page) => (page.points.length === 0 ? [] : sensitivity(page)) },
  { id: 'multiples', title: 'The work by setting', show: (page) => (page.points.length === 0 ? [] : smallMultiples(page)) },
  { id: 'front', title: 'What is worth its price', note: 'The bytes are those of the device models next to the first guest.', show: pareto },
  { id: 'points', title: 'The points', long: true, show: (page) => (page.points.length === 0 ? [] : pointTable(page)) },
  { id: 'failed', title: 'What failed', long: true, show: failures },
];
