// What the keys do and how to read the pictures.
import {h} from './dom';

const kKeys: [string, string][] = [
  ['/', 'search owners'],
  ['f', 'search frames of the flame graph'],
  ['↑ ↓', 'next or previous owner, in the table'],
  ['← → ↑ ↓ Enter', 'walk and zoom, in the flame graph'],
  ['l, a, d', 'live bytes, allocated, difference'],
  ['Esc', 'whole series, zoomed out'],
  ['t', 'dark, light, as the system'],
];

const kWords: [string, string][] = [
  ['growing', 'old objects do not die, and as many join them as ever'],
  ['highwater', 'the same number of objects, each of them bigger'],
  ['step', 'stayed behind, born in one or two intervals'],
  ['warmup', 'filling, at a falling pace'],
  ['sawtooth', 'rises and is dropped, again and again'],
  ['plateau', 'used and given back, or built once'],
];

function list(rows: [string, string][]): HTMLElement {
  return h('dl', {}, ...rows.flatMap(([name, text]) => [h('dt', {}, name), h('dd', {}, text)]));
}

export function helpDialog(): HTMLDialogElement {
  const dialog = h('dialog', {id: 'help', 'aria-label': 'Help'},
    h('h2', {}, 'Keys'), list(kKeys), h('h2', {}, 'Verdicts'), list(kWords),
    h('button', {type: 'button', click: () => dialog.close()}, 'Close'));
  return dialog;
}
