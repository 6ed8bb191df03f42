// Numbers in the words of the text report; report/render/units.cc is the model.

const kUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

// printf rounds a tie to the even digit, toFixed does not. With one decimal only
// odd quarters are ties.
function oneDecimal(value: number): string {
  if (!Number.isInteger(value * 4) || Number.isInteger(value * 2)) return value.toFixed(1);
  const tenths = Math.floor(value * 10);
  return ((tenths % 2 === 0 ? tenths : tenths + 1) / 10).toFixed(1);
}

export function formatBytes(bytes: number): string {
  let unit = 0;
  // 1023.96 KiB would print as 1024.0 KiB.
  while (Math.abs(bytes) >= (unit === 0 ? 1023.5 : 1023.95) && unit + 1 < kUnits.length) {
    bytes /= 1024;
    ++unit;
  }
  if (unit > 0) return `${oneDecimal(bytes)} ${kUnits[unit]}`;
  const whole = Math.sign(bytes) * Math.round(Math.abs(bytes));
  return `${whole === 0 ? 0 : whole} B`; // no "-0 B"
}

export function formatSignedBytes(bytes: number): string {
  return (bytes >= 0.5 ? '+' : '') + formatBytes(bytes);
}

export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function twoParts(seconds: number, unit: number, name: string, smaller: number,
                  smallerName: string): string {
  const rest = Math.floor((seconds % unit) / smaller);
  const text = `${Math.floor(seconds / unit)} ${name}`;
  return rest === 0 ? text : `${text} ${rest} ${smallerName}`;
}

export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${(seconds * 1000).toFixed(0)} ms`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return twoParts(whole, 60, 'min', 1, 's');
  if (whole < 86400) return twoParts(whole, 3600, 'h', 60, 'min');
  return twoParts(whole, 86400, 'd', 3600, 'h');
}

export function formatPercent(fraction: number): string {
  const percent = fraction * 100;
  const decimal = Math.abs(percent) < 9.95 && percent !== 0;
  return `${decimal ? oneDecimal(percent) : percent.toFixed(0)} %`;
}
