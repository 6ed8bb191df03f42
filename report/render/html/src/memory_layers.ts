// What the memory of the process consists of, from the bottom up: the largest
// owners, the others, what the allocator keeps, leaktrace, the unexplained.
import {categoryColour, kCategoryCount, kOthers, kRetained, kSelf, kUnexplained} from './colours';
import type {Page} from './data';

export interface Layer {
  name: string;
  colour: string;
  bytes: number[]; // by point
  row: number | null; // of the owner
}

function largestRows(page: Page): number[] {
  const most = [...page.curves.values()]
    .map(({row, live}) => ({row, most: Math.max(0, ...live)}))
    .filter((curve) => curve.most > 0);
  // What grows is shown even if it is small yet.
  const grows = (row: number) => (page.report.owners[row].alarm ? 1 : 0);
  most.sort((a, b) => grows(b.row) - grows(a.row) || b.most - a.most);
  return most.slice(0, kCategoryCount).map(({row}) => row);
}

export function layersOf(page: Page): Layer[] {
  const layers: Layer[] = largestRows(page).map((row, i) => ({
    name: page.report.owners[row].name,
    colour: categoryColour(i),
    bytes: (page.curves.get(row)?.live ?? []).map((bytes) => Math.max(0, bytes)),
    row,
  }));
  const add = (name: string, colour: string, bytesAt: (point: number) => number) => {
    const bytes = page.points.map((_, i) => Math.max(0, bytesAt(i)));
    if (bytes.some((each) => each > 0)) layers.push({name, colour, bytes, row: null});
  };
  const sum = (point: number) => layers.reduce((all, layer) => all + layer.bytes[point], 0);
  const others = page.report.owners.length - layers.length;
  add(`[${others} others]`, kOthers, (i) => page.points[i].live - sum(i));
  add('kept by the allocator', kRetained, (i) => page.points[i].retained ?? 0);
  add('leaktrace', kSelf, (i) => page.points[i].self ?? 0);
  add('unexplained', kUnexplained, (i) => (page.points[i].anonymous ?? 0) - sum(i));
  return layers;
}
