// One owner's live bytes with their sampling error, and when it grows the rate
// that the analysis fitted, with its 95 % interval.
import uPlot from 'uplot';
import type {Page, Rate} from './data';
import {h, styleValue} from './dom';
import type {Interval} from './interval';
import {axes, followWidth, timeText} from './time_axis';
import {formatBytes} from './units';

const kHeight = 190;

interface Fit {
  value: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
}

// The rate is that of the second half of the record; its line passes through
// the mean of the curve there, and the interval opens from its beginning.
function fitOf(page: Page, live: number[], rate: Rate | undefined): Fit | null {
  if (rate === undefined || !page.hasTimes) return null;
  const times = page.points.map((point) => point.time);
  const last = times.length - 1;
  const half = times.findIndex((time) => time >= (times[0] + times[last]) / 2);
  const perSecond = (perMinute: number) => perMinute / 60;
  let start = 0;
  for (let i = half; i <= last; ++i) {
    start += (live[i] - perSecond(rate.bytes_per_minute) * (times[i] - times[half])) /
      (last - half + 1);
  }
  const line = (perMinute: number) => times.map((time, i) =>
    i < half ? null : start + perSecond(perMinute) * (time - times[half]));
  return {
    value: line(rate.bytes_per_minute),
    low: line(rate.low),
    high: line(rate.high ?? rate.bytes_per_minute * 3),
  };
}

export class OwnerChart {
  readonly element = h('div', {class: 'plot', id: 'owner-plot', role: 'img'});
  private chart: uPlot | null = null;
  private observer: ResizeObserver | null = null;

  constructor(private readonly page: Page) {}

  show(row: number, interval: Interval, colour: string): void {
    this.observer?.disconnect();
    this.chart?.destroy();
    this.chart = null;
    const curve = this.page.curves.get(row);
    const owner = this.page.report.owners[row];
    if (curve === undefined) {
      this.element.textContent = 'No curve is kept for this owner.';
      return;
    }
    this.element.textContent = '';
    const fit = fitOf(this.page, curve.live, owner.growth);
    this.element.setAttribute('aria-label',
      `Live bytes of ${owner.name}: ${formatBytes(curve.live[interval.from])} at ` +
      `${timeText(this.page, interval.from)}, ${formatBytes(curve.live[interval.to])} at ` +
      timeText(this.page, interval.to));
    const nothing = this.page.points.map(() => null);
    const data: uPlot.AlignedData = [
      this.page.points.map((point) => point.time),
      curve.live.map((bytes, i) => bytes + curve.error[i]),
      curve.live.map((bytes, i) => Math.max(0, bytes - curve.error[i])),
      fit?.high ?? nothing, fit?.low ?? nothing, curve.live, fit?.value ?? nothing,
    ];
    const most = Math.max(1, ...curve.live.map((bytes, i) => bytes + curve.error[i]));
    this.chart = new uPlot(this.options(interval, colour, most), data, this.element);
    this.observer = followWidth(this.chart, this.element);
  }

  private options(interval: Interval, colour: string, most: number): uPlot.Options {
    const hidden = {stroke: 'transparent', width: 0, points: {show: false}};
    const fitted = styleValue('--fit');
    const ends: [number, number] =
      [this.page.points[interval.from].time, this.page.points[interval.to].time];
    return {
      width: Math.max(260, this.element.clientWidth),
      height: kHeight,
      legend: {show: false},
      axes: axes(this.page),
      scales: {x: {time: false, range: ends}, y: {range: [0, most * 1.08]}},
      cursor: {drag: {x: false, y: false}, points: {show: false}},
      bands: [
        {series: [1, 2], fill: `${colour}38`},
        {series: [3, 4], fill: styleValue('--fit-band')},
      ],
      series: [
        {}, hidden, hidden, hidden, hidden,
        {stroke: colour, width: 2.5, points: {show: false}},
        {stroke: fitted, width: 1.5, dash: [6, 4], points: {show: false}},
      ],
    };
  }
}
