// What the reader chose. It lives in the fragment of the address, so that a
// link shows the same to the next reader.

export type FlameMode = 'live' | 'allocated' | 'difference';
export type FlameGroup = 'none' | 'owner' | 'module' | 'thread' | 'type';
export type Theme = 'auto' | 'light' | 'dark';

export interface Choices {
  owner: string; // "name\nmodule", empty: the first
  from: number | null; // seconds; null: the whole series
  to: number | null;
  sort: string; // column; empty: the report's order
  descending: boolean;
  find: string;
  mode: FlameMode;
  group: FlameGroup;
  flameFind: string;
  zoom: string; // frames from the root, one per line
  theme: Theme;
}

const kDefaults: Choices = {
  owner: '', from: null, to: null, sort: '', descending: true, find: '',
  mode: 'live', group: 'none', flameFind: '', zoom: '', theme: 'auto',
};

const kModes: FlameMode[] = ['live', 'allocated', 'difference'];
const kGroups: FlameGroup[] = ['none', 'owner', 'module', 'thread', 'type'];
const kThemes: Theme[] = ['auto', 'light', 'dark'];

function oneOf<T extends string>(word: string | null, words: T[], fallback: T): T {
  return words.find((known) => known === word) ?? fallback;
}

function numberOf(word: string | null): number | null {
  const number = word === null || word === '' ? NaN : Number(word);
  return Number.isFinite(number) ? number : null;
}

export function parseFragment(fragment: string): Choices {
  const words = new URLSearchParams(fragment.replace(/^#/, ''));
  const text = (key: string) => words.get(key) ?? '';
  return {
    owner: text('owner'),
    from: numberOf(words.get('from')),
    to: numberOf(words.get('to')),
    sort: text('sort'),
    descending: words.get('dir') !== 'up',
    find: text('find'),
    mode: oneOf(words.get('mode'), kModes, kDefaults.mode),
    group: oneOf(words.get('group'), kGroups, kDefaults.group),
    flameFind: text('flame'),
    zoom: text('zoom'),
    theme: oneOf(words.get('theme'), kThemes, kDefaults.theme),
  };
}

export function formatFragment(choices: Choices): string {
  const words = new URLSearchParams();
  const put = (key: string, value: string, fallback: string) => {
    if (value !== fallback) words.set(key, value);
  };
  put('owner', choices.owner, '');
  if (choices.from !== null && choices.to !== null) {
    words.set('from', choices.from.toFixed(3));
    words.set('to', choices.to.toFixed(3));
  }
  put('sort', choices.sort, '');
  put('dir', choices.descending ? 'down' : 'up', 'down');
  put('find', choices.find, '');
  put('mode', choices.mode, kDefaults.mode);
  put('group', choices.group, kDefaults.group);
  put('flame', choices.flameFind, '');
  put('zoom', choices.zoom, '');
  put('theme', choices.theme, kDefaults.theme);
  return words.toString();
}

type Listener = (choices: Choices, changed: Set<keyof Choices>) => void;

export class State {
  choices: Choices;
  private listeners: Listener[] = [];

  constructor() {
    this.choices = parseFragment(location.hash);
    window.addEventListener('hashchange', () => this.adopt(parseFragment(location.hash)));
  }

  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  // The parts that were shown are gone; new ones will listen.
  forgetListeners(): void {
    this.listeners = [];
  }

  set(change: Partial<Choices>): void {
    this.adopt({...this.choices, ...change});
    const fragment = formatFragment(this.choices);
    history.replaceState(null, '', fragment === '' ? location.pathname + location.search
                                                   : `#${fragment}`);
  }

  private adopt(next: Choices): void {
    const keys = Object.keys(next) as (keyof Choices)[];
    const changed = new Set(keys.filter((key) => next[key] !== this.choices[key]));
    this.choices = next;
    if (changed.size === 0) return;
    for (const listener of this.listeners) listener(next, changed);
  }
}
