// The heaviest call paths of one owner, from the allocation outwards, in the
// words of the text report.
import type {Frame, Page, Stack} from './data';
import {h} from './dom';
import type {Interval} from './interval';
import {formatBytes, formatPercent, formatSignedBytes} from './units';

const kPathsShown = 5;

function placeOf(frame: Frame): string {
  if (frame.file !== '' && frame.line > 0) return `${frame.file}:${frame.line}`;
  const told = frame.module === '' || frame.function.startsWith(`${frame.module}+`);
  return told ? '' : `[${frame.module}]`;
}

function frameItem(frame: Frame, isOwner: boolean): HTMLElement {
  return h('li', {class: isOwner ? 'frame own' : 'frame'},
    h('span', {class: 'function'}, frame.function + (frame.inlined ? ' (inlined)' : '')),
    h('span', {class: 'place'}, placeOf(frame)));
}

function pathItem(stack: Stack, bytes: number, all: number, change: boolean, open: boolean,
                  ownerName: string): HTMLElement {
  const size = change ? formatSignedBytes(bytes) : formatBytes(bytes);
  const share = all > 0 && !change ? `, ${formatPercent(bytes / all)}` : '';
  const owner = stack.frames.findIndex((frame) => frame.function === ownerName);
  const via = stack.frames[Math.min(stack.frames.length - 1, Math.max(0, owner) + 1)];
  return h('details', {class: 'path', open},
    h('summary', {}, h('b', {}, size), `${share} via ${via.function}`),
    h('ol', {}, ...stack.frames.map((frame, i) => frameItem(frame, i === owner))));
}

export function callPaths(page: Page, row: number, interval: Interval): HTMLElement {
  const change = interval.chosen;
  const bytesOf = (stack: Stack) => change
    ? stack.live[interval.toMoment] - stack.live[interval.fromMoment]
    : stack.live[interval.toMoment];
  const stacks = page.stacks.filter((stack) => stack.row === row && bytesOf(stack) !== 0);
  stacks.sort((a, b) => Math.abs(bytesOf(b)) - Math.abs(bytesOf(a)));
  const all = stacks.reduce((sum, stack) => sum + bytesOf(stack), 0);
  const name = page.report.owners[row].name;
  const shown = stacks.slice(0, kPathsShown);
  const more = stacks.length - shown.length;
  return h('div', {class: 'paths'},
    h('h3', {}, change ? 'Call paths that changed in the interval' : 'Heaviest call paths'),
    ...shown.map((stack, i) => pathItem(stack, bytesOf(stack), all, change, i === 0, name)),
    h('p', {class: 'hint'}, shown.length === 0 ? 'nothing alive in this interval'
      : more > 0 ? `${more} more in the flame graph below` : 'from the allocation outwards'));
}
