// The page in a real browser. run_page_tests.py makes the files it opens:
// LT_PAGES/NAME.html and NAME.json (of report --json) for each series.
import assert from 'node:assert/strict';
import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {launch, looksLike, open, tableRows} from './browser.mjs';

const kPages = process.env.LT_PAGES;
const fileOf = (name) => join(kPages, `${name}.html`);
const reportOf = (name) => JSON.parse(readFileSync(join(kPages, `${name}.json`), 'utf8'));
const textOf = (name) => readFileSync(join(kPages, `${name}.txt`), 'utf8');
const kReal = process.env.LT_REAL.split(' ').filter((name) => name !== '');

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
});

async function withPage(name, fragment, body, options) {
  const page = await open(browser, fileOf(name), fragment, options);
  try {
    await body(page);
    assert.deepEqual(page.problems, []);
  } finally {
    await page.context().close();
  }
}

const held = (report) => report.owners.filter((owner) =>
  owner.live_bytes !== 0 || (owner.change_bytes ?? 0) !== 0);

for (const name of [...kReal, 'shop']) {
  describe(`the series ${name}`, () => {
    test('shows the headline and the rows of report --json', () =>
      withPage(name, '', async (page) => {
        const report = reportOf(name);
        assert.equal(await page.textContent('#headline'), report.headline);
        assert.ok(await page.isVisible('#headline'));
        const more = page.locator('.more');
        if (await more.isVisible()) await more.click();
        const rows = await tableRows(page);
        assert.deepEqual(rows.map((row) => row.owner), held(report).map((owner) => owner.name));
        held(report).forEach((owner, i) => {
          assert.equal(rows[i].verdict, owner.verdict ?? '');
          if (owner.samples > 0) {
            assert.equal(rows[i].samples.replaceAll(',', ''), String(owner.samples));
          }
        });
      }));

    test('says it in the words of the text report', () => withPage(name, '', async (page) => {
      const lines = textOf(name).split('\n');
      const words = await page.textContent('.answer');
      for (const line of lines.slice(0, 4)) assert.ok(words.includes(line), line);
      const cells = (await tableRows(page))[0];
      const first = lines.find((line) => line.startsWith(cells.verdict) &&
        line.includes(cells.owner) && !line.includes('since the start'));
      for (const key of ['live', 'error', 'samples', 'change', 'rate', 'births alive']) {
        assert.ok(first.includes(cells[key]), `${key}: "${cells[key]}" in "${first}"`);
      }
    }));
  });
}

test('the page is small and asks nobody for anything', async () => {
  const data = /<script type="application\/json" id="data">(.*)<\/script>/.exec(
    readFileSync(fileOf('shop'), 'utf8'))[1];
  assert.ok(statSync(fileOf('shop')).size - data.length < 2 << 20);
});

test('search keeps the rows that match', () => withPage('shop', '', async (page) => {
  await page.keyboard.press('/');
  await page.keyboard.type('sawtooth');
  assert.deepEqual((await tableRows(page)).map((row) => row.verdict), ['sawtooth']);
  assert.match(await page.textContent('.owners .caption'), /^1 of 5 owners/);
  await page.fill('#find', 'no such owner');
  assert.equal((await tableRows(page)).length, 0);
}));

test('a column sorts both ways', () => withPage('shop', '', async (page) => {
  const live = reportOf('shop').owners.map((owner) => owner.live_bytes);
  const names = async () => (await tableRows(page)).map((row) => row.owner);
  const byLive = (sign) => reportOf('shop').owners
    .sort((a, b) => sign * (a.live_bytes - b.live_bytes)).map((owner) => owner.name);
  assert.equal(new Set(live).size, live.length);
  await page.click('[data-sort="live"]');
  assert.deepEqual(await names(), byLive(-1));
  await page.click('[data-sort="live"]');
  assert.deepEqual(await names(), byLive(1));
  assert.equal(await page.getAttribute('th:has([data-sort="live"])', 'aria-sort'), 'ascending');
}));

test('the brush sets the interval for everything', () => withPage('shop', '', async (page) => {
  const box = await page.locator('#memory .u-over').boundingBox();
  const before = await page.textContent('.paths');
  await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60, {steps: 4});
  await page.mouse.up();
  await page.waitForFunction(() => /from=\d+\.\d+&to=\d+\.\d+/.test(location.href));
  assert.match(await page.textContent('.owners .caption'), /verdicts and births of the whole/);
  assert.notEqual(await page.textContent('.paths'), before);
  const rows = await tableRows(page);
  const report = reportOf('shop');
  assert.ok(rows[0].change.startsWith('+'));
  assert.notEqual(rows[0].live, '');
  assert.equal(rows[0].verdict, report.owners[0].verdict);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !location.href.includes('from='));
  assert.equal(await page.textContent('.paths'), before);
}));

test('the sliders do what the brush does', () => withPage('shop', '', async (page) => {
  await page.focus('#from');
  for (let i = 0; i < 10; ++i) await page.keyboard.press('ArrowRight');
  assert.match(page.url(), /from=330\.000&to=1200\.000/);
  assert.match(await page.getAttribute('#from', 'aria-valuetext'), /^5 min 30 s after the start/);
}));

test('the keyboard walks the owners', () => withPage('shop', '', async (page) => {
  const names = (await tableRows(page)).map((row) => row.owner);
  await page.focus('.owners tbody tr');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.textContent('#chosen-owner'), names[1]);
  await page.keyboard.press('End');
  assert.equal(await page.textContent('#chosen-owner'), names.at(-1));
  assert.match(await page.textContent('.births figcaption'), /diagonal/);
}));

test('the flame graph zooms and comes back', () => withPage('shop', '', async (page) => {
  const wide = () => page.locator('#icicle .box', {hasText: 'shop::Login'}).first().boundingBox();
  const before = await wide();
  await page.locator('#icicle .box', {hasText: 'shop::Login'}).first().click();
  assert.match(page.url(), /zoom=/);
  const zoomed = await wide();
  assert.ok(zoomed.width > before.width * 3, `${zoomed.width} for ${before.width}`);
  await page.click('#zoom-out');
  assert.equal((await wide()).width, before.width);
  await page.focus('#icicle .box');
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  assert.match(page.url(), /zoom=__libc_start_main%0Amain/);
}));

test('the flame graph finds frames and says how much they are', () =>
  withPage('shop', '', async (page) => {
    await page.keyboard.press('f');
    await page.keyboard.type('orderlog');
    assert.equal(await page.locator('#icicle .box.hit').count(), 2);
    const top = (await tableRows(page))[0];
    assert.ok((await page.textContent('.words')).startsWith(top.live));
  }));

test('bytes in the flame graph are those of the table', () => withPage('shop', '', async (page) => {
  const total = reportOf('shop').total;
  const label = () => page.getAttribute('#icicle .box', 'aria-label');
  const mib = (bytes) => `${(bytes / (1 << 20)).toFixed(1)} MiB`;
  assert.ok((await label()).includes(mib(total.live_bytes)), await label());
  await page.keyboard.press('a');
  assert.ok((await page.textContent('.flame .caption')).includes('allocated until'));
  await page.keyboard.press('d');
  assert.ok((await label()).includes(`+${mib(total.change_bytes)}`), await label());
  for (const [group, first] of [['owner', 'shop::OrderLog::Append'], ['module', 'shop-server'],
                                ['thread', 'worker'], ['type', 'shop::Order']]) {
    await page.selectOption('#group', group);
    assert.ok((await page.locator('#icicle .box').allTextContents()).includes(first), group);
  }
}));

test('a link shows what its sender saw', () => withPage('shop',
  '#owner=shop%3A%3ASessionCache%3A%3AInsert%0Ashop-server&from=300&to=600&mode=difference' +
  '&sort=live&theme=dark', async (page) => {
    assert.equal(await page.textContent('#chosen-owner'), 'shop::SessionCache::Insert');
    assert.match(await page.textContent('.flame .caption'), /between 5 min and 10 min/);
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
    assert.equal(await page.getAttribute('[data-mode="difference"]', 'aria-checked'), 'true');
  }));

test('dark mode follows the system and the button', async () => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await withPage('shop', '', async (page) => {
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
    const dark = await ground(page);
    await page.click('#theme');
    await page.click('#theme');
    assert.equal(await page.getAttribute('html', 'data-theme'), 'light');
    assert.notEqual(await ground(page), dark);
  }, {colorScheme: 'dark'});
});

test('every control has a name for a screen reader', () => withPage('shop', '', async (page) => {
  const nameless = await page.$$eval('button, input, select, [role="img"]', (elements) => elements
    .filter((each) => !(each.getAttribute('aria-label') || each.textContent.trim() ||
                        each.labels?.length))
    .map((each) => each.outerHTML));
  assert.deepEqual(nameless, []);
}));

test('help opens and closes', () => withPage('shop', '', async (page) => {
  await page.keyboard.press('?');
  assert.ok(await page.isVisible('#help'));
  await page.keyboard.press('Escape');
  assert.ok(!(await page.isVisible('#help')));
}));

test('names cannot inject anything', async () => {
  for (const mode of ['live', 'difference']) {
    await withPage('hostile', `#mode=${mode}&group=owner`, async (page) => {
      const found = await page.evaluate(() => ({
        injected: window.injected,
        scripts: document.querySelectorAll('script').length,
        images: document.querySelectorAll('img').length,
        handlers: document.querySelectorAll('[onload], [onerror]').length,
      }));
      assert.deepEqual(found, {injected: undefined, scripts: 2, images: 0, handlers: 0});
      const names = (await tableRows(page)).map((row) => row.owner);
      assert.deepEqual(names, held(reportOf('hostile')).map((owner) => owner.name));
      assert.ok(names[0].includes('</script><script>'));
      await page.hover('#memory .u-over');
      await page.hover('.mark');
    });
  }
});

test('a long series is thinned, says so, and stays responsive', () =>
  withPage('long', '', async (page) => {
    const report = reportOf('long');
    assert.equal(report.process.snapshots, Number(process.env.LT_LONG_SNAPSHOTS));
    const notes = await page.textContent('.notes');
    assert.match(notes, /the curves show 240 of 1,000 snapshots/);
    assert.match(notes, /of 20,0\d\d call stacks the largest 4,000 are shown/);
    const opened = await page.evaluate(() =>
      performance.getEntriesByType('mark').find((mark) => mark.name === 'shown').startTime);
    const started = Date.now();
    await page.fill('#flame-find', 'stack');
    await page.click('[data-mode="difference"]');
    await page.click('#icicle .box:nth-child(3)');
    const worked = Date.now() - started;
    console.log(`long series: shown after ${Math.round(opened)} ms, three actions ${worked} ms`);
    const limit = Number(process.env.LT_PAGE_LIMIT_MS ?? Infinity);
    assert.ok(opened < limit, `${opened} ms`);
    // Nothing is lost: what is small is added up.
    const label = await page.getAttribute('#icicle .box', 'aria-label');
    assert.ok(label.length > 0);
  }));

describe('looks', () => {
  for (const [name, file, fragment, options] of [
    ['shop_light', 'shop', '', {}],
    ['shop_dark_difference', 'shop',
      '#theme=dark&mode=difference&from=300&to=600&owner=shop%3A%3ASessionCache%3A%3AInsert' +
      '%0Ashop-server', {}],
    ['shop_narrow', 'shop', '#group=type', {viewport: {width: 820, height: 900}}],
    ['hostile_light', 'hostile', '#group=owner', {}],
  ]) {
    test(name, () => withPage(file, fragment, async (page) => {
      assert.equal(await looksLike(page, name), '');
    }, options));
  }

  test('print', () => withPage('shop', '#theme=dark', async (page) => {
    await page.emulateMedia({media: 'print'});
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.isVisible('#find'), false);
    assert.equal(await page.isVisible('#headline'), true);
    assert.equal(await page.getAttribute('html', 'data-theme'), 'light');
  }));
});
