import { createHooks, type Hooks, type HooksOptions, type ProductName } from '@threepid/hooks';
import type { Settings } from './read-settings.js';

/** The settings of the hooks. */
export type HookSettings = Pick<Settings, 'hooks' | 'hooksText'> & Partial<Pick<Settings, ProductName>>;

/** The hooks of the products that the settings name; undefined if they name none. */
export function openHooks(
  settings: HookSettings,
  parts: Pick<HooksOptions, 'threepid' | 'logger'>,
): Hooks | undefined {
  if (settings.hooks.length === 0) return undefined;
  const { supabase = [], logto = [], kratos = [], zitadel = [], hooksText: text } = settings;
  // `readSettings` has made sure that each has a secret.
  const products: Required<Pick<HooksOptions, ProductName>> = {
    supabase: { secrets: supabase },
    logto: { authorization: logto },
    kratos: { authorization: kratos, text },
    zitadel: { signingKeys: zitadel, text },
  };
  const named = settings.hooks.map((product) => [product, products[product]] as const);
  return createHooks({ ...parts, ...Object.fromEntries(named) });
}
