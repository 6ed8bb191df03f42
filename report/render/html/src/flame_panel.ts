// The flame graph with its controls: what is shown, grouped by what, search.
import type {Page, Stack} from './data';
import {h} from './dom';
import {buildFlameTree, type FlameNode} from './flame_tree';
import {Icicle} from './icicle';
import {intervalOf, type Interval} from './interval';
import type {FlameGroup, FlameMode, State} from './state';
import {formatBytes, formatDuration, formatSignedBytes} from './units';

const kModes: [FlameMode, string][] = [
  ['live', 'Live bytes'], ['allocated', 'Allocated'], ['difference', 'Difference']];
const kGroups: [FlameGroup, string][] = [
  ['none', 'entry'], ['owner', 'owner'], ['module', 'module'], ['thread', 'thread'],
  ['type', 'type']];

export class FlamePanel {
  readonly element: HTMLElement;
  private readonly icicle: Icicle;
  private readonly words = h('p', {class: 'words', role: 'status'});
  private readonly caption = h('p', {class: 'caption'});
  private readonly search: HTMLInputElement;
  private readonly group: HTMLSelectElement;
  private readonly reset: HTMLButtonElement;
  private readonly modes: HTMLElement;
  private readonly palette = h('span', {class: 'palette', 'aria-hidden': 'true'});

  constructor(private readonly page: Page, private readonly state: State) {
    this.icicle = new Icicle((text) => {
      this.words.textContent = text;
    }, (path) => state.set({zoom: path.join('\n')}));
    this.search = h('input', {
      type: 'search', id: 'flame-find', placeholder: 'Search frames',
      'aria-label': 'Search the flame graph', value: state.choices.flameFind,
      input: () => state.set({flameFind: this.search.value}),
    });
    this.group = this.groups();
    this.reset = h('button', {type: 'button', id: 'zoom-out', click: () =>
      state.set({zoom: ''})}, 'Zoom out');
    this.modes = h('div', {class: 'modes', role: 'radiogroup', 'aria-label': 'Bytes shown'},
      ...kModes.map(([mode, name]) => h('button', {
        type: 'button', role: 'radio', 'data-mode': mode, click: () => state.set({mode}),
      }, name)));
    this.element = h('section', {class: 'card flame', 'aria-label': 'Flame graph'},
      h('div', {class: 'card-head'}, h('h2', {}, 'Call paths'), this.modes,
        h('label', {}, 'by ', this.group), this.palette, this.search, this.reset),
      this.caption, this.words, this.icicle.element);
    state.onChange((_, changed) => {
      for (const key of ['mode', 'group', 'flameFind', 'zoom', 'from', 'to'] as const) {
        if (!changed.has(key)) continue;
        this.draw();
        return;
      }
    });
  }

  draw(): void {
    const choices = this.state.choices;
    const interval = intervalOf(this.page, choices);
    const tree = buildFlameTree(this.page, choices.mode, choices.group, interval);
    if (this.search.value !== choices.flameFind) this.search.value = choices.flameFind;
    this.group.value = choices.group;
    for (const button of this.modes.querySelectorAll<HTMLElement>('button')) {
      button.setAttribute('aria-checked', String(button.dataset.mode === choices.mode));
    }
    this.reset.disabled = choices.zoom === '';
    this.palette.hidden = choices.mode !== 'difference';
    this.caption.textContent = this.captionText(tree, choices.mode, interval);
    this.icicle.show(tree, choices.mode === 'difference', choices.flameFind,
                     choices.zoom === '' ? [] : choices.zoom.split('\n'));
    const matched = this.icicle.matched();
    this.words.textContent = choices.flameFind === ''
      ? 'A click zooms in; the arrow keys walk.'
      : `${formatBytes(matched)} in frames that match`;
  }

  private groups(): HTMLSelectElement {
    const known = (text: (stack: Stack) => string) =>
      this.page.stacks.some((stack) => text(stack) !== '');
    const missing: Partial<Record<FlameGroup, boolean>> = {
      thread: !known((stack) => stack.thread), type: !known((stack) => stack.type)};
    return h('select', {id: 'group', 'aria-label': 'First level of the flame graph',
      change: () => this.state.set({group: this.group.value as FlameGroup, zoom: ''})},
    ...kGroups.map(([group, name]) => h('option',
      {value: group, disabled: missing[group] === true},
      missing[group] ? `${name} (not in these snapshots)` : name)));
  }

  private captionText(tree: FlameNode, mode: FlameMode, interval: Interval): string {
    const time = (moment: number) => {
      const point = this.page.points[this.page.moments[moment]];
      return this.page.hasTimes ? formatDuration(point.time) : `snapshot ${point.sequence}`;
    };
    const {fromMoment: from, toMoment: to, chosen} = interval;
    if (mode === 'live') return `${formatBytes(tree.value)} alive at ${time(to)}`;
    if (mode === 'allocated') {
      return `${formatBytes(tree.value)} allocated ` +
        (chosen ? `between ${time(from)} and ${time(to)}` : `until ${time(to)}`) +
        ', freed or not';
    }
    return `${formatSignedBytes(tree.change)} between ${time(from)} and ${time(to)}: width is ` +
      'what changed, red grew, blue shrank';
  }
}
