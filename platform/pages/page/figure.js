// Figure 1 or 5 of the application, or a machine without a monitor, with the run's device models in the
// boxes where they were at its end.
const svg = (name, attributes, text) => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};

const figureWidth = 720, modelWidth = 92, modelHeight = 26;

// A box of the figure: its name, its element's number, and device models inside. Returns its height.
const drawBox = (into, { x, y, width, title, number: elementNumber, models, near, kind }) => {
  const perRow = Math.max(1, Math.floor((width - 20) / (modelWidth + 8)));
  const rows = Math.ceil(models.length / perRow);
  const height = 36 + rows * (modelHeight + 8) + (rows > 0 ? 4 : 0);
  into.append(svg('rect', { x, y, width, height, rx: 4, class: kind ?? 'monitor' }));
  into.append(svg('text', { x: x + 10, y: y + 22 }, title));
  into.append(svg('text', { x: x + width - 10, y: y + 22, class: 'element', 'text-anchor': 'end' }, elementNumber));
  models.forEach((model, n) => {
    const left = x + 10 + (n % perRow) * (modelWidth + 8), top = y + 34 + Math.floor(n / perRow) * (modelHeight + 8);
    into.append(svg('rect', { x: left, y: top, width: modelWidth, height: modelHeight, rx: 3, class: near ? 'near' : 'model' }));
    into.append(svg('text', { x: left + modelWidth / 2, y: top + 17, 'text-anchor': 'middle', class: near ? 'near' : '' }, model));
  });
  return height;
};

// Boxes beside one another; all start at y. Returns the height of the highest.
const drawRow = (into, y, boxes) => {
  const width = (figureWidth - 12 * (boxes.length - 1)) / boxes.length;
  return Math.max(...boxes.map((box, n) => drawBox(into, { ...box, x: n * (width + 12), y, width })));
};

const modelsAt = (vm, place) => Object.entries(vm.placement).filter(([, at]) => at === place).map(([device]) => device);

const layersOf = {
  hybrid: (vm, names) => [
    [{ title: `Virtual machine ${names}`, number: '115, 116, 117', models: [], kind: 'vm' }],
    [{ title: 'Service OS: device models', number: '112, 113', models: modelsAt(vm, 'service_os') },
      { title: 'Hypervisor: in-hypervisor device models', number: '111, 1111', models: modelsAt(vm, 'hypervisor'), near: true }],
  ],
  hosted: (vm, names) => [
    [{ title: `Virtual machine ${names}`, number: '515, 516, 517', models: [], kind: 'vm' }],
    [{ title: 'User-mode VMM', number: '513', models: modelsAt(vm, 'user') },
      { title: 'Host OS', number: '512', models: modelsAt(vm, 'host_os') },
      { title: 'Kernel VMM', number: '511, 5111', models: modelsAt(vm, 'kernel'), near: true }],
  ],
  native: (vm) => [
    [{ title: `The guest ${vm.name}, on the bare machine`, number: '116, 117', models: [], kind: 'vm' }],
    [{ title: 'Devices', number: '13, 14, 15', models: modelsAt(vm, 'physical') }],
  ],
};

const hardware = (processors) => [[
  { title: `Processors: ${processors}`, number: '10', models: [], kind: 'hardware' },
  { title: 'Memory', number: '11', models: [], kind: 'hardware' },
  { title: 'Chipset, I/O devices', number: '12, 13–16', models: [], kind: 'hardware' },
]];

const drawFigure = (caption, run, vms) => {
  const kind = run.scenario['platform.kind'] ?? 'hybrid';
  const picture = svg('svg', { class: 'figure', role: 'img' });
  picture.append(svg('title', {}, `Where the device models are: ${caption}`));
  const names = vms.length > 6 ? `${vms[0].name} … ${vms.at(-1).name} (${vms.length})` : vms.map((vm) => vm.name).join(', ');
  let y = 1;
  for (const layer of [...layersOf[kind](vms[0], names), ...hardware(run.processors.length)])
    y += drawRow(picture, y, layer) + 12;
  picture.setAttribute('viewBox', `-1 0 ${figureWidth + 2} ${y}`);
  return element('figure', {}, element('figcaption', {}, caption), picture);
};

// A figure for each different placement of a run.
const drawFigures = (label, run) =>
  [...grouped(run.vms, (vm) => JSON.stringify(vm.placement)).values()].map((vms, n, all) =>
    drawFigure(all.length === 1 ? label : `${label}: ${vms.map((vm) => vm.name).join(', ')}`, run, vms));
