// Colours that people with any kind of colour vision can tell apart: Okabe and
// Ito's for categories, red to blue for differences, one hue for amounts.

const kCategories = [
  '#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b5a62a',
];
const kModules = [
  '#f0c987', '#a9d5c3', '#b9cbe8', '#e7bcd3', '#d9d08f', '#c8b8e0', '#f2b8a0', '#b5dbe6',
];

export const kOthers = '#9aa5b1';
export const kRetained = '#c3b091';
export const kSelf = '#8f7ab8';
export const kUnexplained = '#d8dde3';

export function categoryColour(index: number): string {
  return kCategories[index % kCategories.length];
}

export const kCategoryCount = kCategories.length;

function hash(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; ++i) sum = (sum * 31 + text.charCodeAt(i)) >>> 0;
  return sum;
}

export function moduleColour(module: string): string {
  return module === '' ? '#d5dae0' : kModules[hash(module) % kModules.length];
}

function mix(from: number[], to: number[], share: number): string {
  const parts = from.map((value, i) => Math.round(value + (to[i] - value) * share));
  return `rgb(${parts.join(',')})`;
}

// -1: all of it shrank, +1: all of it grew.
export function differenceColour(share: number): string {
  const neutral = [236, 238, 241];
  return share >= 0 ? mix(neutral, [203, 56, 52], Math.min(1, share))
                    : mix(neutral, [43, 108, 184], Math.min(1, -share));
}

// 0..1 over the page's ground.
export function amountColour(share: number, dark: boolean): string {
  const strength = Math.sqrt(Math.max(0, Math.min(1, share)));
  return dark ? mix([28, 46, 66], [255, 214, 102], strength)
              : mix([222, 235, 247], [8, 48, 107], strength);
}
