import type { MessageOrigin } from '@threepid/core';
import type { OriginDeclaration } from '../declaration/sms-http-declaration.js';
import type { SetSettings } from './settings-for.js';

/** Where messages with these settings come from. */
export function originOf(names: OriginDeclaration, settings: SetSettings): MessageOrigin {
  const valueOf = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : settings[name];
  return {
    from: valueOf(names.from),
    isPool: valueOf(names.pool) !== undefined,
    entityId: valueOf(names.entityId),
    templateId: valueOf(names.templateId),
  };
}
