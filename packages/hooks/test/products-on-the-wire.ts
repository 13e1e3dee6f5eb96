// The calls of the four products, byte for byte as their sources write them: see `src/products/`.
import { createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { WireCall } from './framework.js';

/** Secrets in each product's form. */
export const secrets = {
  supabase: `v1,whsec_${Buffer.alloc(32, 1).toString('base64')}`,
  supabaseNext: `v1,whsec_${Buffer.alloc(32, 2).toString('base64')}`,
  logto: 'Bearer aMKsWNgPFE_1oVq1hTLJVw',
  kratos: 'Bearer 6mQTJ0yXg5qYkGQXlGVh2g',
  zitadel: 'mN8tQe2uYc5wZ1rXh7Kp',
};

/** What a Supabase project's GoTrue marshals: `SendSMSInput`. */
export interface SupabaseParts {
  readonly phone?: string;
  readonly userPhone?: string;
  readonly otp?: string;
  readonly ip?: string;
  readonly userMetadata?: object;
  /** Versions without it have no `metadata` either. */
  readonly old?: boolean;
}

/** The body of the hook: the same for each attempt. */
export function supabaseBody(parts: SupabaseParts = {}): string {
  const { phone = '447400123456', userPhone = phone, otp = '561166', userMetadata = {}, old = false } = parts;
  const metadata = {
    uuid: randomUUID(),
    time: '2026-08-30T12:00:00.123456789Z',
    name: 'send-sms',
    ...(parts.ip === undefined ? {} : { ip_address: parts.ip }),
  };
  const user = {
    id: '6481a5c1-3d37-4a56-9f6a-bee08c554965',
    aud: 'authenticated',
    role: 'authenticated',
    email: '',
    phone: userPhone,
    app_metadata: { provider: 'phone', providers: ['phone'] },
    user_metadata: userMetadata,
    identities: [],
    created_at: '2024-05-13T11:45:33.7738Z',
    updated_at: '2024-05-14T12:31:52.82475Z',
    is_anonymous: false,
  };
  return JSON.stringify({
    ...(old ? {} : { metadata }),
    user,
    sms: { otp, ...(old ? {} : { phone }) },
  });
}

/** An attempt of GoTrue at a time: it signs by an independent library, and joins signatures by a comma and a space. */
export function supabaseAttempt(
  body: string,
  now: number,
  signedBy: readonly string[] = [secrets.supabase],
): WireCall {
  const id = randomUUID();
  const signatures = signedBy.map((secret) =>
    new Webhook(secret.replace('v1,', '')).sign(id, new Date(now), body),
  );
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / 1_000)),
      'webhook-signature': signatures.join(', '),
      'accept-encoding': 'identity',
    },
    body,
  };
}

/** A call of Logto's connector: `got.post` with `json`. */
export function logtoCall(parts: { to?: string; ip?: string; payload?: object } = {}): WireCall {
  const { to = '447400123456', ip, payload = {} } = parts;
  return {
    headers: { authorization: secrets.logto, 'content-type': 'application/json' },
    body: JSON.stringify({
      to,
      type: 'SignIn',
      payload: { code: '123456', ...payload },
      ...(ip === undefined ? {} : { ip }),
    }),
  };
}

/** A call of Kratos's channel with the README's Jsonnet, as jsonnet 0.20 writes it: sorted, indented by three spaces. */
export function kratosCall(parts: Partial<Record<string, unknown>> = {}, headers: object = {}): WireCall {
  const fields = {
    body: 'Your login code is: 034672\n\nIt expires in 15 minutes.\n\n@example.org #034672\n',
    message_type: 'sms',
    recipient: '+447400123456',
    template_data: { login_code: '034672' },
    template_type: 'login_code_valid',
    ...parts,
  };
  return {
    headers: { authorization: secrets.kratos, 'content-type': 'application/json', ...headers },
    body: `${JSON.stringify(fields, null, 3)}\n`,
  };
}

/** The body of Zitadel's provider: `serializableData`, whose maps are sorted. */
export function zitadelBody(parts: { args?: object; text?: string; recipient?: string } = {}): string {
  const { args = { oTP: '64883313' }, recipient = '+447400123456' } = parts;
  const text = parts.text ?? '64883313 is your one-time password for example.org.\n@example.org #64883313';
  return JSON.stringify({
    contextInfo: {
      eventType: 'session.otp.sms.challenged',
      provider: { id: '376748582390204677', description: 'threepid' },
      recipientPhoneNumber: recipient,
    },
    templateData: { title: 'VerifySMSOTP.Title', text, subject: 'VerifySMSOTP.Subject' },
    args: { changeDate: '2026-08-30T12:00:00Z', domain: 'example.org', expiry: 300_000_000_000, ...args },
  });
}

/** A call of Zitadel at a time. */
export function zitadelCall(
  body: string,
  now: number,
  keys: readonly string[] = [secrets.zitadel],
): WireCall {
  const time = String(Math.floor(now / 1_000));
  const signatures = keys.map(
    (key) => `v1=${createHmac('sha256', key).update(`${time}.${body}`).digest('hex')}`,
  );
  return {
    headers: {
      'content-type': 'application/json',
      'zitadel-signature': [`t=${time}`, ...signatures].join(','),
    },
    body,
  };
}
