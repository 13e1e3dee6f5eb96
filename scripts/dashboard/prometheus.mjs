// A real Prometheus over metrics of the past: its answers are what the picture of the dashboard shows.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { URLSearchParams } from 'node:url';
import { freePort } from '../free-port.mjs';

/**
 * Starts a Prometheus that has the samples of an OpenMetrics text, calls `use` with its URL, and stops it.
 *
 * @param text the parts of the text.
 */
export async function withPrometheus(text, use) {
  const folder = mkdtempSync(join(tmpdir(), 'threepid-prometheus-'));
  try {
    await fill(folder, text);
    await whileRunning(folder, use);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function fill(folder, text) {
  const file = join(folder, 'metrics.txt');
  await pipeline(Readable.from(text), createWriteStream(file));
  const { status, stderr } = spawnSync(
    'promtool',
    ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, folder],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`promtool could not read the metrics: ${stderr}`);
}

async function whileRunning(folder, use) {
  writeFileSync(join(folder, 'prometheus.yml'), '');
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${folder}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  );
  const closed = once(server, 'close');
  try {
    await ready(`http://${address}`);
    await use(`http://${address}`);
  } finally {
    server.kill();
    await closed;
  }
}

async function ready(url) {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error('Prometheus did not start');
}

/**
 * The series of a query over a time.
 *
 * @param range in seconds: `from` and `to`, Unix time, and `step`.
 * @returns labels and points, each a time and a number, of each series.
 */
export async function seriesOf(url, query, { from, to, step }) {
  const parameters = new URLSearchParams({ query, start: from, end: to, step });
  const answer = await fetch(`${url}/api/v1/query_range?${parameters}`);
  const { data, error } = await answer.json();
  if (error !== undefined) throw new Error(`${query}: ${error}`);
  return data.result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([at, value]) => [at, Number(value)]).filter(([, value]) => Number.isFinite(value)),
  }));
}
