// Metrics in simulated time, and the OpenMetrics text of all that was recorded.

/** Bounds of the histograms' buckets, in seconds. */
const bounds = {
  http_server_request_duration_seconds: [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
  ],
  threepid_verification_delay_seconds: [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600],
  threepid_provider_duration_seconds: [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10, 30],
  threepid_storage_duration_seconds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
};

/** Metrics with their samples, one for each call of `sample`. */
export class Recorder {
  /** Families by name: their type, and series by the text before the value. */
  #families = new Map();

  /** @param labels of every series, such as `job`. */
  constructor(labels) {
    this.labels = labels;
  }

  /** Adds to a counter; its name without `_total`. */
  count(name, labels, value = 1) {
    this.#add('counter', name, `${name}_total`, labels, value);
  }

  /** A gauge's value from now on. */
  set(name, labels, value) {
    this.#series('gauge', name, name, labels).value = value;
  }

  /** A value of a histogram, in seconds. */
  observe(name, labels, seconds) {
    for (const bound of [...bounds[name], Infinity])
      this.#add(
        'histogram',
        name,
        `${name}_bucket`,
        { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
        seconds <= bound ? 1 : 0,
      );
    this.#add('histogram', name, `${name}_count`, labels, 1);
    this.#add('histogram', name, `${name}_sum`, labels, seconds);
  }

  /** Notes all values at a time: Unix time in seconds. */
  sample(at) {
    for (const { series } of this.#families.values())
      for (const one of series.values()) one.samples.push(`${one.value} ${at}`);
  }

  /** The OpenMetrics text, in parts. */
  *text() {
    for (const [name, { type, series }] of this.#families) {
      yield `# TYPE ${name} ${type}\n`;
      for (const [text, { samples }] of series) yield samples.map((sample) => `${text} ${sample}\n`).join('');
    }
    yield '# EOF\n';
  }

  #add(type, family, name, labels, value) {
    this.#series(type, family, name, labels).value += value;
  }

  #series(type, family, name, labels) {
    if (!this.#families.has(family)) this.#families.set(family, { type, series: new Map() });
    const { series } = this.#families.get(family);
    const text = `${name}{${textOf({ ...this.labels, ...labels })}}`;
    if (!series.has(text)) series.set(text, { value: 0, samples: [] });
    return series.get(text);
  }
}

function textOf(labels) {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
}
