// Dark or light: the reader's choice, else the system's.
import type {Theme} from './state';

const kSystem = window.matchMedia('(prefers-color-scheme: dark)');

export function applyTheme(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'auto' && kSystem.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

export function isDark(): boolean {
  return document.documentElement.dataset.theme === 'dark';
}

export function onSystemTheme(listener: () => void): void {
  kSystem.addEventListener('change', listener);
}
