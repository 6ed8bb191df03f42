// Survivors by birth interval: a column per snapshot, a row per birth interval.
// A leak fills the triangle below the diagonal, a cache only a band along it.
import {amountColour} from './colours';
import type {BirthCell, Page} from './data';
import {h} from './dom';
import type {Interval} from './interval';
import {formatBytes, formatDuration} from './units';

const kSize = 216; // CSS pixels

function shapeOf(cells: BirthCell[], columns: number): string {
  const last = cells.filter((cell) => cell.column === columns - 1);
  const alive = new Set(last.map((cell) => cell.epoch)).size;
  return `${alive} of ${columns} birth intervals have survivors at the end`;
}

export class BirthMap {
  readonly element = h('figure', {class: 'births'});
  private readonly canvas = h('canvas', {role: 'img', id: 'births'});
  private readonly words = h('figcaption', {'aria-live': 'polite'});
  private cells: BirthCell[] = [];
  private first = 0;
  private last = 0;

  constructor(private readonly page: Page) {
    this.element.append(
      h('h3', {}, 'Who survives'),
      h('div', {class: 'births-frame'},
        h('span', {class: 'y-name'}, 'born'), this.canvas, h('span', {class: 'x-name'}, 'time')),
      this.words);
    this.canvas.addEventListener('mousemove', (event) => this.onMove(event));
    this.canvas.addEventListener('mouseleave', () => this.explain());
  }

  show(cells: BirthCell[], interval: Interval, dark: boolean): void {
    const points = this.page.birthPoints;
    this.first = Math.max(0, points.findIndex((point) => point >= interval.from));
    this.last = points.length - 1;
    while (this.last > this.first && points[this.last] > interval.to) --this.last;
    this.cells = cells.filter((cell) =>
      cell.column >= this.first && cell.column <= this.last);
    this.element.hidden = cells.length === 0;
    this.explain();
    this.paint(dark);
  }

  private columns(): number {
    return this.last - this.first + 1;
  }

  private paint(dark: boolean): void {
    const ratio = Math.max(1, Math.round(window.devicePixelRatio));
    this.canvas.width = this.canvas.height = kSize * ratio;
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    const columns = this.columns();
    const width = this.canvas.width / columns;
    const height = this.canvas.height / (this.last + 1);
    const most = Math.max(1, ...this.cells.map((cell) => cell.bytes));
    for (const {column, epoch, bytes} of this.cells) {
      context.fillStyle = amountColour(bytes / most, dark);
      context.fillRect((column - this.first) * width, this.canvas.height - (epoch + 1) * height,
                       Math.ceil(width), Math.ceil(height));
    }
  }

  private explain(): void {
    const text = shapeOf(this.cells.map((cell) =>
      ({...cell, column: cell.column - this.first})), this.columns());
    this.canvas.setAttribute('aria-label', `Survivors by birth interval: ${text}`);
    this.words.textContent = 'A leak fills the triangle; a cache is a band along the diagonal.';
  }

  private onMove(event: MouseEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const column = this.first +
      Math.floor(((event.clientX - box.left) / box.width) * this.columns());
    const epoch = Math.floor(((box.bottom - event.clientY) / box.height) * (this.last + 1));
    const cell = this.cells.find((each) => each.column === column && each.epoch === epoch);
    if (cell === undefined) {
      this.explain();
      return;
    }
    const time = (at: number) => {
      const point = this.page.points[this.page.birthPoints[at]];
      return this.page.hasTimes ? formatDuration(point.time) : `snapshot ${point.sequence}`;
    };
    this.words.textContent =
      `${formatBytes(cell.bytes)} born by ${time(epoch)}, alive at ${time(column)}`;
  }
}
