// The flame graph, hanging (an icicle): the entry of the program on top, the
// allocations below. Frames are elements, so that a keyboard and a screen
// reader reach them; what is narrower than a pixel is not drawn.
import {hierarchy, partition, type HierarchyRectangularNode} from 'd3-hierarchy';
import {differenceColour, moduleColour} from './colours';
import type {FlameNode} from './flame_tree';
import {h} from './dom';
import {formatBytes, formatPercent, formatSignedBytes} from './units';

type Box = HierarchyRectangularNode<FlameNode>;

const kRowHeight = 20;
const kLeastWidth = 1;
const kMostBoxes = 3000;

// Of what changed: -1, all of it shrank, to +1, all of it grew.
function changeShare(node: FlameNode): number {
  return node.value > 0 ? node.change / node.value : 0;
}

export class Icicle {
  readonly element = h('div', {class: 'icicle', role: 'tree', id: 'icicle',
    'aria-label': 'Flame graph of call paths'});
  private root: Box | null = null;
  private focus: Box | null = null;
  private boxes = new Map<Box, HTMLElement>();
  private find = '';
  private difference = false;

  // `explain` shows words about a frame, `zoomed` takes the path to it.
  constructor(private readonly explain: (text: string) => void,
              private readonly zoomed: (path: string[]) => void) {
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  show(tree: FlameNode, difference: boolean, find: string, zoom: string[]): void {
    const nodes = hierarchy(tree, (node) => node.children);
    nodes.each((node) => {
      (node as {value?: number}).value = node.data.value;
    });
    this.root = partition<FlameNode>()(nodes);
    this.difference = difference;
    this.find = find.toLowerCase();
    this.focus = this.follow(zoom);
    this.draw();
  }

  // Bytes of the frames that match, each counted once.
  matched(): number {
    const sum = (box: Box): number => this.matches(box) ? box.data.value
      : (box.children ?? []).reduce((all, child) => all + sum(child), 0);
    return this.root === null || this.find === '' ? 0 : sum(this.root);
  }

  private follow(path: string[]): Box | null {
    let box = this.root;
    for (const name of path) {
      const next: Box | undefined = box?.children?.find((child) => child.data.name === name);
      if (next === undefined) break;
      box = next;
    }
    return box;
  }

  private matches(box: Box): boolean {
    if (this.find === '') return false;
    const frame = box.data.frame;
    return `${box.data.name}\n${frame?.module ?? ''}\n${frame?.file ?? ''}`
      .toLowerCase().includes(this.find);
  }

  private draw(): void {
    const focus = this.focus;
    if (focus === null) return;
    const width = this.element.clientWidth;
    const shown = this.visible(focus, width);
    this.boxes = new Map(shown.map((box) => [box, this.makeBox(box, focus, width)]));
    this.element.replaceChildren(...this.boxes.values());
    const deepest = Math.max(0, ...shown.map((box) => box.depth));
    this.element.style.height = `${(deepest + 1) * kRowHeight}px`;
    this.boxes.get(focus)?.setAttribute('tabindex', '0');
  }

  // The way from the root, then what is below the focus, widest levels first.
  private visible(focus: Box, width: number): Box[] {
    const boxes: Box[] = focus.ancestors().reverse();
    const scale = width / Math.max(focus.x1 - focus.x0, 1e-12);
    const open = [...(focus.children ?? [])];
    for (let i = 0; i < open.length && boxes.length < kMostBoxes; ++i) {
      const box = open[i];
      if ((box.x1 - box.x0) * scale < kLeastWidth) continue;
      boxes.push(box);
      open.push(...(box.children ?? []));
    }
    return boxes;
  }

  private makeBox(box: Box, focus: Box, width: number): HTMLElement {
    const above = box.depth < focus.depth;
    const scale = width / Math.max(focus.x1 - focus.x0, 1e-12);
    const left = above ? 0 : (box.x0 - focus.x0) * scale;
    const wide = above ? width : (box.x1 - box.x0) * scale;
    const classes = ['box'];
    if (above) classes.push('above');
    if (box.data.owner) classes.push('own');
    if (this.difference && Math.abs(changeShare(box.data)) > 0.6) classes.push('strong');
    if (this.find !== '') classes.push(this.matches(box) ? 'hit' : 'miss');
    const element = h('div', {
      class: classes.join(' '), role: 'treeitem', tabindex: -1,
      'aria-level': box.depth + 1, 'aria-label': this.textOf(box),
      'aria-expanded': box.children === undefined ? false : 'true',
      click: () => this.zoom(box), mouseenter: () => this.explain(this.textOf(box)),
      focus: () => this.explain(this.textOf(box)),
    }, wide > 24 ? box.data.name : '');
    element.style.left = `${left}px`;
    element.style.top = `${box.depth * kRowHeight}px`;
    element.style.width = `${Math.max(1, wide - 1)}px`;
    element.style.background = this.colourOf(box);
    return element;
  }

  private colourOf(box: Box): string {
    if (this.difference) {
      return differenceColour(changeShare(box.data));
    }
    return moduleColour(box.data.frame?.module ?? '');
  }

  private textOf(box: Box): string {
    const {name, frame, value, change} = box.data;
    const all = this.root?.data.value ?? 0;
    const size = this.difference
      ? `${formatSignedBytes(change)} (${formatBytes(value)} changed)` : formatBytes(value);
    const place = frame === null ? ''
      : frame.file !== '' && frame.line > 0 ? `, ${frame.file}:${frame.line}`
      : frame.module !== '' ? `, ${frame.module}` : '';
    return `${name}: ${size}, ${formatPercent(all > 0 ? value / all : 0)}${place}`;
  }

  private zoom(box: Box): void {
    this.zoomed(box.ancestors().reverse().slice(1).map((each) => each.data.name));
  }

  private onKey(event: KeyboardEvent): void {
    const box = [...this.boxes].find(([, element]) => element === event.target)?.[0];
    if (box === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.zoom(box);
      this.boxes.get(this.focus ?? box)?.focus();
      return;
    }
    const next = this.neighbour(box, event.key);
    const element = next && this.boxes.get(next);
    if (!element) return;
    event.preventDefault();
    element.focus();
  }

  private neighbour(box: Box, key: string): Box | null | undefined {
    const siblings = box.parent?.children ?? [];
    const at = siblings.indexOf(box);
    if (key === 'ArrowDown') return box.children?.find((child) => this.boxes.has(child));
    if (key === 'ArrowUp') return box.parent;
    if (key === 'ArrowRight') return siblings[at + 1];
    if (key === 'ArrowLeft') return siblings[at - 1];
    return null;
  }
}
