// The data in the page, as report/render/page_json.cc writes it.

export interface Rate {
  bytes_per_minute: number;
  low: number;
  high?: number; // absent: no upper bound
}

export interface ReportOwner {
  name: string;
  module?: string;
  verdict?: string;
  evidence?: string;
  next_step?: string;
  confidence?: number;
  growth?: Rate;
  growth_per_work?: {bytes_per_unit: number};
  alarm?: boolean;
  live_bytes: number;
  error_bytes: number;
  samples: number;
  change_bytes?: number;
  bytes_per_minute?: number;
  births_alive?: number;
  births_total?: number;
}

export interface Report {
  headline: string;
  process: {executable: string; pid?: number; host?: string};
  grouping: string;
  owners: ReportOwner[];
  losses: Record<string, number>;
  warnings: string[];
}

interface RawPage {
  report: Report;
  lines: string[];
  has_times: boolean;
  // sequence, time, wall time in ms, live, anonymous, retained, self
  points: [number, number, number, number, number | null, number | null, number | null][];
  owners: {row: number; live: number[]; error: number[]; births: number[]}[];
  birth_points: number[];
  moments: number[];
  frames: [number, number, number, number, number][];
  stacks: [number[], number, number, number, number[], number[]][];
  marks: {row: number; time: number; text: string}[];
  notes: string[];
  strings: string[];
}

export interface Point {
  sequence: number;
  time: number;
  wallMs: number;
  live: number;
  anonymous: number | null;
  retained: number | null;
  self: number | null;
}

export interface BirthCell {
  column: number;
  epoch: number;
  bytes: number;
}

export interface Curve {
  row: number;
  live: number[];
  error: number[];
  births: BirthCell[];
}

export interface Frame {
  function: string;
  module: string;
  file: string;
  line: number;
  inlined: boolean;
}

export interface Stack {
  frames: Frame[]; // from the allocation outwards
  row: number;
  thread: string;
  type: string;
  live: number[]; // by moment
  allocated: number[];
}

export interface Mark {
  row: number;
  time: number;
  text: string;
}

export interface Page {
  report: Report;
  lines: string[];
  hasTimes: boolean;
  points: Point[];
  curves: Map<number, Curve>; // by row
  birthPoints: number[];
  moments: number[];
  stacks: Stack[];
  marks: Mark[];
  notes: string[];
}

function cells(flat: number[]): BirthCell[] {
  const births: BirthCell[] = [];
  for (let i = 0; i + 2 < flat.length; i += 3) {
    births.push({column: flat[i], epoch: flat[i + 1], bytes: flat[i + 2]});
  }
  return births;
}

export function readPage(text: string): Page {
  const raw = JSON.parse(text) as RawPage;
  const frames: Frame[] = raw.frames.map(([name, module, file, line, inlined]) => ({
    function: raw.strings[name],
    module: raw.strings[module],
    file: raw.strings[file],
    line,
    inlined: inlined !== 0,
  }));
  return {
    report: raw.report,
    lines: raw.lines,
    hasTimes: raw.has_times,
    points: raw.points.map(([sequence, time, wallMs, live, anonymous, retained, self], i) => ({
      sequence,
      // Without times the axis counts snapshots.
      time: raw.has_times ? time : i,
      wallMs,
      live,
      anonymous,
      retained,
      self,
    })),
    curves: new Map(raw.owners.map(({row, live, error, births}) =>
      [row, {row, live, error, births: cells(births)}])),
    birthPoints: raw.birth_points,
    moments: raw.moments,
    stacks: raw.stacks.map(([ids, row, thread, type, live, allocated]) => ({
      frames: ids.map((id) => frames[id]),
      row,
      thread: raw.strings[thread],
      type: raw.strings[type],
      live,
      allocated,
    })),
    marks: raw.marks,
    notes: raw.notes,
  };
}

// The point nearest to a time.
export function nearestPoint(page: Page, time: number): number {
  let best = 0;
  page.points.forEach((point, i) => {
    if (Math.abs(point.time - time) < Math.abs(page.points[best].time - time)) best = i;
  });
  return best;
}

// The moment, an index into stack values, nearest to a point.
export function nearestMoment(page: Page, point: number): number {
  let best = 0;
  page.moments.forEach((at, i) => {
    if (Math.abs(at - point) < Math.abs(page.moments[best] - point)) best = i;
  });
  return best;
}
