import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeProviderState } from './fake-provider.js';
import type { SoakSite } from './soak-site.js';
import type { Disturbance, Weather } from './weather.js';

/** A part of a soak. */
export interface Phase {
  readonly name: string;
  /** Times the steady rate. */
  readonly crowd?: number;
  /** What is done while people come; when it is over, so is the phase. It says what disturbs them. */
  run(site: SoakSite, weather: Weather): Promise<void>;
  /** How long people come after it, at the steady rate, ms. 0: nothing was disturbed. */
  readonly afterMs: number;
}

/** A program: rounds of all disturbances, between which the processes stay the same; restarts end the first one. */
export interface SoakProgram {
  readonly warmUp: Phase;
  readonly rounds: readonly (readonly Phase[])[];
  /** After the first round. */
  readonly restarts: readonly Phase[];
}

const minute = 60_000;
/** A round has some minutes of calm between its disturbances. */
const roundMinutes = 10;
const fullMinutes = 5;
/** Longer than calls may take to be as fast as before: in a shorter time, nobody would see that they aren't. */
const fullAfterMs = 35_000;

/** The program for a length. Disturbances are shorter in a short one. */
export function soakProgram(minutes: number): SoakProgram {
  const isFull = minutes >= fullMinutes;
  const afterMs = isFull ? fullAfterMs : 3_000;
  const lengthMs = isFull ? 15_000 : 3_000;
  const count = Math.max(1, Math.floor(minutes / roundMinutes));
  const restarts = restartPhases(afterMs);
  const disturbances = disturbancesOf(lengthMs, afterMs);
  const spent = disturbances.length * (lengthMs + afterMs) + (isFull ? 30_000 : 10_000);
  const calmMs = Math.max(5_000, (minutes * minute) / count - spent);
  const calm = quiet('steady', calmMs);
  return {
    warmUp: quiet('warm-up', isFull ? 15_000 : 4_000),
    rounds: Array.from({ length: count }, () => [calm, ...disturbances]),
    restarts,
  };
}

function quiet(name: string, ms: number): Phase {
  return { name, run: () => sleep(ms), afterMs: 0 };
}

function disturbancesOf(lengthMs: number, afterMs: number): readonly Phase[] {
  const provider = (state: FakeProviderState, disturbance: Disturbance): Phase => ({
    name: disturbance,
    afterMs,
    run: ({ providers: [first] }, weather) =>
      disturbed(weather, disturbance, async () => {
        // Whatever it does from now on, this moment cuts what it was answering.
        await disturbed(weather, 'the first provider cuts connections', () => first.become(state));
        await sleep(lengthMs);
        await first.become('works');
      }),
  });
  return [
    provider('down', 'the first provider is down'),
    provider('slow', 'the first provider is slow'),
    provider('cuts', 'the first provider cuts connections'),
    { name: 'Redis fails over', afterMs, run: failOver },
    { name: 'a storm, in which Redis fails over', afterMs, crowd: 10, run: storm(lengthMs) },
  ];
}

/** A command that was asked during a failover may fail later, by the time-out of the storage. */
const redisGraceMs = 3_000;

function failOver(site: SoakSite, weather: Weather): Promise<void> {
  return disturbed(weather, 'Redis fails over', () => site.failOver(), redisGraceMs);
}

/** @param aroundMs how long it lasts before and after the failover. */
function storm(aroundMs: number): Phase['run'] {
  return (site, weather) =>
    disturbed(weather, 'a storm', async () => {
      await sleep(aroundMs);
      await failOver(site, weather);
      await sleep(aroundMs);
    });
}

function restartPhases(afterMs: number): readonly Phase[] {
  const phase = (name: Disturbance, work: (site: SoakSite) => Promise<void>): Phase => ({
    name,
    afterMs,
    run: (site, weather) => disturbed(weather, name, () => work(site)),
  });
  return [
    phase('a process is killed', (site) => site.killProcess()),
    phase('a rolling restart', (site) => site.restartServers()),
  ];
}

/** Does something that people may notice until `graceMs` after it. */
async function disturbed(
  weather: Weather,
  kind: Disturbance,
  work: () => Promise<void>,
  graceMs = 0,
): Promise<void> {
  const over = weather.begin(kind);
  await work();
  over(graceMs);
}
