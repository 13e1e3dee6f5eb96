import { SeededRandom } from '../../abuse/simulator/seeded-random.js';
import { EventQueue } from './event-queue.js';
import type { Measured } from './measured.js';
import type { Deployment } from './model.js';
import { tagsByMaster } from './slots.js';

/** The people of a run: either they come at a rate, or so many begin again as soon as they are done. */
export interface SimulatedLoad {
  readonly arrivals: { readonly perSecond: number } | { readonly atOnce: number };
  /** The share of people in the country with most of them; the others are spread over many. */
  readonly largestCountry: number;
  /** Verifications that are counted, after half as many more. */
  readonly verifications: number;
}

export interface SimulatedRun {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** How busy the busiest of each kind was, from 0 to 1. */
  readonly busiest: { readonly process: number; readonly sessions: number; readonly countries: number };
}

type Place = 'process' | 'country' | 'session';

/**
 * A verification: where it is worked on, one after the other, and which share of the work of that place it is. The calls
 * are charge, reserve, open, (the message), settle; submit, payBack. A process works before and after each.
 */
const steps: readonly (readonly [Place, number])[] = [
  ['process', 1 / 7],
  ['country', 0.5],
  ['process', 1 / 7],
  ['country', 0.1],
  ['process', 1 / 7],
  ['session', 0.5],
  ['process', 1 / 7],
  ['session', 0.2],
  ['process', 1 / 7],
  ['session', 0.3],
  ['process', 1 / 7],
  ['country', 0.4],
  ['process', 1 / 7],
];
const otherCountries = 150;

/**
 * Runs verifications through processes and Redis masters, each of which does one thing at a time, first come, first served.
 * Service times are exponential, so that they vary more than real ones. The network and the provider take no time: they
 * hold nothing up.
 */
export function simulate(
  deployment: Deployment,
  load: SimulatedLoad,
  measured: Measured,
  seed = 1,
): SimulatedRun {
  return new Simulation(deployment, load, measured, new SeededRandom(seed)).run();
}

class Simulation {
  private readonly queue = new EventQueue();
  private readonly freeAt: Float64Array;
  private readonly busyFor: Float64Array;
  private readonly sessionMasterOfTag: readonly number[];
  private readonly masterOfCountry: readonly number[];
  /** Of each person: where their calls go, how far they are, and since when. */
  private readonly places: Record<Place, number>[] = [];
  private readonly stepOf: number[] = [];
  private readonly startOf: number[] = [];
  private readonly idle: number[] = [];
  private readonly tookMs: number[] = [];
  private readonly micros: Record<Place, number>;
  private readonly warmUp: number;
  private done = 0;
  private countedFrom = 0;

  constructor(
    private readonly deployment: Deployment,
    private readonly load: SimulatedLoad,
    measured: Measured,
    private readonly random: SeededRandom,
  ) {
    const { processes, sessionMasters, countryMasters } = deployment;
    const stations = processes + sessionMasters + countryMasters;
    this.freeAt = new Float64Array(stations);
    this.busyFor = new Float64Array(stations);
    this.sessionMasterOfTag = tagsByMaster(sessionMasters).flatMap((tags, master) =>
      Array.from({ length: tags }, () => processes + master),
    );
    this.masterOfCountry = this.spreadCountries();
    this.warmUp = Math.ceil(load.verifications / 2);
    this.micros = {
      process: measured.processMicros,
      session: measured.sessionMicros,
      country: measured.countryMicros,
    };
  }

  run(): SimulatedRun {
    const { arrivals, verifications } = this.load;
    if ('atOnce' in arrivals)
      for (let person = 0; person < arrivals.atOnce; person += 1) this.begin(0, person);
    let arrival = 'perSecond' in arrivals ? 0 : Infinity;
    let now = 0;
    while (this.done < this.warmUp + verifications) {
      now = Math.min(arrival, this.queue.nextTime);
      if (now < arrival) {
        this.advance(now, this.queue.pop());
      } else if ('perSecond' in arrivals) {
        this.begin(now, this.idle.pop() ?? this.places.length);
        arrival += this.random.exponential(1e6 / arrivals.perSecond);
      }
    }
    return this.outcome(now - this.countedFrom);
  }

  private begin(now: number, person: number): void {
    const { processes } = this.deployment;
    const tag = this.random.below(this.sessionMasterOfTag.length);
    this.places[person] = {
      process: this.random.below(processes),
      session: this.sessionMasterOfTag[tag] ?? processes,
      country: this.masterOfCountry[this.countryOfPerson()] ?? processes,
    };
    this.stepOf[person] = 0;
    this.startOf[person] = now;
    this.advance(now, person);
  }

  /** The person's next step waits until its place is free. */
  private advance(now: number, person: number): void {
    const at = this.stepOf[person] ?? 0;
    const step = steps[at];
    const places = this.places[person];
    if (step === undefined || places === undefined) {
      this.finish(now, person);
      return;
    }
    const [place, share] = step;
    const service = this.random.exponential(this.micros[place] * share);
    const station = places[place];
    const end = Math.max(now, this.freeAt[station] ?? 0) + service;
    this.freeAt[station] = end;
    if (this.done >= this.warmUp) this.busyFor[station] = (this.busyFor[station] ?? 0) + service;
    this.stepOf[person] = at + 1;
    this.queue.push(end, person);
  }

  private finish(now: number, person: number): void {
    this.done += 1;
    if (this.done === this.warmUp) this.countedFrom = now;
    if (this.done > this.warmUp) this.tookMs.push((now - (this.startOf[person] ?? 0)) / 1_000);
    if ('atOnce' in this.load.arrivals) this.begin(now, person);
    else this.idle.push(person);
  }

  private outcome(micros: number): SimulatedRun {
    const { processes, sessionMasters } = this.deployment;
    const busiest = (from: number, to?: number): number =>
      Math.max(0, ...this.busyFor.subarray(from, to)) / micros;
    const sorted = Float64Array.from(this.tookMs).sort();
    return {
      perSecond: (this.tookMs.length * 1e6) / micros,
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      busiest: {
        process: busiest(0, processes),
        sessions: busiest(processes, processes + sessionMasters),
        countries: busiest(processes + sessionMasters),
      },
    };
  }

  private countryOfPerson(): number {
    const { largestCountry } = this.load;
    return this.random.chance(largestCountry) ? 0 : 1 + this.random.below(otherCountries);
  }

  /** Each country's slot goes to the master that has least so far, as an administrator would move them. */
  private spreadCountries(): readonly number[] {
    const { processes, sessionMasters, countryMasters } = this.deployment;
    const first = processes + sessionMasters;
    if (countryMasters === 0) return Array.from({ length: 1 + otherCountries }, () => processes);
    const loads = Array.from({ length: countryMasters }, () => 0);
    return Array.from({ length: 1 + otherCountries }, (_, country) => {
      const { largestCountry } = this.load;
      const least = loads.indexOf(Math.min(...loads));
      loads[least] =
        (loads[least] ?? 0) + (country === 0 ? largestCountry : (1 - largestCountry) / otherCountries);
      return first + least;
    });
  }
}
