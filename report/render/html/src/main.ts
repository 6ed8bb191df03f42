// Puts the page together: data in, parts out; parts talk through State alone.
import {answer} from './answer';
import {readPage} from './data';
import {FlamePanel} from './flame_panel';
import {helpDialog} from './help';
import {followServer} from './live';
import {MemoryChart} from './memory_chart';
import {OwnerDetail} from './owner_detail';
import {OwnerTable} from './owner_table';
import {State} from './state';
import {applyTheme, onSystemTheme} from './theme';

const state = new State();
const app = document.getElementById('app') as HTMLElement;
const help = helpDialog();

function show(json: string): void {
  const page = readPage(json);
  state.forgetListeners();
  applyTheme(state.choices.theme);
  const memory = new MemoryChart(page, state);
  const detail = new OwnerDetail(page, state);
  const flame = new FlamePanel(page, state);
  const draw = () => {
    memory.draw();
    detail.draw();
    flame.draw();
  };
  app.replaceChildren(answer(page, state),
    ...(page.points.length > 1 ? [memory.element] : []),
    new OwnerTable(page, state).element, detail.element, flame.element, help);
  state.onChange((_, changed) => {
    if (!changed.has('theme')) return;
    applyTheme(state.choices.theme);
    draw();
  });
  redraw = draw;
  draw();
}

let redraw = () => {};

function focusOn(id: string): void {
  document.getElementById(id)?.focus();
}

const kKeys: Record<string, () => void> = {
  '/': () => focusOn('find'),
  f: () => focusOn('flame-find'),
  l: () => state.set({mode: 'live'}),
  a: () => state.set({mode: 'allocated'}),
  d: () => state.set({mode: 'difference'}),
  t: () => document.getElementById('theme')?.click(),
  '?': () => help.showModal(),
};

document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type !== 'range';
  if (event.key === 'Escape' && !help.open) {
    if (typing) (event.target as HTMLElement).blur();
    else state.set({from: null, to: null, zoom: ''});
    return;
  }
  const action = kKeys[event.key];
  const held = event.ctrlKey || event.altKey || event.metaKey;
  if (action === undefined || typing || held || help.open ||
      event.target instanceof HTMLSelectElement) {
    return;
  }
  event.preventDefault();
  action();
});

onSystemTheme(() => {
  applyTheme(state.choices.theme);
  redraw();
});
// Paper is light.
window.addEventListener('beforeprint', () => {
  applyTheme('light');
  redraw();
});
window.addEventListener('afterprint', () => {
  applyTheme(state.choices.theme);
  redraw();
});
show(document.getElementById('data')?.textContent ?? '');
followServer(show);
document.documentElement.dataset.ready = '1';
performance.mark('shown');
