// The rows of the verdict table. For the whole series they are the report's, to
// the digit; for a chosen interval the figures are read off the curves.
import type {Page, ReportOwner} from './data';
import type {Interval} from './interval';

export interface Row {
  row: number; // in the report
  owner: ReportOwner;
  live: number | null;
  error: number | null;
  samples: number | null;
  change: number | null;
  rate: number | null; // per minute
}

function reportRow(owner: ReportOwner, row: number): Row {
  return {
    row,
    owner,
    live: owner.live_bytes,
    error: owner.error_bytes,
    samples: owner.samples,
    change: owner.change_bytes ?? null,
    rate: owner.bytes_per_minute ?? null,
  };
}

function intervalRow(page: Page, owner: ReportOwner, row: number, interval: Interval): Row {
  const curve = page.curves.get(row);
  if (curve === undefined) {
    return {row, owner, live: null, error: null, samples: null, change: null, rate: null};
  }
  const change = curve.live[interval.to] - curve.live[interval.from];
  const seconds = page.points[interval.to].time - page.points[interval.from].time;
  return {
    row,
    owner,
    live: curve.live[interval.to],
    error: curve.error[interval.to],
    samples: null, // only the last snapshot's are known
    change,
    rate: page.hasTimes && seconds > 0 ? (change / seconds) * 60 : null,
  };
}

export function rowsOf(page: Page, interval: Interval): Row[] {
  return page.report.owners.map((owner, row) =>
    interval.chosen ? intervalRow(page, owner, row, interval) : reportRow(owner, row));
}

export function ownerKey(owner: ReportOwner): string {
  return `${owner.name}\n${owner.module ?? ''}`;
}

export function chosenRow(page: Page, key: string): number {
  const found = page.report.owners.findIndex((owner) => ownerKey(owner) === key);
  return Math.max(0, found);
}
