import type { RequestTokenInput } from '@threepid/core';
import { expect } from 'chai';
import { createAuthHost, type AuthHostOptions } from './auth-host.js';

const phoneNumber = '+447400123456';

describe('what threepid learns of the caller', () => {
  /** The addresses that the policy is asked about. */
  const addressFor = async (
    headers: Readonly<Record<string, string>>,
    options: AuthHostOptions = {},
  ): Promise<RequestTokenInput['clientAddress']> => {
    const asked: (string | undefined)[] = [];
    const judge = ({ clientAddress }: { readonly clientAddress: string | undefined }) => {
      asked.push(clientAddress);
      return { kind: 'allow' } as const;
    };
    const host = createAuthHost({ ...options, threepid: { sendPolicy: { judge } } });
    await host.post('/phone-number/send-otp', { phoneNumber }, headers);
    expect(asked).to.have.length(1);
    return asked[0];
  };

  it('is the address, as better-auth knows it', async () => {
    expect(await addressFor({ 'x-forwarded-for': '203.0.113.7' })).to.equal('203.0.113.7');
    const advanced = { ipAddress: { ipAddressHeaders: ['cf-connecting-ip'] } };
    const headers = { 'cf-connecting-ip': '203.0.113.8', 'x-forwarded-for': '198.51.100.1' };
    expect(await addressFor(headers, { auth: { advanced } })).to.equal('203.0.113.8');
  });

  it('is the address behind the proxies that better-auth trusts', async () => {
    const advanced = { ipAddress: { trustedProxies: ['10.0.0.0/8'] } };
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9, 10.0.0.2' };
    expect(await addressFor(headers, { auth: { advanced } })).to.equal('203.0.113.9');
  });

  it('is no single person where better-auth knows no address', async () => {
    expect(await addressFor({ 'x-forwarded-for': 'no address' })).to.equal('unknown');
  });

  it("is the host's own word", async () => {
    const clientAddress = () => '203.0.113.10';
    expect(await addressFor({}, { otp: { clientAddress } })).to.equal('203.0.113.10');
  });

  it('is nobody where the host itself calls', async () => {
    const asked: unknown[] = [];
    const judge = ({ clientAddress }: { readonly clientAddress: string | undefined }) => {
      asked.push(clientAddress);
      return { kind: 'allow' } as const;
    };
    const host = createAuthHost({ threepid: { sendPolicy: { judge } } });
    await host.auth.api.sendPhoneNumberOTP({ body: { phoneNumber } });
    expect(asked).to.deep.equal([undefined]);
  });

  it("is the language, which is the message's", async () => {
    const host = createAuthHost();
    await host.post('/phone-number/send-otp', { phoneNumber }, { 'accept-language': 'de-AT, en;q=0.5' });
    const [german] = host.messages;
    host.advance(60_000);
    await host.post('/phone-number/send-otp', { phoneNumber }, { 'accept-language': 'en' });
    expect(german?.text).to.not.equal(host.messages[1]?.text);
    expect(german?.text).to.include('Code');
  });
});
