// One chromium for all tests, and what they do to a page.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import pixelmatch from 'pixelmatch';
import {chromium} from 'playwright-core';
import {PNG} from 'pngjs';

const kChromium = process.env.LT_CHROMIUM ?? '/usr/bin/chromium';
const kArguments = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--font-render-hinting=none', '--force-color-profile=srgb',
];
export const kTimeoutMs = 60_000;

export async function launch() {
  return chromium.launch({executablePath: kChromium, args: kArguments, timeout: kTimeoutMs});
}

// A page of our own file. Anything that chromium complains about, and any
// request that is not for the file itself, is collected in `page.problems`.
export async function open(browser, file, fragment = '', options = {}) {
  const context = await browser.newContext({
    viewport: {width: 1360, height: 900}, timezoneId: 'UTC', ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(kTimeoutMs);
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.problems.push(message.text());
  });
  page.on('dialog', (dialog) => page.problems.push(`dialog: ${dialog.message()}`));
  const address = file.startsWith('http') ? file : pathToFileURL(file).href;
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) page.problems.push(`asked for ${request.url()}`);
  });
  await page.goto(address + fragment);
  await page.waitForSelector('html[data-ready]');
  return page;
}

// The cells of the table, as text, by column title.
export async function tableRows(page) {
  return page.$$eval('.owners table', ([table]) => {
    const titles = [...table.querySelectorAll('thead th')].map((cell) => cell.textContent);
    return [...table.querySelectorAll('tbody tr')].map((row) => Object.fromEntries(
      [...row.children].map((cell, i) => [titles[i], cell.textContent])));
  });
}

// Compares with the golden of that name; LT_UPDATE_GOLDENS=1 writes it.
export async function looksLike(page, name, most = 0.02) {
  const golden = join(process.env.LT_GOLDENS ?? 'goldens', `${name}.png`);
  await page.addStyleTag({content: '* { font-family: "DejaVu Sans" !important; ' +
    'transition: none !important; caret-color: transparent !important }'});
  await page.mouse.move(0, 0);
  const bytes = await page.screenshot({fullPage: true, animations: 'disabled'});
  const got = PNG.sync.read(bytes);
  if (process.env.LT_UPDATE_GOLDENS === '1' || !existsSync(golden)) {
    if (process.env.LT_UPDATE_GOLDENS !== '1') throw new Error(`${golden} is missing`);
    mkdirSync(join(golden, '..'), {recursive: true});
    writeFileSync(golden, bytes);
    return '';
  }
  const want = PNG.sync.read(readFileSync(golden));
  const width = Math.min(want.width, got.width);
  const height = Math.min(want.height, got.height);
  const crop = (image) => {
    const part = new PNG({width, height});
    PNG.bitblt(image, part, 0, 0, width, height, 0, 0);
    return part.data;
  };
  const wrong = pixelmatch(crop(want), crop(got), undefined, width, height, {threshold: 0.25});
  const taller = Math.abs(want.height - got.height) / want.height;
  if (wrong / (width * height) <= most && taller <= 0.03) return '';
  const seen = join(process.env.LT_SCRATCH ?? '.', `${name}.got.png`);
  writeFileSync(seen, bytes);
  return `${(100 * wrong / (width * height)).toFixed(2)} % of the pixels differ, ` +
    `height ${got.height} for ${want.height}; see ${seen}`;
}
