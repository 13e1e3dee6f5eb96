// Draws the documentation's pictures of the dashboard. Grafana isn't needed: the panels are drawn from what a real Prometheus
// answers to their queries, over the metrics of two simulated days.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { build, root } from '../build.mjs';
import { pageOf } from './draw.mjs';
import { seriesOf, withPrometheus } from './prometheus.mjs';
import { withPalette } from './with-palette.mjs';

const day = 86_400;
const step = 300;
/** Variables as they are when somebody opens the dashboard. */
const opened = { __rate_interval: '5m', job: '.*', country: '.*', provider: '.*' };

/** Writes docs/images/dashboard-light.png and dashboard-dark.png. */
export async function drawDashboard(rows) {
  build('test');
  const { tellStory } = await import('./story.mjs');
  const { text, end, marks } = await tellStory();
  const time = { from: end - day, to: end, step, marks };
  await withPrometheus(text, async (url) => {
    const answers = await answersOf(url, rows, time);
    await takePictures((theme) => pageOf(rows, answers, time, theme));
  });
}

/** The series of each panel's queries, by the panel's title. */
async function answersOf(url, rows, time) {
  const answers = {};
  for (const { title, queries, interval } of rows.flatMap(({ panels }) => panels)) {
    const range = interval === undefined ? time : wholeHours(time);
    answers[title] = await Promise.all(queries.map(({ expr }) => seriesOf(url, asOpened(expr), range)));
  }
  return answers;
}

function asOpened(expr) {
  return expr.replaceAll(/\$(\w+)/g, (_, name) => opened[name]);
}

/** Bars stand for whole hours: each point is at the end of one. */
function wholeHours({ from, to }) {
  return { from: Math.floor(from / 3_600) * 3_600 + 3_600, to, step: 3_600 };
}

async function takePictures(page) {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  try {
    for (const theme of ['light', 'dark']) await takePicture(browser, page(theme), theme);
  } finally {
    await browser.close();
  }
}

async function takePicture(browser, html, theme) {
  const page = await browser.newPage({ viewport: { width: 1_020, height: 800 } });
  await page.setContent(html);
  const file = `${root}docs/images/dashboard-${theme}.png`;
  writeFileSync(file, withPalette(await page.screenshot({ fullPage: true })));
  console.log(`threepid: wrote ${file}`);
  await page.close();
}

function chromiumPath() {
  const { stdout } = spawnSync('sh', ['-c', 'command -v chromium-headless-shell || command -v chromium'], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error('the picture needs Chromium; on Debian: apt-get install chromium');
  return stdout.trim();
}
