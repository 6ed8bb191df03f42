// The process's memory over time, stacked, with the verdicts on the time axis.
// Dragging over it, or the two sliders below, choose the interval for
// everything else on the page.
import uPlot from 'uplot';
import type {Page} from './data';
import {h, styleValue} from './dom';
import {intervalOf} from './interval';
import {layersOf, type Layer} from './memory_layers';
import {ownerKey} from './rows';
import type {State} from './state';
import {axes, followWidth, timeText} from './time_axis';
import {formatBytes} from './units';

const kHeight = 240;
const kAboveTheLine = 'Resident or swapped. What is stacked above this line was asked for, ' +
  'but never touched.';

export class MemoryChart {
  readonly element: HTMLElement;
  private readonly layers: Layer[];
  private readonly plot = h('div', {class: 'plot', id: 'memory'});
  private readonly marks = h('div', {class: 'marks'});
  private readonly tip = h('div', {class: 'tip', hidden: true});
  private readonly from: HTMLInputElement;
  private readonly to: HTMLInputElement;
  private readonly reset: HTMLButtonElement;
  private readonly chosen = h('output', {class: 'chosen'});
  private chart: uPlot | null = null;
  private observer: ResizeObserver | null = null;

  constructor(private readonly page: Page, private readonly state: State) {
    this.layers = layersOf(page);
    this.from = this.slider('from', 'Start of the interval');
    this.to = this.slider('to', 'End of the interval');
    this.reset = h('button', {type: 'button', id: 'whole', click: () =>
      state.set({from: null, to: null})}, 'Whole series');
    this.element = h('section', {class: 'card memory', 'aria-label': 'Memory over time'},
      h('div', {class: 'card-head'}, h('h2', {}, 'Memory of the process'),
        h('span', {class: 'hint'}, 'drag to choose an interval')),
      this.legend(),
      h('div', {class: 'plot-frame'}, this.marks, this.plot, this.tip),
      h('div', {class: 'interval'}, h('label', {}, 'from ', this.from),
        h('label', {}, 'to ', this.to), this.chosen, this.reset));
    state.onChange((_, changed) => {
      if (changed.has('from') || changed.has('to')) this.showInterval();
    });
  }

  // Needs the element to be in the document.
  draw(): void {
    this.observer?.disconnect();
    this.chart?.destroy();
    this.chart = new uPlot(this.options(), this.data(), this.plot);
    this.observer = followWidth(this.chart, this.plot);
  }

  private slider(id: string, label: string): HTMLInputElement {
    return h('input', {
      type: 'range', id, min: 0, max: this.page.points.length - 1, step: 1,
      'aria-label': label, input: () => this.onSlider(),
    });
  }

  private onSlider(): void {
    const ends = [Number(this.from.value), Number(this.to.value)];
    this.choose(Math.min(...ends), Math.max(...ends));
  }

  private choose(from: number, to: number): void {
    if (from === to) return;
    this.state.set({from: this.page.points[from].time, to: this.page.points[to].time});
  }

  private legend(): HTMLElement {
    const list = h('ul', {class: 'legend'});
    for (const layer of this.layers) {
      const mark = h('span', {class: 'swatch'});
      mark.style.background = layer.colour;
      const row = layer.row;
      list.append(h('li', {}, row === null
        ? h('span', {class: 'entry'}, mark, layer.name)
        : h('button', {type: 'button', class: 'entry', click: () =>
          this.state.set({owner: ownerKey(this.page.report.owners[row])})}, mark, layer.name)));
    }
    if (this.page.points.some((point) => point.anonymous !== null)) {
      list.append(h('li', {}, h('span', {class: 'entry', title: kAboveTheLine},
        h('span', {class: 'swatch line'}), 'anonymous memory')));
    }
    return list;
  }

  // Sums from the bottom up, the highest first, each painted over by the next.
  private data(): uPlot.AlignedData {
    const sums: number[][] = [];
    let below = this.page.points.map(() => 0);
    for (const layer of this.layers) {
      below = below.map((bytes, i) => bytes + layer.bytes[i]);
      sums.unshift(below);
    }
    return [this.page.points.map((point) => point.time), ...sums,
            this.page.points.map((point) => point.anonymous)];
  }

  private options(): uPlot.Options {
    const ground = styleValue('--card');
    const layers = [...this.layers].reverse();
    return {
      width: Math.max(300, this.plot.clientWidth),
      height: kHeight,
      legend: {show: false},
      axes: axes(this.page),
      scales: {x: {time: false}, y: {range: (_, __, most) => [0, Math.max(1, most) * 1.05]}},
      series: [
        {},
        ...layers.map((layer) => ({
          stroke: ground, width: 1, fill: layer.colour, points: {show: false},
        })),
        {stroke: styleValue('--text'), width: 1.5, dash: [4, 3], points: {show: false}},
      ],
      cursor: {drag: {x: true, y: false, setScale: false}, points: {show: false}},
      hooks: {
        setSelect: [(chart) => this.onSelect(chart)],
        setCursor: [(chart) => this.showTip(chart)],
        draw: [(chart) => this.placeMarks(chart)],
        ready: [() => this.showInterval()],
        setSize: [() => this.showInterval()],
      },
    };
  }

  private onSelect(chart: uPlot): void {
    if (chart.select.width < 3) return;
    const from = chart.posToIdx(chart.select.left);
    const to = chart.posToIdx(chart.select.left + chart.select.width);
    this.choose(from, to);
  }

  private showInterval(): void {
    const interval = intervalOf(this.page, this.state.choices);
    this.from.value = String(interval.from);
    this.to.value = String(interval.to);
    this.from.setAttribute('aria-valuetext', timeText(this.page, interval.from));
    this.to.setAttribute('aria-valuetext', timeText(this.page, interval.to));
    this.reset.disabled = !interval.chosen;
    this.chosen.textContent = interval.chosen
      ? `${timeText(this.page, interval.from)} to ${timeText(this.page, interval.to)}` : '';
    const chart = this.chart;
    if (chart === null) return;
    const left = chart.valToPos(this.page.points[interval.from].time, 'x');
    const right = chart.valToPos(this.page.points[interval.to].time, 'x');
    chart.setSelect({
      left: interval.chosen ? left : 0, top: 0,
      width: interval.chosen ? right - left : 0,
      height: chart.over.clientHeight,
    }, false);
  }

  private showTip(chart: uPlot): void {
    const at = chart.cursor.idx;
    this.tip.hidden = at === null || at === undefined;
    if (at === null || at === undefined) return;
    const lines = [...this.layers].reverse().map((layer) => {
      const mark = h('span', {class: 'swatch'});
      mark.style.background = layer.colour;
      return h('li', {}, mark, h('span', {class: 'name'}, layer.name),
               h('b', {}, formatBytes(layer.bytes[at])));
    });
    const total = this.page.points[at].anonymous;
    this.tip.replaceChildren(h('p', {}, timeText(this.page, at)), h('ul', {}, ...lines),
      h('p', {}, total === null ? '' : `anonymous memory ${formatBytes(total)}`));
    const left = chart.over.offsetLeft + (chart.cursor.left ?? 0);
    const right = left > chart.width / 2;
    this.tip.style.left = right ? 'auto' : `${left + 16}px`;
    this.tip.style.right = right ? `${chart.width - left + 16}px` : 'auto';
  }

  private placeMarks(chart: uPlot): void {
    const colours = new Map(this.layers.map((layer) => [layer.row, layer.colour]));
    this.marks.replaceChildren(...this.page.marks.map((mark) => {
      const owner = this.page.report.owners[mark.row];
      const text = `${owner.verdict}: ${owner.name}, ${mark.text}`;
      const button = h('button', {type: 'button', class: 'mark', title: text,
        'aria-label': text, click: () => this.state.set({owner: ownerKey(owner)})});
      button.style.left = `${chart.over.offsetLeft + chart.valToPos(mark.time, 'x')}px`;
      button.style.setProperty('--mark', colours.get(mark.row) ?? styleValue('--dim'));
      return button;
    }));
  }
}
