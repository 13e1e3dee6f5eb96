import {
  detectResources,
  envDetector,
  resourceFromAttributes,
  type Resource,
} from '@opentelemetry/resources';
import { randomUUID } from 'node:crypto';
import { version } from '../version.js';

/**
 * Who sends telemetry. `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` come first. Each process has an instance id of
 * its own, or a collector would take their counters for one that jumps.
 */
export function serverResource(): Resource {
  return resourceFromAttributes({
    'service.name': 'threepid',
    'service.version': version(),
    'service.instance.id': randomUUID(),
  }).merge(detectResources({ detectors: [envDetector] }));
}
