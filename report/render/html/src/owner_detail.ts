// Everything about the chosen owner.
import {BirthMap} from './birth_map';
import {callPaths} from './call_paths';
import {categoryColour} from './colours';
import type {Page, ReportOwner} from './data';
import {h} from './dom';
import {intervalOf} from './interval';
import {layersOf} from './memory_layers';
import {OwnerChart} from './owner_chart';
import {chosenRow} from './rows';
import type {State} from './state';
import {isDark} from './theme';
import {formatBytes, formatPercent} from './units';

// Nothing is certain.
export function confidenceText(confidence: number): string {
  return confidence > 0.99 ? `> ${formatPercent(0.99)}` : formatPercent(confidence);
}

function rateText(owner: ReportOwner): string {
  if (owner.growth === undefined) return '';
  const {bytes_per_minute: rate, low, high} = owner.growth;
  const interval = high === undefined ? `${formatBytes(low)} or more`
                                      : `${formatBytes(low)} to ${formatBytes(high)}`;
  return `${formatBytes(rate)}/min (${interval})`;
}

function facts(owner: ReportOwner): HTMLElement {
  const list = h('dl', {class: 'facts'});
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') list.append(h('dt', {}, name), h('dd', {}, value));
  };
  add('grows by', rateText(owner));
  if (owner.growth !== undefined && owner.confidence !== undefined) {
    add('confidence', confidenceText(owner.confidence));
  }
  add('evidence', owner.evidence);
  add('next step', owner.next_step);
  return list;
}

export class OwnerDetail {
  readonly element: HTMLElement;
  private readonly chart: OwnerChart;
  private readonly births: BirthMap;
  private readonly title = h('div', {class: 'card-head'});
  private readonly facts = h('div');
  private readonly fitted = h('p', {class: 'hint'});
  private readonly paths = h('div');
  private readonly colours: Map<number | null, string>;

  constructor(private readonly page: Page, private readonly state: State) {
    this.chart = new OwnerChart(page);
    this.births = new BirthMap(page);
    this.colours = new Map(layersOf(page).map((layer) => [layer.row, layer.colour]));
    this.element = h('section', {class: 'card detail', 'aria-label': 'The chosen owner'},
      this.title,
      h('div', {class: 'detail-columns'},
        h('div', {class: 'curve'}, this.facts, h('h3', {}, 'Live bytes'), this.chart.element,
          this.fitted),
        this.births.element, this.paths));
    state.onChange((_, changed) => {
      if (changed.has('owner') || changed.has('from') || changed.has('to')) this.draw();
    });
  }

  // Needs the element to be in the document.
  draw(): void {
    if (this.page.report.owners.length === 0) {
      this.element.hidden = true;
      return;
    }
    const row = chosenRow(this.page, this.state.choices.owner);
    const owner = this.page.report.owners[row];
    const interval = intervalOf(this.page, this.state.choices);
    const verdict = owner.verdict ?? '';
    this.title.replaceChildren(h('h2', {id: 'chosen-owner'}, owner.name),
      h('span', {class: 'module'}, owner.module ?? ''),
      h('span', {class: `pill ${verdict}`}, verdict));
    this.facts.replaceChildren(facts(owner));
    this.chart.show(row, interval, this.colours.get(row) ?? categoryColour(0));
    this.fitted.textContent = owner.growth === undefined
      ? 'Band: sampling error (95 %).'
      : 'Solid: live bytes and their sampling error. Dashed: the fitted rate of what stays, ' +
        'with its 95 % band.';
    this.births.show(this.page.curves.get(row)?.births ?? [], interval, isDark());
    this.paths.replaceChildren(callPaths(this.page, row, interval));
  }
}
