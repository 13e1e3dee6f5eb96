// The Compose file: Docker Compose itself reads it, without an engine; what it must not allow is looked for in what it read;
// and its services are started as it says, without containers, in a network of their own (compose-stack.mjs).
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../build.mjs';
import { canIsolate, deployed, run, tool } from './tools.mjs';

/** @returns what was checked, in lines. */
export async function checkCompose() {
  const folder = mkdtempSync(join(tmpdir(), 'threepid-compose-'));
  try {
    for (const name of ['compose', 'prometheus', 'grafana'])
      cpSync(deployed(name), join(folder, name), { recursive: true });
    const compose = join(folder, 'compose');
    writeFileSync(join(compose, 'threepid.env'), readFileSync(join(compose, 'threepid.env.example')));
    return [...(await checkRead(compose)), ...(await checkMonitoring(folder)), ...(await start(compose))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkRead(compose) {
  const schema = ['--builtin-schema', 'vendor.compose-spec', join(compose, 'compose.yaml')];
  await run(await tool('check-jsonschema'), schema);
  const wrong = wrongIn(await readCompose(compose));
  if (wrong.length > 0) throw new Error(`compose.yaml: ${wrong.join('; ')}`);
  return ['Docker Compose reads it, and it holds against the schema of compose-spec'];
}

/** What Docker Compose makes of the file. */
export async function readCompose(compose) {
  const args = ['--project-directory', compose, '--profile', '*', 'config', '--format', 'json'];
  return JSON.parse(await run(await tool('docker-compose'), args));
}

function wrongIn({ services, networks }) {
  const wrong = Object.entries(services).flatMap(([name, service]) =>
    [
      ...(service.ports ?? [])
        .filter(({ host_ip: ip }) => ip !== '127.0.0.1')
        .map(() => 'is open to the network'),
      ...(service.build !== undefined || /:v?\d+\.\d+/.test(service.image) ? [] : ['has no version']),
      ...(service.cap_drop?.includes('ALL') ? [] : ['keeps capabilities']),
      ...(service.security_opt?.includes('no-new-privileges:true') ? [] : ['may gain privileges']),
      ...(service.read_only || name === 'grafana' ? [] : ['can write to its image']),
    ].map((what) => `${name} ${what}`),
  );
  const isApart = networks.storage.internal && Object.keys(services.redis.networks).join() === 'storage';
  return isApart ? wrong : [...wrong, 'redis can be reached by others'];
}

async function checkMonitoring(folder) {
  const config = join(folder, 'compose/prometheus.yml');
  // Beside it, as in the container.
  cpSync(join(folder, 'prometheus/threepid-rules.yml'), join(folder, 'compose/threepid-rules.yml'));
  await run(await tool('promtool'), ['check', 'config', config]);
  return ['promtool takes its configuration'];
}

/** Another process, because a network is a process's. */
async function start(compose) {
  if (!canIsolate()) return ['NOT started: this machine lets nobody isolate a process'];
  const hosts = join(compose, 'hosts');
  const { services } = await readCompose(compose);
  writeFileSync(hosts, `127.0.0.1 localhost ${Object.keys(services).join(' ')}\n`);
  const file = join(compose, 'read.json');
  writeFileSync(file, JSON.stringify(services));
  const script = 'ip link set lo up && mount --bind "$0" /etc/hosts && exec "$@"';
  const stack = [process.execPath, `${root}scripts/deploy/compose-stack.mjs`, file, compose];
  await tool('redis-server');
  await tool('ip');
  const output = await run('unshare', ['--mount', '--net', 'bash', '-c', script, hosts, ...stack]);
  return output.trim().split('\n');
}
