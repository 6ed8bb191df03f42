// What the charts have in common: axes, colours of the theme, size.
import uPlot from 'uplot';
import type {Page} from './data';
import {styleValue} from './dom';
import {formatBytes, formatDuration} from './units';

const kSecondSteps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300,
  600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000,
];

// Steps of 1, 2 and 4 times a power of two, so that labels are round in KiB.
const kByteSteps = Array.from({length: 61}, (_, i) => 2 ** i);

export function timeText(page: Page, point: number): string {
  const {time, sequence, wallMs} = page.points[point];
  if (!page.hasTimes) return `snapshot ${sequence}`;
  const since = `${formatDuration(time)} after the start`;
  if (wallMs === 0) return since;
  const wall = new Date(wallMs).toISOString().replace('T', ' ').slice(0, 19);
  return `${since}, ${wall} UTC`;
}

function axis(extra: uPlot.Axis): uPlot.Axis {
  return {
    stroke: styleValue('--dim'),
    grid: {stroke: styleValue('--grid'), width: 1},
    ticks: {stroke: styleValue('--grid'), width: 1, size: 5},
    font: '11px system-ui, sans-serif',
    ...extra,
  };
}

export function axes(page: Page): uPlot.Axis[] {
  return [
    axis({
      space: 80,
      size: 30,
      ...(page.hasTimes ? {incrs: kSecondSteps} : {}),
      values: (_, ticks) => ticks.map((tick) => page.hasTimes
        ? (tick === 0 ? '0' : formatDuration(tick)) : String(tick)),
    }),
    axis({
      size: 76,
      space: 32,
      incrs: kByteSteps,
      values: (_, ticks) => ticks.map((tick) => formatBytes(tick)),
    }),
  ];
}

// Charts do not follow their container by themselves.
export function followWidth(chart: uPlot, container: HTMLElement): ResizeObserver {
  const observer = new ResizeObserver(() => {
    const width = Math.floor(container.clientWidth);
    if (width > 0 && width !== chart.width) chart.setSize({width, height: chart.height});
  });
  observer.observe(container);
  return observer;
}
