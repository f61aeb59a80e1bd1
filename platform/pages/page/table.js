// A table by its columns: { title, of: row => value, show: value => text }. Numbers stand to the right and
// carry their exact value as data-value; a heading sorts its column.
const table = (caption, columns, rows) => {
  const body = element('tbody');
  for (const row of rows)
    body.append(element('tr', {}, ...columns.map((column) => cell(column, column.of(row)))));
  const heads = columns.map((column) => heading(column, rows));
  heads.forEach((head, at) => head.firstChild.addEventListener('click', () => sortBy(body, heads, at)));
  return element('div', { class: 'wide' },
    element('table', {}, element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...heads)), body));
};

const isNumber = (value) => typeof value === 'number';

const cell = (column, value) => {
  const ofWords = column.number ? { class: 'number' } : {};
  if (value === null || value === undefined) return element('td', ofWords, '–');
  const text = column.show ? column.show(value) : isNumber(value) ? figure(value) : String(value);
  if (!isNumber(value)) return element('td', ofWords, text);
  return element('td', { class: 'number', 'data-value': value, 'data-column': column.key ?? '' }, text);
};

const heading = (column, rows) => {
  const numbers = column.number ?? (rows.length > 0 && isNumber(column.of(rows[0])));
  return element('th', { scope: 'col', class: numbers ? 'number' : '' },
    element('button', { type: 'button', title: column.explain ?? `sort by ${column.title}` }, column.title));
};

const sortBy = (body, heads, at) => {
  const before = heads[at].getAttribute('aria-sort');
  const direction = before === 'descending' ? 'ascending' : 'descending';
  heads.forEach((head) => head.removeAttribute('aria-sort'));
  heads[at].setAttribute('aria-sort', direction);
  const valueOf = (row) => row.children[at].dataset.value ?? row.children[at].textContent;
  const compare = (a, b) => {
    const x = valueOf(a), y = valueOf(b);
    const numbers = x !== '' && y !== '' && !Number.isNaN(Number(x)) && !Number.isNaN(Number(y));
    return numbers ? Number(x) - Number(y) : x.localeCompare(y);
  };
  const sign = direction === 'ascending' ? 1 : -1;
  body.append(...[...body.children].sort((a, b) => sign * compare(a, b)));
};
