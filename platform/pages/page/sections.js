// What the page shows, a section each: { id, title, note, show: page => elements }. One that has nothing to
// show is left out. `page.runs` are the results, `page.labels` their names.
const cyclesColumns = (of) => ['min', 'p50', 'p95', 'p99', 'p999', 'max', 'mean'].map((key) => ({
  title: { p50: 'P50', p95: 'P95', p99: 'P99', p999: 'P99.9' }[key] ?? key, key, number: true,
  of: (row) => of(row).cycles?.[key] ?? of(row)[key],
}));

const inRun = (page, rowsOf) =>
  page.runs.flatMap((run, n) => rowsOf(run).map((row) => ({ ...row, run, label: page.labels[n] })));

const labelColumn = (page) => (page.runs.length > 1 ? [{ title: 'run', of: (row) => row.label }] : []);

const accessName = (row) => `${row.direction.toUpperCase()} ${row.device}`;

// Accesses of all VMs of a run together, by device, direction and the place that answered.
const pathsOf = (page) =>
  inRun(page, (run) => [...grouped(run.paths, (p) => `${p.device} ${p.direction} ${p.path}`).values()].map((rows) => ({
    device: rows[0].device, direction: rows[0].direction, path: rows[0].path, rows,
    count: sum(rows, (r) => r.count),
    mean: sum(rows, (r) => r.cycles.total) / sum(rows, (r) => r.count),
    p99: Math.max(...rows.map((r) => r.cycles.p99)),
    total: sum(rows, (r) => r.cycles.total),
  })));

const pathLabel = (page, row) =>
  `${accessName(row)} · ${row.path}${page.runs.length > 1 ? ` · ${row.label}` : ''}`;

// Rows of the accesses that took most time, those of one device and direction beside one another.
const busiestPaths = (page, most) => {
  const groups = [...grouped(pathsOf(page), accessName).values()];
  groups.sort((a, b) => sum(b, (row) => row.total) - sum(a, (row) => row.total));
  return groups.slice(0, most);
};

const facts = [
  ['platform', (run) => run.scenario['platform.kind']], ['profile', (run) => run.scenario['platform.profile']],
  ['seed', (run, page) => (page.seeds > 1 ? `${run.scenario.seed}–${run.scenario.seed + page.seeds - 1}` : run.scenario.seed)], ['simulated time', (run) => inTime(run.simulation.time_ns)],
  ['instructions', (run) => number(run.simulation.instructions)],
  ['ended by', (run) => run.simulation.end.replaceAll('_', ' ')],
  ['virtual machines', (run) => run.vms.map((vm) => `${vm.name}: ${vm.end.reason.replaceAll('_', ' ')}`).slice(0, 4).join(', ') +
    (run.vms.length > 4 ? ', …' : '')],
];

const describeRuns = (page) => page.runs.length === 1
  ? element('dl', { class: 'facts' }, ...facts.map(([name, of]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, String(of(page.runs[0], page))))))
  : table('The runs', [{ title: 'run', of: (n) => page.labels[n] },
    ...facts.map(([title, of]) => ({ title, of: (n) => String(of(page.runs[n], page)) }))], page.runs.map((_, n) => n));

const latencyChart = (page, groups) => {
  if (page.runs.length === 1) {
    const rows = groups.flat();
    return barChart('Mean and P99 of the accesses that took most time', rows.map((row) => pathLabel(page, row)),
      [{ label: 'mean', values: rows.map((r) => r.mean) }, { label: 'P99', values: rows.map((r) => r.p99) }],
      { logarithmic: true, unit: 'cycles, logarithmic' });
  }
  const busy = groups.map(([row]) => accessName(row));
  return comparedChart(page, 'Means of the accesses that took most time, column by column',
    page.table.filter((row) => isAccess(row) && busy.includes(comparedName(row)))
      .sort((x, y) => busy.indexOf(comparedName(x)) - busy.indexOf(comparedName(y))));
};

const blockOf = (step) => step.block || 'none';

const blockNames = {
  201: 'the guest traps', 202: 'VM exit', 203: 'is there a model here?', 204: 'the model answers', 205: 'VM entry',
  206: 'request packet', 207: 'to the device model', 208: 'the model answers', 209: 'feedback', 210: 'back to the hypervisor',
  211: 'VM entry with the answer', 301: 'an interrupt is raised', 302: 'injected', 303: 'handled', 401: 'installed already?',
  402: 'obtained and verified', 403: 'serves', none: 'no block of the figures',
};
const blockLabel = (block) => `${block}: ${blockNames[block] ?? ''}`;

const waterfall = (page, rows, stepsOf, countOf, label, name) => {
  const blocks = [...new Set(rows.flatMap((row) => stepsOf(row).map(blockOf)))].sort();
  return barChart(label, rows.map(name), blocks.map((block) => ({
    label: blockLabel(block),
    values: rows.map((row) => sum(stepsOf(row).filter((s) => blockOf(s) === block), (s) => s.cycles.total) / countOf(row)),
  })), { stacked: true });
};

const stepTable = (page, rows) => table('Steps: cycles a step, in the mean of the times it was charged',
  [...labelColumn(page), { title: 'access', of: accessName }, { title: 'VM', of: (row) => row.vm },
    { title: 'answered by', of: (row) => row.path }, { title: 'block', of: (row) => row.step.block },
    { title: 'step', of: (row) => row.step.step }, { title: 'times', of: (row) => row.step.count, key: 'count' },
    { title: 'mean', of: (row) => row.step.cycles.mean, key: 'mean' },
    { title: 'total', of: (row) => row.step.cycles.total, key: 'total' }],
  rows.flatMap((row) => row.steps.map((step) => ({ ...row, step }))));

const interruptLegs = Object.entries(legNames);

const sections = [
  {
    id: 'summary', title: 'Summary',
    show: (page) => [
      page.seeds > 1 ? element('p', { class: 'note' }, `Each column was run with ${page.seeds} seeds: counts and cycles are of all of them together, means have their 95 % confidence beside them.`) : null,
      page.summary.length > 0 ? element('ul', { class: 'summary' }, ...page.summary.map((s) => element('li', {}, s))) : null,
      page.table.some((row) => 'region' in row) ? comparedTable(page, 'What the guests\' own work took', page.table.filter((row) => 'region' in row), 'ns') : null,
      describeRuns(page),
    ],
  },
  {
    id: 'placement', title: 'Where the device models are',
    note: 'The boxes of figures 1 and 5 of the application with their elements\' numbers; filled: a model that answers without leaving the monitor\'s kernel component.',
    show: (page) => [element('div', { class: 'figures' }, ...page.runs.flatMap((run, n) => drawFigures(page.labels[n], run)))],
  },
  {
    id: 'screens', title: 'What the guests show',
    note: 'The picture of each virtual machine at the end of the run.',
    show: (page) => {
      const screens = inRun(page, (run) => run.screens ?? []);
      return screens.length === 0 ? [] : [element('div', { class: 'screens' }, ...screens.map((screen) =>
        element('figure', {}, element('img', { src: `data:image/png;base64,${screen.png}`, alt: `The screen of ${screen.vm} at the end of the run` }),
          element('figcaption', {}, screen.vm))))];
    },
  },
  {
    id: 'latency', title: 'What an access takes',
    note: 'From the guest\'s IN, OUT or store that traps to its going on, in cycles of the profile\'s clock. Of several virtual machines the chart has the mean over all and the highest P99.',
    show: (page) => {
      const groups = busiestPaths(page, 20);
      if (groups.length === 0) return [];
      return [
        latencyChart(page, groups),
        page.runs.length === 1 ? null : comparedTable(page, 'Mean of an access', page.table.filter(isAccess)),
        table('Accesses, in cycles', [...labelColumn(page), { title: 'VM', of: (row) => row.vm },
          { title: 'access', of: accessName }, { title: 'answered by', of: (row) => row.path },
          { title: 'count', of: (row) => row.count, key: 'count' }, ...cyclesColumns((row) => row),
          { title: 'mean, ns', of: (row) => row.ns.mean, key: 'mean_ns' }], inRun(page, (run) => run.paths)),
      ];
    },
  },
  {
    id: 'waterfall', title: 'Where an access spends its time',
    note: 'By the blocks of figure 2: 201–205 in the hypervisor, 206–211 by way of the service OS; a hosted monitor\'s steps stand in the blocks that correspond. What is nobody\'s work is the step queue.',
    show: (page) => {
      const rows = busiestPaths(page, page.runs.length === 1 ? 16 : 8).flat();
      if (rows.length === 0) return [];
      return [
        waterfall(page, rows, (row) => row.rows.flatMap((r) => r.steps), (row) => row.count,
          'Mean cycles of an access, by block', (row) => pathLabel(page, row)),
        element('details', {}, element('summary', {}, 'All steps'), stepTable(page, inRun(page, (run) => run.paths))),
      ];
    },
  },
  {
    id: 'distribution', title: 'How latency is distributed',
    note: 'The share of accesses that took no longer, from the histograms of all of them: a value is within 0.8 % of its own.',
    show: (page) => {
      const rows = busiestPaths(page, page.runs.length === 1 ? 10 : 3).flat();
      return rows.length === 0 ? [] : [distributionChart('Distribution of latency by path', rows.map((row) =>
        ({ label: pathLabel(page, row), latencies: row.rows })))];
    },
  },
  {
    id: 'interrupts', title: 'Interrupts',
    note: 'From the controller\'s pin to the first instruction of the guest\'s handler, and on to its end-of-interrupt command; the story begins with what led to the pin. What is raised is delivered, merged, dropped or pending.',
    show: (page) => {
      const rows = inRun(page, (run) => run.interrupts);
      if (rows.length === 0) return [];
      const named = (row) => `${row.source}${page.runs.length > 1 ? ` · ${row.label}` : ''} · ${row.vm}`;
      const busiest = [...rows].sort((a, b) => b.to_handler.cycles.total - a.to_handler.cycles.total).slice(0, 16);
      const counted = busiest.filter((row) => row.to_handler.count > 0);
      return [
        counted.length === 0 ? null : waterfall(page, counted, (row) => row.to_handler.steps, (row) => row.to_handler.count,
          'Mean cycles from pin to handler, by block', named),
        counted.length === 0 ? null : distributionChart('Distribution of the time from pin to handler', counted.slice(0, 10)
          .map((row) => ({ label: named(row), latencies: [row.to_handler] }))),
        page.runs.length === 1 ? null : comparedTable(page, 'Mean of an interrupt', page.table.filter((row) => 'source' in row)),
        table('Interrupts', [...labelColumn(page), { title: 'VM', of: (row) => row.vm }, { title: 'source', of: (row) => row.source },
          { title: 'injected by', of: (row) => row.injection.replace('_', ' ') },
          ...['raised', 'delivered', 'merged', 'dropped', 'pending'].map((key) => ({ title: key, key, of: (row) => row[key] })),
          { title: 'drift, ns', key: 'drift_ns', of: (row) => row.drift_ns },
          ...interruptLegs.flatMap(([key, title]) => [
            { title: `${title}, mean`, key: `${key}.mean`, number: true, of: (row) => row[key].cycles.mean },
            { title: 'P99', key: `${key}.p99`, number: true, of: (row) => row[key].cycles.p99 }])], rows),
      ];
    },
  },
  {
    id: 'installs', title: 'Device models installed',
    show: (page) => {
      const rows = inRun(page, (run) => run.installs);
      return rows.length === 0 ? [] : [table('Installations', [...labelColumn(page), ...['vm', 'device', 'from', 'to', 'channel', 'asked_by', 'result', 'reason']
        .map((key) => ({ title: key.replace('_', ' '), of: (row) => row[key] })),
        ...['begin_ns', 'end_ns', 'held_up_ns'].map((key) => ({ title: key.replace('_ns', ', ns').replace('_', ' '), key, number: true, of: (row) => row[key] }))], rows)];
    },
  },
  {
    id: 'commands', title: 'Commands to the control panel',
    show: (page) => {
      const rows = inRun(page, (run) => run.commands ?? []);
      return rows.length === 0 ? [] : [table('Commands', [...labelColumn(page), { title: 'at, ns', key: 'time_ns', number: true, of: (row) => row.time_ns },
        ...['command', 'asked_by', 'result', 'reason'].map((key) => ({ title: key.replace('_', ' '), of: (row) => row[key] }))], rows)];
    },
  },
  {
    id: 'exits', title: 'VM exits',
    show: (page) => {
      const rows = inRun(page, (run) => run.exits);
      return rows.length === 0 ? [] : [table('Exits, in cycles', [...labelColumn(page), { title: 'VM', of: (row) => row.vm },
        { title: 'reason', of: (row) => row.reason.replaceAll('_', ' ') }, { title: 'count', key: 'count', of: (row) => row.count },
        ...cyclesColumns((row) => row)], rows)];
    },
  },
  {
    id: 'processors', title: 'Who had the processors',
    note: 'Every cycle is somebody\'s: a guest\'s, the monitor\'s, the service OS\'s or host\'s, or nobody\'s. The strips run from power-on to the end.',
    show: (page) => {
      const rows = inRun(page, (run) => run.processors);
      const named = (row) => `${row.name}${page.runs.length > 1 ? ` · ${row.label}` : ''}`;
      return [
        barChart('Shares of the processors\' time', rows.map(named), holders.map((who) => ({
          label: holderName(who), values: rows.map((row) => percent(row[`${who}_cycles`], row.total_cycles)),
        })), { stacked: true, unit: '%', most: 100 }),
        occupancy(page),
        table('Processors, in cycles', [...labelColumn(page), { title: 'processor', of: (row) => row.name },
          ...[...holders, 'total'].map((who) => ({ title: holderName(who), key: `${who}_cycles`, of: (row) => row[`${who}_cycles`] }))], rows),
      ];
    },
  },
  {
    id: 'costs', title: 'What the costs rest on', long: true,
    note: 'Each step\'s cycles from the profile and where they come from: P published, D derived from published figures, E an estimate, M from memory. Charged: in this run.',
    show: (page) => page.profiles.map((profile) => table(`${profile.name}: ${profile.description}`, [
      { title: 'step', of: (row) => row.step }, { title: 'cycles', key: 'cycles', of: (row) => row.cycles },
      { title: 'spread', of: (row) => row.spread }, { title: 'standing', of: (row) => row.standing },
      { title: 'charged', of: (row) => (isCharged(page, row.step) ? 'yes' : 'no') }, { title: 'source', of: (row) => row.source },
    ], profile.steps)),
  },
  {
    id: 'configuration', title: 'The configuration', long: true,
    show: (page) => {
      const keys = [...new Set(page.runs.flatMap((run) => Object.keys(run.scenario)))];
      return [table('Every key as it was resolved', [{ title: 'key', of: (key) => key },
        ...page.runs.map((run, n) => ({ title: page.labels[n], of: (key) => (key in run.scenario ? String(run.scenario[key]) : null) }))], keys)];
    },
  },
];

const isCharged = (page, step) => page.runs.some((run) =>
  run.paths.some((path) => path.steps.some((s) => s.step === step)) ||
  run.interrupts.some((i) => interruptLegs.some(([leg]) => i[leg].steps.some((s) => s.step === step))));
