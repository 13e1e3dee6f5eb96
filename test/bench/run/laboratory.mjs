// Everything that a bench of hosts needs: Redis, an SMS peer, a driver and the hosts, each a process of its own.
import { buildNext } from '../../../scripts/build-next.mjs';
import { Child, startHost } from './child.mjs';
import { machineUsage } from './machine.mjs';
import { startOneRedis } from './redis-places.mjs';
import { commandsOf, nextApp } from './systems.mjs';

export class Laboratory {
  #opened = [];
  #nodes = [];
  /** Systems of the same command share a process: several hosts may have one ceiling. */
  #hosts = new Map();
  #nextPerson = 0;

  /** @param startPlace one of `redis-places.mjs`. */
  static async open(startPlace = startOneRedis) {
    const laboratory = new Laboratory();
    try {
      await laboratory.#openPeers(startPlace);
      return laboratory;
    } catch (error) {
      await laboratory.close();
      throw error;
    }
  }

  async #openPeers(startPlace) {
    const place = await startPlace();
    this.#opened.push(() => place.close());
    this.#nodes = place.nodes;
    const peer = this.#keep(new Child(['load/sms-peer.mjs']));
    const { http, feed } = await peer.message();
    this.driver = this.#keep(new Child(['load/driver.mjs', String(feed)]));
    await this.driver.message();
    this.places = { redisUrl: place.url, smsUrl: `http://127.0.0.1:${http}` };
  }

  #keep(child) {
    this.#opened.push(() => child.stop());
    return child;
  }

  /** Starts the hosts and ceilings of pairs. */
  async start(pairs) {
    if (pairs.some(({ framework }) => framework === 'Next')) buildNext(nextApp.app, nextApp.beside);
    const started = [];
    for (const pair of pairs) {
      const { host, ceiling } = commandsOf(pair, this.places);
      started.push({
        pair,
        host: await this.#start(pair.name, host),
        ceiling: await this.#start(pair.ceilingName, ceiling),
      });
    }
    return started;
  }

  async #start(name, command) {
    const key = JSON.stringify([command.args, command.env]);
    if (!this.#hosts.has(key)) this.#hosts.set(key, await this.#startSystem(name, command, 1));
    return this.#hosts.get(key);
  }

  /** Starts so many processes of a pair's host, which share the load. */
  startProcesses(pair, many) {
    return this.#startSystem(pair.name, commandsOf(pair, this.places).host, many);
  }

  /** Starts a standalone server of so many processes. */
  startServer(pair, processes) {
    const { args, env, path } = commandsOf(pair, this.places).host;
    const command = { args, env: { ...env, THREEPID_PROCESSES: String(processes) }, path };
    return this.#startSystem(`${pair.name}, ${processes} processes`, command, 1);
  }

  async #startSystem(name, command, many) {
    const hosts = await Promise.all(Array.from({ length: many }, () => this.#startHost(command)));
    return { name, urls: hosts.map(({ url }) => url), children: hosts.map(({ child }) => child) };
  }

  async #startHost({ args, env, path }) {
    const { url, child } = await startHost(args, env, path);
    return { url: url + path, child: this.#keep(child) };
  }

  /** Any of the Redis servers. */
  get redis() {
    return this.#nodes[0].redis;
  }

  /**
   * Puts a host under load, and resolves with the driver's figures and, a call: the microseconds of CPU of host and Redis, and
   * the scripts that Redis ran; of Redis also by node. And with the host's memory in bytes, and how busy the machine was.
   *
   * @param run `work`; `people` at once; `milliseconds` or `calls`; `warmUpMs` of verifications.
   * @param profile a file for a profile of the host's first process.
   */
  async measure({ urls, children }, run, profile) {
    for (const { redis } of this.#nodes) await redis.flushall();
    this.#progressOf(await this.driver.ask({ kind: 'run', urls, first: this.#nextPerson, ...run }));
    if (profile !== undefined) await children[0].ask({ kind: 'start profile' });
    const before = await this.#usage(children);
    const { figures } = this.#progressOf(await this.driver.ask({ kind: 'go' }));
    const after = await this.#usage(children);
    if (profile !== undefined) await children[0].ask({ kind: 'stop profile', file: profile });
    this.#nextPerson = figures.nextPerson;
    return { ...figures, ...usedBetween(before, after, figures.calls) };
  }

  #progressOf(message) {
    if (message.kind === 'failed') throw new Error(`the driver failed: ${message.reason}`);
    return message;
  }

  async #usage(children) {
    const nodes = await Promise.all(this.#nodes.map(usageOfNode));
    const processes = await Promise.all(children.map((child) => child.ask({ kind: 'usage' })));
    return { nodes, cpu: sum(processes, 'cpu'), rss: sum(processes, 'rss'), machine: machineUsage() };
  }

  async close() {
    for (const close of this.#opened.reverse()) await close();
  }
}

async function usageOfNode({ name, redis }) {
  const info = (await redis.info('cpu')) + (await redis.info('commandstats'));
  const valueOf = (pattern) => Number(pattern.exec(info)?.[1] ?? 0);
  const seconds = valueOf(/used_cpu_user:([0-9.]+)/) + valueOf(/used_cpu_sys:([0-9.]+)/);
  return { name, cpu: seconds * 1e6, scripts: valueOf(/cmdstat_evalsha:calls=(\d+)/) };
}

function usedBetween(before, after, calls) {
  const nodes = after.nodes.map(({ name, cpu, scripts }, index) => ({
    name,
    micros: (cpu - before.nodes[index].cpu) / calls,
    scripts: (scripts - before.nodes[index].scripts) / calls,
  }));
  const { busy, total } = after.machine;
  return {
    hostMicros: (after.cpu - before.cpu) / calls,
    nodes,
    redisMicros: sum(nodes, 'micros'),
    scripts: sum(nodes, 'scripts'),
    rss: after.rss,
    machineBusy: (busy - before.machine.busy) / (total - before.machine.total),
  };
}

function sum(items, key) {
  return items.reduce((total, item) => total + item[key], 0);
}
