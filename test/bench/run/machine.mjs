import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * A line that says when and on what the figures were measured.
 *
 * @param redisVersion undefined where no load was on host and Redis.
 */
export function machineLine(redisVersion) {
  const [{ model }] = cpus();
  return [
    new Date().toISOString().slice(0, 10),
    `commit ${commit()}`,
    `${cpus().length} × ${model.trim()}`,
    `load average at the end ${loadavg()[0].toFixed(1)}`,
    `Node ${process.versions.node}`,
    ...(redisVersion === undefined
      ? []
      : [`Redis ${redisVersion}`, 'host, Redis, SMS peer and load share the machine', 'no call failed']),
  ].join(' · ');
}

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

export async function redisVersionOf(redis) {
  return /redis_version:(\S+)/.exec(await redis.info('server'))[1];
}

/** Milliseconds of all cores since the start of the machine: busy ones, and all. */
export function machineUsage() {
  const all = cpus().flatMap(({ times }) => Object.values(times));
  const total = all.reduce((sum, ms) => sum + ms, 0);
  return { total, busy: total - cpus().reduce((sum, { times }) => sum + times.idle, 0) };
}
