// Who had each processor over time: a strip each, from power-on at the left to the end of the run. A stretch has
// the cycles of each holder, in this order.
const holders = ['guest', 'monitor', 'service_os', 'idle'];
const holderName = (who) => (who === 'service_os' ? 'service OS or host' : who);

const occupancyStrip = (name, stretches) => {
  const width = 720, height = 44;
  const whole = sum(stretches.flat(), (cycles) => cycles);
  const strip = svg('svg', { class: 'strip', role: 'img', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none' });
  strip.append(svg('title', {}, `Who had ${name} over time`));
  let left = 0;
  for (const stretch of stretches) {
    const length = sum(stretch, (cycles) => cycles);
    let top = height;
    holders.forEach((who, n) => {
      const share = (height * stretch[n]) / length;
      top -= share;
      if (share > 0) strip.append(svg('rect', {
        x: ((width * left) / whole).toFixed(2), width: ((width * length) / whole + 0.3).toFixed(2),
        y: top.toFixed(2), height: share.toFixed(2), style: `fill: ${colour(n)}` }));
    });
    left += length;
  }
  return strip;
};

// What is recorded of a run's processors; null where nothing is.
const occupancy = (page) => {
  const rows = inRun(page, (run) => run.processors.map((one, n) => ({ name: one.name, stretches: run.over_time?.[n] ?? [] })))
    .filter((row) => row.stretches.length > 0);
  if (rows.length === 0) return null;
  return element('div', { class: 'strips' },
    element('p', { class: 'legend' }, ...holders.map((who, n) => element('span', {},
      element('i', { style: `background: ${colour(n)}` }), holderName(who)))),
    ...rows.map((row) => {
      const name = `${row.name}${page.runs.length > 1 ? ` · ${row.label}` : ''}`;
      return element('figure', {}, element('figcaption', {}, `${name}, ${inTime(row.run.simulation.time_ns)}`),
        occupancyStrip(name, row.stretches));
    }));
};
