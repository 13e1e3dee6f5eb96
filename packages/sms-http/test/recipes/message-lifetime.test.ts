import { expect } from 'chai';
import { HttpSmsSender, readRecipe } from '@threepid/sms-http';
import { message } from '../message.js';

const accounts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  messagemedia: { apiKey: 'a', apiSecret: 'b' },
  sinch: { servicePlanId: 'a', apiToken: 'b', from: '+12065550100' },
};

const expiresAt = 1_800_000_000_000;

/** The body of a recipe's request for a message whose code expires. */
async function bodyOf(name: string): Promise<unknown> {
  const bodies: unknown[] = [];
  const fetch = async (...request: ConstructorParameters<typeof Request>): Promise<Response> => {
    bodies.push(await new Request(...request).json());
    return Response.json({});
  };
  const sender = new HttpSmsSender(readRecipe(name), { settings: accounts[name] ?? {}, fetch });
  await sender.send({ ...message, expiresAt });
  return bodies[0];
}

describe('a message is delivered while its code is valid, or never', () => {
  const iso = new Date(expiresAt).toISOString();

  it('by messagemedia', async () => {
    const body = await bodyOf('messagemedia');
    expect(body).to.have.nested.property('messages[0].message_expiry_timestamp', iso);
    expect(body).to.not.have.nested.property('messages[0].source_number');
  });

  it('by sinch', async () => {
    expect(await bodyOf('sinch')).to.have.property('expire_at', iso);
  });
});
