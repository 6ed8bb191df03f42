// The first thing to read: what grows, why, and what to do.
import type {Page} from './data';
import {h} from './dom';
import type {State, Theme} from './state';
import {formatCount} from './units';

const kNextTheme: Record<Theme, Theme> = {auto: 'dark', dark: 'light', light: 'auto'};

function processTitle(page: Page): string {
  const {executable, pid, host} = page.report.process;
  const parts = [executable || 'process', pid === undefined ? '' : `pid ${pid}`,
                 host ? `on ${host}` : ''];
  return parts.filter((part) => part !== '').join(' ');
}

function warnings(page: Page): string[] {
  const losses = Object.entries(page.report.losses)
    .map(([name, count]) => `${name} ${formatCount(count)}`);
  return [...(losses.length > 0 ? [`lost: ${losses.join(', ')}`] : []),
          ...page.report.warnings.map((text) => `warning: ${text}`)];
}

function answerLines(page: Page): HTMLElement[] {
  const top = page.report.owners[0];
  const lines: HTMLElement[] = [];
  if (top?.evidence) {
    lines.push(h('p', {class: 'why'}, h('b', {}, 'Why: '), top.evidence));
  }
  if (top?.next_step) {
    lines.push(h('p', {class: 'why'}, h('b', {}, 'Next: '), top.next_step));
  }
  return lines;
}

export function answer(page: Page, state: State): HTMLElement {
  document.title = `${page.report.process.executable || 'leaktrace'}: leaktrace`;
  const alarm = page.report.owners.some((owner) => owner.alarm);
  const theme = h('button', {type: 'button', id: 'theme', click: () => {
    state.set({theme: kNextTheme[state.choices.theme]});
    theme.textContent = `Theme: ${state.choices.theme}`;
  }}, `Theme: ${state.choices.theme}`);
  return h('header', {class: alarm ? 'answer alarm' : 'answer'},
    h('div', {class: 'bar'}, h('span', {class: 'brand'}, 'leaktrace'),
      h('span', {class: 'process'}, processTitle(page)),
      h('span', {class: 'hint'}, 'keys: / search, f frames, Esc whole series, ? help'), theme),
    h('h1', {id: 'headline'}, page.report.headline),
    h('div', {class: 'whys'}, ...answerLines(page)),
    h('ul', {class: 'lines'}, ...page.lines.map((line) => h('li', {}, line)),
      ...warnings(page).map((line) => h('li', {class: 'warning'}, line))),
    page.notes.length === 0 ? '' : h('p', {class: 'notes', role: 'note'},
      `Shown in part: ${page.notes.join('; ')}.`));
}
