// Starts the commands of compose.yaml's services, with their variables and names, in the network that this process has to
// itself: `node compose-stack.mjs SERVICES.json FOLDER`. A person verifies a number, and Prometheus sees it.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../build.mjs';
import { Gateway, verifyOver } from './gateway.mjs';
import { Started } from './started.mjs';

const [file, folder] = process.argv.slice(2);
const services = JSON.parse(readFileSync(file, 'utf8'));
const url = 'http://127.0.0.1:8090';
const prometheusUrl = 'http://prometheus:9090';

const started = [];
const gateway = await Gateway.start();
try {
  const redis = start(services.redis.command, mkdir('redis'));
  await healthy(services.redis);
  const server = start([process.execPath, `${root}packages/server/dist/main.js`], folder, {
    ...services.threepid.environment,
    ...gateway.settings,
    NODE_ENV: 'production',
    HOST: '0.0.0.0',
    THREEPID_SECRET: 's'.repeat(48),
  });
  start(prometheusCommand(), folder);
  await server.answers(`${url}/health/ready`);
  await verifyOver(url, gateway);
  console.log('its commands start, and a number is verified over its Redis');
  console.log(`Prometheus ${await seenBy(prometheusUrl)}`);
  server.stop('SIGTERM');
  await server.ends(0, 30_000);
  redis.stop('SIGTERM');
  await redis.ends(0, 30_000);
} finally {
  await Promise.all(started.map((one) => one.kill()));
  await gateway.close();
}

/** Asks as often as Docker would. */
async function healthy({ healthcheck: { test, retries } }, tries = 1) {
  const ask = new Started(...split(test.slice(1)));
  await ask.ends(0).catch(async (error) => {
    if (tries > retries) throw error;
    await delay(500);
    await healthy({ healthcheck: { test, retries } }, tries + 1);
  });
}

function start(command, cwd, env = {}) {
  const one = new Started(...split(command), { cwd, env: { PATH: process.env.PATH, ...env } });
  started.push(one);
  return one;
}

function split([program, ...args]) {
  return [program, args];
}

function mkdir(name) {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

/** The image's program, with this folder's files in place of the mounted ones. */
function prometheusCommand() {
  const stored = mkdir('prometheus');
  const args = services.prometheus.command.map((argument) =>
    argument.replace('/etc/prometheus/', `${folder}/`).replace('=/prometheus', `=${stored}`),
  );
  return ['prometheus', ...args];
}

/** Waits until Prometheus has scraped the server, and knows the rules. */
async function seenBy(prometheus) {
  for (let tries = 0; tries < 300; tries += 1) {
    const up = await query(prometheus, 'query?query=up{job="threepid"}');
    if (up?.result[0]?.value[1] === '1') {
      const { groups } = await query(prometheus, 'rules');
      return `scrapes the server, and has ${groups.flatMap(({ rules }) => rules).length} rules`;
    }
    await delay(200);
  }
  throw new Error(
    `Prometheus does not scrape the server: ${JSON.stringify(await query(prometheus, 'targets'))}`,
  );
}

async function query(prometheus, path) {
  const answer = await fetch(`${prometheus}/api/v1/${path}`).catch(() => undefined);
  return answer?.ok ? (await answer.json()).data : undefined;
}
