// How latencies are distributed: the share of operations that took no longer, from the histograms' slots, each
// [least value, how many, the sum of what they exceed it by].
const mostPoints = 400;

// The slots of several histograms as those of one.
const slotsTogether = (distributions) => {
  const slots = new Map();
  for (const [low, count, above] of distributions.flat()) {
    const [n, more] = slots.get(low) ?? [0, 0];
    slots.set(low, [n + count, more + above]);
  }
  return [...slots].sort(([a], [b]) => a - b).map(([low, [count, above]]) => ({ value: low + above / count, count }));
};

// Points of the steps that the line goes up by, thinned out where there are more than can be seen.
const cumulative = (latencies) => {
  const slots = slotsTogether(latencies.map((one) => one.distribution));
  const whole = sum(slots, (slot) => slot.count), every = Math.ceil(slots.length / mostPoints);
  let before = 0;
  const points = slots.map((slot) => ({ x: Math.max(1, slot.value), y: (before += slot.count) / whole }));
  return [{ x: points[0].x, y: 0 }, ...points.filter((_, n) => n % every === 0 || n === points.length - 1)];
};

const distributionChart = (label, rows) => lineChart(label, rows.map(({ label: of, latencies }) =>
  ({ label: of, points: cumulative(latencies) })), 'cycles, logarithmic', 'share that took no longer');
