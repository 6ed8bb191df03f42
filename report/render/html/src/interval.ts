// The interval that the reader chose on the time axis, as positions in the
// page's arrays. Everything that is shown is about it.
import {nearestMoment, nearestPoint, type Page} from './data';
import type {Choices} from './state';

export interface Interval {
  chosen: boolean; // false: the whole series
  from: number; // points
  to: number;
  fromMoment: number;
  toMoment: number;
}

export function intervalOf(page: Page, choices: Choices): Interval {
  const last = page.points.length - 1;
  let from = 0;
  let to = last;
  const chosen = choices.from !== null && choices.to !== null;
  if (choices.from !== null && choices.to !== null) {
    from = nearestPoint(page, Math.min(choices.from, choices.to));
    to = nearestPoint(page, Math.max(choices.from, choices.to));
    if (from === to && to === last) --from;
    if (from === to) ++to;
    from = Math.max(0, from);
    to = Math.min(last, to);
  }
  return {
    chosen,
    from,
    to,
    fromMoment: nearestMoment(page, from),
    toMoment: nearestMoment(page, to),
  };
}
