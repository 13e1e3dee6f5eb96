/** A metric, as it is registered. */
export interface DescribedMetric {
  readonly name: string;
  readonly description: string;
  /** UCUM. */
  readonly unit?: string;
  readonly labels: readonly string[];
}

/** A histogram of seconds. */
export interface DescribedDuration extends DescribedMetric {
  readonly boundaries: readonly number[];
}

export const counters = {
  requests: {
    name: 'threepid.requests',
    description: 'HTTP requests that were answered.',
    unit: '{request}',
    labels: ['route', 'outcome'],
  },
  requested: {
    name: 'threepid.messages.requested',
    description: 'Messages that somebody asked for.',
    unit: '{message}',
    labels: ['country', 'purpose', 'channel'],
  },
  messages: {
    name: 'threepid.messages',
    description: 'Messages that a provider was asked to send.',
    unit: '{message}',
    labels: ['provider', 'channel', 'country', 'result'],
  },
  cost: {
    name: 'threepid.messages.cost',
    description: 'Price of the messages that were sent, in the currency of the prices.',
    labels: ['provider', 'country'],
  },
  sessions: {
    name: 'threepid.sessions',
    description: 'Sessions that were opened, and that were verified.',
    unit: '{session}',
    labels: ['state', 'country'],
  },
  verifications: {
    name: 'threepid.verifications',
    description: 'Sessions that were verified, by their last message.',
    unit: '{verification}',
    labels: ['provider', 'channel', 'country'],
  },
  wrongCodes: {
    name: 'threepid.wrong_codes',
    description: 'Wrong codes that were judged.',
    unit: '{code}',
    labels: ['channel', 'country'],
  },
  expired: {
    name: 'threepid.expired',
    description: 'Messages whose code expired before anybody had submitted it.',
    unit: '{message}',
    labels: ['provider', 'channel', 'country'],
  },
  refusals: {
    name: 'threepid.refusals',
    description: 'Messages that a rule refused, or would have refused.',
    unit: '{message}',
    labels: ['rule', 'country', 'enforced'],
  },
  challenges: {
    name: 'threepid.challenges',
    description: 'Challenges that callers were asked to solve.',
    unit: '{challenge}',
    labels: ['rule', 'country'],
  },
  receipts: {
    name: 'threepid.receipts',
    description: 'Delivery receipts of providers.',
    unit: '{receipt}',
    labels: ['provider', 'state'],
  },
} as const satisfies Record<string, DescribedMetric>;

export const durations = {
  request: {
    name: 'http.server.request.duration',
    description: 'Duration of HTTP server requests.',
    labels: ['http.request.method', 'http.route', 'http.response.status_code', 'error.type'],
    // As the semantic conventions have them.
    boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  verificationDelay: {
    name: 'threepid.verification.delay',
    description: 'Time from the last message of a session to its verification.',
    labels: ['provider', 'channel'],
    boundaries: [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600],
  },
  provider: {
    name: 'threepid.provider.duration',
    description: 'Duration of attempts to send a message by a provider.',
    labels: ['provider', 'channel', 'result'],
    boundaries: [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 20, 30],
  },
  storage: {
    name: 'threepid.storage.duration',
    description: 'Duration of steps of a storage.',
    labels: ['storage', 'operation', 'outcome'],
    boundaries: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  },
} as const satisfies Record<string, DescribedDuration>;

export const gauges = {
  healthy: {
    name: 'threepid.provider.healthy',
    description: '1 if the provider takes messages, 0 after three failures in a row.',
    unit: '1',
    labels: ['provider'],
  },
  spending: {
    name: 'threepid.spending',
    description: 'Money spent in the UTC day or month, in the currency of the prices.',
    labels: ['period', 'country'],
  },
  budget: {
    name: 'threepid.budget',
    description: 'Budget of the UTC day or month, in the currency of the prices.',
    labels: ['period', 'country'],
  },
  balance: {
    name: 'threepid.guard.balance',
    description: 'Messages that the guard lets a country have now; those with the most messages today.',
    unit: '{message}',
    labels: ['country'],
  },
} as const satisfies Record<string, DescribedMetric>;

/**
 * Views for the SDK's `PrometheusExporter`, which leaves units out of names: `http_server_request_duration_seconds` instead of
 * `http_server_request_duration`, as every other exporter and the dashboard have it.
 */
export const prometheusViews: readonly { readonly instrumentName: string; readonly name: string }[] =
  Object.values(durations).map(({ name }) => ({ instrumentName: name, name: `${name}.seconds` }));
