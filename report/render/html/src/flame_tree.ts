// Stacks as a tree of calls, from the entry of the program inwards.
import type {Frame, Page, Stack} from './data';
import type {Interval} from './interval';
import type {FlameGroup, FlameMode} from './state';

export interface FlameNode {
  name: string;
  frame: Frame | null; // null: the root or a group
  value: number; // width: bytes, or bytes that changed
  change: number; // net, in the difference
  owner: boolean; // the frame that is the owner of what is above
  children: FlameNode[];
  index: Map<string, FlameNode>;
}

function makeNode(name: string, frame: Frame | null): FlameNode {
  return {name, frame, value: 0, change: 0, owner: false, children: [], index: new Map()};
}

function childOf(node: FlameNode, name: string, frame: Frame | null): FlameNode {
  const key = frame === null ? name : `${name}\n${frame.module}`;
  let child = node.index.get(key);
  if (child === undefined) {
    child = makeNode(name, frame);
    node.index.set(key, child);
    node.children.push(child);
  }
  return child;
}

export function groupName(page: Page, stack: Stack, group: FlameGroup): string {
  const owner = page.report.owners[stack.row];
  switch (group) {
    case 'owner':
      return owner?.name ?? '[no owner]';
    case 'module':
      return owner?.module || '[no module]';
    case 'thread':
      return stack.thread || '[not recorded]';
    case 'type':
      return stack.type || '[not known]';
    case 'none':
      return '';
  }
}

// Width and net change of one stack.
function bytesOf(stack: Stack, mode: FlameMode, interval: Interval): [number, number] {
  const {fromMoment: from, toMoment: to, chosen} = interval;
  if (mode === 'live') return [stack.live[to], 0];
  if (mode === 'allocated') {
    return [Math.max(0, stack.allocated[to] - (chosen ? stack.allocated[from] : 0)), 0];
  }
  const change = stack.live[to] - stack.live[from];
  return [Math.abs(change), change];
}

function addStack(root: FlameNode, path: string[], stack: Stack, ownerName: string,
                  value: number, change: number): void {
  let node = root;
  const enter = (next: FlameNode) => {
    node = next;
    node.value += value;
    node.change += change;
  };
  root.value += value;
  root.change += change;
  for (const name of path) enter(childOf(node, name, null));
  for (let i = stack.frames.length - 1; i >= 0; --i) {
    const frame = stack.frames[i];
    enter(childOf(node, frame.function, frame));
    if (frame.function === ownerName) node.owner = true;
  }
}

export function buildFlameTree(page: Page, mode: FlameMode, group: FlameGroup,
                               interval: Interval): FlameNode {
  const root = makeNode(page.report.process.executable || 'process', null);
  for (const stack of page.stacks) {
    const [value, change] = bytesOf(stack, mode, interval);
    if (value <= 0) continue;
    const path = group === 'none' ? [] : [groupName(page, stack, group)];
    addStack(root, path, stack, page.report.owners[stack.row]?.name ?? '', value, change);
  }
  sortChildren(root);
  return root;
}

// The widest first, so that the picture is the same every time.
function sortChildren(root: FlameNode): void {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    node.children.sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
    open.push(...node.children);
  }
}
