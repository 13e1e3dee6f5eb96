/** Labels that Prometheus itself adds. */
const target = ['job', 'instance'];

/** The metrics that the dashboard and the alerts may use, by Prometheus' names, and their labels. */
const labels: Readonly<Record<string, readonly string[]>> = {
  http_server_request_duration_seconds: [
    'http_request_method',
    'http_route',
    'http_response_status_code',
    'error_type',
  ],
  threepid_requests_total: ['route', 'outcome'],
  threepid_messages_requested_total: ['country', 'purpose', 'channel'],
  threepid_messages_total: ['provider', 'channel', 'country', 'result'],
  threepid_messages_cost_total: ['provider', 'country'],
  threepid_sessions_total: ['state', 'country'],
  threepid_verifications_total: ['provider', 'channel', 'country'],
  threepid_verification_delay_seconds: ['provider', 'channel'],
  threepid_wrong_codes_total: ['channel', 'country'],
  threepid_expired_total: ['provider', 'channel', 'country'],
  threepid_refusals_total: ['rule', 'country', 'enforced'],
  threepid_challenges_total: ['rule', 'country'],
  threepid_receipts_total: ['provider', 'state'],
  threepid_provider_duration_seconds: ['provider', 'channel', 'result'],
  threepid_provider_healthy: ['provider'],
  threepid_storage_duration_seconds: ['storage', 'operation', 'outcome'],
  threepid_spending: ['period', 'country'],
  threepid_budget: ['period', 'country'],
  threepid_guard_balance: ['country'],
  up: [],
};

/** What is wrong with the metrics and labels of a PromQL expression: names that there aren't. */
export function unknownNames(expression: string, records: readonly string[] = []): readonly string[] {
  const selectors = [
    ...expression.matchAll(/\b(up|(?:threepid|http)[a-z0-9_]*(?::[a-z0-9_:]+)?)\b\s*(?:\{([^}]*)\})?/g),
  ];
  if (selectors.length === 0) return [`no metric in ${expression}`];
  return selectors
    .filter(([, name = '']) => !records.includes(name) && !isLabel(name))
    .flatMap(([, name = '', matchers = '']) => unknownIn(name, matchers));
}

function unknownIn(name: string, matchers: string): readonly string[] {
  const metric = name.replace(/_(?:bucket|count|sum)$/, '');
  const known = labels[name] ?? labels[metric];
  if (known === undefined) return [name];
  const used = [...matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
  return used
    .filter((label) => ![...known, ...target, 'le'].includes(label))
    .map((label) => `${name}: ${label}`);
}

/** Labels that look like metrics, as in `sum by (http_route)`. */
function isLabel(name: string): boolean {
  return Object.values(labels).flat().includes(name);
}
