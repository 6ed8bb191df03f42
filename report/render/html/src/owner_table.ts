// The verdict table: sortable, searchable, a row chooses the owner.
import type {Page, Report} from './data';
import {h, svg} from './dom';
import {intervalOf} from './interval';
import {chosenRow, ownerKey, rowsOf, type Row} from './rows';
import type {State} from './state';
import {formatBytes, formatCount, formatDuration, formatSignedBytes} from './units';

const kRowsAtFirst = 50;

interface Column {
  key: string;
  title: string;
  numeric: boolean;
  text: (row: Row) => string;
  order: (row: Row) => number | string | null;
}

function births(row: Row): string {
  const {births_alive: alive, births_total: total} = row.owner;
  return alive === undefined || total === undefined
    ? '' : `${formatCount(alive)} of ${formatCount(total)}`;
}

// Only for programs that count their work.
const kPerWork: Column = {
  key: 'work', title: 'per work', numeric: true,
  text: (r) => (r.owner.growth_per_work === undefined
    ? '' : formatSignedBytes(r.owner.growth_per_work.bytes_per_unit)),
  order: (r) => r.owner.growth_per_work?.bytes_per_unit ?? null,
};

function columnsOf({grouping, owners}: Report): Column[] {
  const worked = owners.some((owner) => owner.growth_per_work !== undefined);
  return [
    {key: 'verdict', title: 'verdict', numeric: false,
      text: (r) => r.owner.verdict ?? '', order: (r) => r.owner.verdict ?? ''},
    {key: 'owner', title: grouping, numeric: false,
      text: (r) => r.owner.name, order: (r) => r.owner.name},
    {key: 'module', title: 'module', numeric: false,
      text: (r) => r.owner.module ?? '', order: (r) => r.owner.module ?? ''},
    {key: 'live', title: 'live', numeric: true,
      text: (r) => (r.live === null ? '' : formatBytes(r.live)), order: (r) => r.live},
    {key: 'error', title: 'error', numeric: true,
      text: (r) => (r.error === null || r.error <= 0 ? '' : `± ${formatBytes(r.error)}`),
      order: (r) => r.error},
    {key: 'samples', title: 'samples', numeric: true,
      text: (r) => (r.samples === null || r.samples <= 0 ? '' : formatCount(r.samples)),
      order: (r) => r.samples},
    {key: 'change', title: 'change', numeric: true,
      text: (r) => (r.change === null ? '' : formatSignedBytes(r.change)),
      order: (r) => r.change},
    {key: 'rate', title: 'rate', numeric: true,
      text: (r) => (r.rate === null ? '' : `${formatSignedBytes(r.rate)}/min`),
      order: (r) => r.rate},
    ...(worked ? [kPerWork] : []),
    {key: 'births', title: 'births alive', numeric: true,
      text: births, order: (r) => r.owner.births_alive ?? null},
  ];
}

// Owners whose memory came and went are left out, as in the text report.
function holdsOrChanged(row: Row): boolean {
  return row.live !== 0 || (row.change ?? 0) !== 0;
}

// A row without a figure comes last whichever way the column is sorted.
function compare(a: number | string | null, b: number | string | null,
                 descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = a < b ? -1 : a > b ? 1 : 0;
  return descending ? -order : order;
}

export class OwnerTable {
  readonly element: HTMLElement;
  private readonly columns: Column[];
  private readonly head = h('tr');
  private readonly body = h('tbody');
  private readonly caption = h('p', {class: 'caption', 'aria-live': 'polite'});
  private readonly search: HTMLInputElement;
  private readonly more = h('button', {class: 'more', type: 'button', click: () => {
    this.all = true;
    this.show();
  }});
  private all = false;

  constructor(private readonly page: Page, private readonly state: State) {
    this.columns = columnsOf(page.report);
    this.search = h('input', {
      type: 'search', id: 'find', placeholder: 'Search', value: state.choices.find,
      'aria-label': 'Search owners, modules and verdicts',
      input: () => state.set({find: this.search.value}),
    });
    this.element = h('section', {class: 'card owners', 'aria-label': 'Owners of memory'},
      h('div', {class: 'card-head'}, h('h2', {}, 'Who holds the memory'), this.search),
      this.caption,
      h('div', {class: 'scroll'},
        h('table', {'aria-label': 'Verdict, size and change of every owner'},
          h('thead', {}, this.head), this.body)),
      this.more);
    this.body.addEventListener('keydown', (event) => this.onKey(event));
    state.onChange((_, changed) => {
      for (const key of ['owner', 'from', 'to', 'sort', 'descending', 'find'] as const) {
        if (!changed.has(key)) continue;
        this.show();
        return;
      }
    });
    this.show();
  }

  private rows(): Row[] {
    const choices = this.state.choices;
    const words = choices.find.toLowerCase();
    const interval = intervalOf(this.page, choices);
    const rows = rowsOf(this.page, interval).filter((row) => holdsOrChanged(row) &&
      [row.owner.name, row.owner.module ?? '', row.owner.verdict ?? '']
        .some((text) => text.toLowerCase().includes(words)));
    const column = this.columns.find((each) => each.key === choices.sort);
    if (column !== undefined) {
      rows.sort((a, b) => compare(column.order(a), column.order(b), choices.descending));
    }
    return rows;
  }

  private show(): void {
    const choices = this.state.choices;
    if (this.search.value !== choices.find) this.search.value = choices.find;
    this.head.replaceChildren(...this.columns.map((column) => this.headCell(column)),
                              h('th', {class: 'spark', scope: 'col'}, 'curve'));
    const rows = this.rows();
    const shown = this.all ? rows : rows.slice(0, kRowsAtFirst);
    const chosen = chosenRow(this.page, choices.owner);
    const focused = this.body.contains(document.activeElement);
    this.body.replaceChildren(...shown.map((row) => this.bodyRow(row, row.row === chosen)));
    if (focused) this.body.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    // Something must be reachable by the tabulator.
    if (this.body.querySelector('[tabindex="0"]') === null) {
      this.body.firstElementChild?.setAttribute('tabindex', '0');
    }
    this.more.hidden = shown.length === rows.length;
    this.more.textContent = `Show all ${formatCount(rows.length)}`;
    this.caption.textContent = this.captionText(rows.length);
  }

  private captionText(found: number): string {
    const interval = intervalOf(this.page, this.state.choices);
    const all = rowsOf(this.page, interval).filter(holdsOrChanged).length;
    const gone = this.page.report.owners.length - all;
    const count = (found === all ? '' : `${formatCount(found)} of `) +
      `${formatCount(all)} owners` +
      (gone > 0 ? `, ${formatCount(gone)} more hold nothing` : '');
    if (!interval.chosen) return count;
    const time = (point: number) => this.page.hasTimes
      ? formatDuration(this.page.points[point].time)
      : `snapshot ${this.page.points[point].sequence}`;
    return `${count}; size, change and rate of ${time(interval.from)} to ` +
      `${time(interval.to)}, verdicts and births of the whole series`;
  }

  private headCell(column: Column): HTMLElement {
    const {sort, descending} = this.state.choices;
    const sorted = sort === column.key;
    return h('th', {
      scope: 'col', class: column.numeric ? 'number' : 'text',
      'aria-sort': sorted ? (descending ? 'descending' : 'ascending') : 'none',
    }, h('button', {type: 'button', 'data-sort': column.key, click: () => {
      this.state.set({sort: column.key, descending: sorted ? !descending : column.numeric});
      this.head.querySelector<HTMLElement>(`[data-sort="${column.key}"]`)?.focus();
    }}, column.title));
  }

  private bodyRow(row: Row, chosen: boolean): HTMLElement {
    const choose = () => this.state.set({owner: ownerKey(row.owner)});
    return h('tr', {
      tabindex: chosen ? 0 : -1, 'aria-selected': chosen ? 'true' : 'false',
      'data-row': row.row, click: choose, focus: choose,
    }, ...this.columns.map((column) => this.cell(column, row)),
    h('td', {class: 'spark'}, this.sparkline(row.row)));
  }

  private cell(column: Column, row: Row): HTMLElement {
    const text = column.text(row);
    if (column.key === 'verdict' && text !== '') {
      return h('td', {class: 'text'}, h('span', {class: `pill ${text}`}, text));
    }
    const kind = column.numeric ? 'number' : 'text';
    return h('td', {class: `${kind} ${column.key}`, title: column.numeric ? '' : text}, text);
  }

  private sparkline(row: number): Node {
    const live = this.page.curves.get(row)?.live ?? [];
    if (live.length < 2) return document.createTextNode('');
    const most = Math.max(...live, 1);
    const points = live.map((bytes, i) =>
      `${((i / (live.length - 1)) * 70).toFixed(1)},${(17 - (bytes / most) * 15).toFixed(1)}`);
    const picture = svg('svg', {width: 72, height: 18, viewBox: '0 0 72 18', 'aria-hidden': 'true'});
    picture.append(svg('polyline', {points: points.join(' '), class: 'sparkline'}));
    return picture;
  }

  private onKey(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).closest('tr');
    const steps: Record<string, Element | null | undefined> = {
      ArrowDown: row?.nextElementSibling,
      ArrowUp: row?.previousElementSibling,
      Home: this.body.firstElementChild,
      End: this.body.lastElementChild,
    };
    const next = steps[event.key];
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  }
}
