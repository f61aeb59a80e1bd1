// Puts the page together from the JSON that it carries: results of a run, a comparison of runs, or a sweep's points.
const read = (id) => JSON.parse(document.getElementById(id).textContent);

// A single run is a comparison of one.
const readPage = () => {
  const data = read('data');
  if (data.schema === 'trapline.sweep-page/1') return { ...data, sections: sweepSections };
  return {
    sections, runs: data.runs ?? [data], summary: data.summary ?? [], table: data.table ?? [], base: data.base,
    seeds: data.seeds ?? 1, labels: read('labels'), profiles: read('profiles'),
  };
};

const showPage = () => {
  const page = readPage();
  const room = document.getElementById('sections'), contents = document.getElementById('contents');
  for (const section of page.sections) {
    const parts = section.show(page).filter((part) => part !== null);
    if (parts.length === 0) continue;
    contents.append(element('li', {}, element('a', { href: `#${section.id}` }, section.title)));
    room.append(element('section', { id: section.id, class: section.long ? 'long' : '' },
      element('h2', {}, section.title), section.note ? element('p', { class: 'note' }, section.note) : null, ...parts));
  }
  drawCharts();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawCharts);
  matchMedia('print').addEventListener('change', drawCharts);
  document.documentElement.dataset.ready = 'yes';
};

showPage();
