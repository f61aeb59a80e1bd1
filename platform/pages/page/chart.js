// Charts by Chart.js, in the page's colours; every chart stands above a table that has its numbers.
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#7f7f7f',
  '#332288', '#88ccee', '#117733', '#aa4499'];
const colour = (n) => palette[n % palette.length];
// Lines are told apart by their dashes as well.
const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]];

const drawn = [];

const styled = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const inPageColours = (options) => {
  Chart.defaults.color = styled('--ink');
  Chart.defaults.borderColor = styled('--line');
  return options;
};

const chart = (label, height, configuration) => {
  const canvas = element('canvas', { role: 'img', 'aria-label': label });
  const room = element('div', { class: 'chart', style: `height: ${height}px` }, canvas);
  drawn.push({ canvas, configuration });
  return room;
};

// Charts are drawn when the page stands, as they need their size, and again when its colours change.
const drawCharts = () => {
  for (const one of drawn) {
    if (one.chart) one.chart.destroy();
    one.chart = new Chart(one.canvas, inPageColours(one.configuration()));
  }
};

// Whiskers over a bar's end: a dataset's `spreads` say how far its values may be off, to either side.
const whiskers = {
  id: 'whiskers',
  afterDatasetsDraw: (drawing) => {
    const { ctx, data, scales: { x } } = drawing;
    ctx.save();
    ctx.strokeStyle = styled('--ink');
    ctx.beginPath();
    data.datasets.forEach(({ spreads, data: values }, n) => drawing.getDatasetMeta(n).data.forEach((bar, at) => {
      if (values[at] === null || !(spreads?.[at] > 0)) return;
      const from = x.getPixelForValue(Math.max(values[at] - spreads[at], x.min)), to = x.getPixelForValue(values[at] + spreads[at]);
      ctx.moveTo(from, bar.y);
      ctx.lineTo(to, bar.y);
      for (const end of [from, to]) {
        ctx.moveTo(end, bar.y - 3);
        ctx.lineTo(end, bar.y + 3);
      }
    }));
    ctx.stroke();
    ctx.restore();
  },
};

const barChart = (label, rows, series, { stacked = false, logarithmic = false, unit = 'cycles', most } = {}) =>
  chart(label, 90 + rows.length * (stacked ? 26 : 14 + 13 * series.length), () => ({
    type: 'bar',
    data: {
      labels: rows,
      datasets: series.map((one, n) => ({ label: one.label, data: one.values, spreads: one.spreads, backgroundColor: colour(n) })),
    },
    options: {
      indexAxis: 'y',
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: { stacked, type: logarithmic ? 'logarithmic' : 'linear', max: most, title: { display: true, text: unit } },
        y: { stacked, ticks: { autoSkip: false } },
      },
      plugins: { legend: { position: 'top' } },
    },
    plugins: [whiskers],
  }));

const lineChart = (label, lines, xTitle, yTitle) =>
  chart(label, 380, () => ({
    type: 'line',
    data: {
      datasets: lines.map((line, n) => ({
        label: line.label, data: line.points, borderColor: colour(n), backgroundColor: colour(n),
        borderDash: dashes[Math.floor(n / palette.length + n) % dashes.length], pointRadius: 0, borderWidth: 2,
        stepped: 'before',
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: { type: 'logarithmic', title: { display: true, text: xTitle } },
        y: { min: 0, max: 1, title: { display: true, text: yTitle } },
      },
    },
  }));
