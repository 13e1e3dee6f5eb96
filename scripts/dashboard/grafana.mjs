// Makes Grafana's JSON from the table in panels.mjs.

/** Columns of Grafana's grid. */
const columns = 24;
const datasource = { type: 'prometheus', uid: '${datasource}' };

/** The dashboard of a table, as Grafana imports it. */
export function dashboardOf(rows) {
  return {
    uid: 'threepid',
    title: 'threepid',
    description: 'Phone-number verification: do codes arrive, what do they cost, and who is refused.',
    tags: ['threepid'],
    editable: true,
    graphTooltip: 1,
    refresh: '1m',
    schemaVersion: 39,
    time: { from: 'now-24h', to: 'now' },
    timezone: 'browser',
    version: 1,
    annotations: { list: [alerts] },
    templating: { list: variables() },
    links: [],
    panels: placed(rows).map(({ panel, gridPos }, index) => panelOf(panel, gridPos, index + 1)),
  };
}

/** Alerts of threepid-rules.yml while they fire, as marks on all panels. */
const alerts = {
  name: 'Alerts',
  datasource,
  enable: true,
  expr: 'ALERTS{alertname=~"Threepid.*",alertstate="firing"}',
  iconColor: 'red',
  step: '60s',
  titleFormat: '{{alertname}}',
  textFormat: '{{country}} {{provider}}',
};

function variables() {
  const values = (name, label, metric) => ({
    name,
    label,
    type: 'query',
    datasource,
    definition: `label_values(${metric}, ${name})`,
    query: { qryType: 1, query: `label_values(${metric}, ${name})`, refId: `variable-${name}` },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
  });
  return [
    {
      name: 'datasource',
      label: 'Prometheus',
      type: 'datasource',
      query: 'prometheus',
      refresh: 1,
      current: {},
    },
    values('job', 'Job', 'threepid_requests_total'),
    values('country', 'Country', 'threepid_messages_requested_total'),
    values('provider', 'Provider', 'threepid_provider_duration_seconds_count'),
  ];
}

/** The rows' headings and panels with their places: from left to right, and from the top down. */
export function placed(rows) {
  const places = [];
  let y = 0;
  for (const { title, height, panels } of rows) {
    places.push({ panel: { title, kind: 'row' }, gridPos: { x: 0, y, w: columns, h: 1 } });
    y += 1;
    let x = 0;
    for (const panel of panels) {
      places.push({ panel, gridPos: { x, y, w: panel.width, h: height } });
      x += panel.width;
      if (x < columns) continue;
      x = 0;
      y += height;
    }
  }
  return places;
}

function panelOf(panel, gridPos, id) {
  if (panel.kind === 'row')
    return { id, type: 'row', title: panel.title, collapsed: false, gridPos, panels: [] };
  return {
    id,
    type: types[panel.kind],
    title: panel.title,
    description: panel.description,
    gridPos,
    datasource,
    ...(panel.interval === undefined ? {} : { interval: panel.interval }),
    fieldConfig: { defaults: fieldOf(panel), overrides: [] },
    options: optionsOf(panel),
    targets: panel.queries.map((query, index) => targetOf(query, panel, index)),
  };
}

const types = {
  stat: 'stat',
  lines: 'timeseries',
  bars: 'timeseries',
  shares: 'bargauge',
  states: 'state-timeline',
};

/** Kinds that show the newest value alone. */
const ofNow = ['stat', 'shares'];

function targetOf({ expr, legend = '' }, { kind }, index) {
  const isNow = ofNow.includes(kind);
  return {
    refId: String.fromCharCode(65 + index),
    datasource,
    editorMode: 'code',
    expr,
    legendFormat: legend,
    instant: isNow,
    range: !isNow,
  };
}

function fieldOf({ kind, unit, decimals, max, colors, states }) {
  return {
    unit,
    ...(kind === 'states' ? {} : { min: 0 }),
    ...(max === undefined ? {} : { max }),
    ...(decimals === undefined ? {} : { decimals }),
    color: { mode: colors === undefined ? 'palette-classic-by-name' : 'thresholds' },
    ...(colors === undefined ? {} : { thresholds: { mode: 'absolute', steps: colors } }),
    ...(states === undefined ? {} : { mappings: [mappingOf(states)] }),
    ...(customOf[kind] === undefined ? {} : { custom: customOf[kind] }),
  };
}

function mappingOf(states) {
  const options = Object.entries(states).map(([value, [text, color]]) => [value, { text, color }]);
  return { type: 'value', options: Object.fromEntries(options) };
}

const customOf = {
  lines: { drawStyle: 'line', lineWidth: 2, fillOpacity: 0, showPoints: 'never', spanNulls: false },
  bars: {
    drawStyle: 'bars',
    lineWidth: 0,
    fillOpacity: 80,
    showPoints: 'never',
    stacking: { mode: 'normal', group: 'A' },
  },
  states: { lineWidth: 0, fillOpacity: 80 },
};

function optionsOf({ kind }) {
  if (kind === 'stat')
    return { colorMode: 'value', graphMode: 'none', reduceOptions: { calcs: ['lastNotNull'] } };
  if (kind === 'shares')
    return { displayMode: 'basic', orientation: 'horizontal', reduceOptions: { calcs: ['lastNotNull'] } };
  const legend = { displayMode: 'list', placement: 'bottom', showLegend: true };
  if (kind === 'states') return { legend, showValue: 'auto', mergeValues: true };
  return { legend, tooltip: { mode: 'multi', sort: 'desc' } };
}
