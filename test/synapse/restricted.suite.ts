import { expect } from 'chai';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { identityV1 } from '../identity-client.js';
import { page } from '../readme/readme-blocks.js';
import { synapsePage } from '../readme/synapse-page.js';
import { SynapsePerson } from './person.js';
import { Site } from './site.js';

/** The secret path of the page's table. */
const prefix = /THREEPID_V1_PREFIX=(\/\w+)/.exec(page(synapsePage))?.[1] ?? '';
/** The page's example of a web app's host. */
const appHost = /`THREEPID_NEXT_LINK_HOSTS=([\w.]+)`/.exec(page(synapsePage))?.[1] ?? '';
/** More people than one address may be: the guard starts an address with 10 messages. */
const crowd = 30;
const atOnce = 6;

describe('Synapse with threepid below a secret path, with many people at once', () => {
  let site: Site;
  before(async () => {
    const plenty = { per_second: 1_000, burst_count: 1_000 };
    site = await Site.start({
      storage: 'memory',
      prefix,
      environment: { THREEPID_NEXT_LINK_HOSTS: appHost },
      synapse: {
        rc_3pid_validation: plenty,
        rc_registration: plenty,
        rc_login: { address: plenty, account: plenty },
      },
    });
  });
  after(() => site.stop());

  it('registers more people than one address may be, although all come by one homeserver', async () => {
    const statuses: number[] = [];
    // A few at once, as people come: the guard lets no country have so many unverified messages from the start.
    for (let first = 0; first < crowd; first += atOnce) {
      const indices = Array.from({ length: atOnce }, (_, index) => first + index);
      statuses.push(...(await Promise.all(indices.map(registerNewcomer))));
    }
    expect(new Set(statuses)).to.deep.equal(new Set([200]));
  });

  it('takes a next_link to the app that the page allows, and refuses one that leads elsewhere', async () => {
    const person = personOf(crowd);
    const linkTo = (host: string) => ({ next_link: `https://${host}/done` });
    const elsewhere = await person.requestToken('register', phoneOf(crowd), linkTo('evil.example'));
    expect([elsewhere.status, elsewhere.body['errcode']]).to.deep.equal([400, 'M_INVALID_PARAM']);
    expect((await person.requestToken('register', phoneOf(crowd), linkTo(appHost))).status).to.equal(200);
  });

  it('passes on that a landline gets no message', async () => {
    const landline = { country: 'GB', phone_number: '020 7946 0018' };
    const { status, body } = await personOf(crowd + 1).requestToken('register', landline);
    expect([status, body['errcode']]).to.deep.equal([400, 'M_DESTINATION_REJECTED']);
  });

  it('is not to be reached by others: neither without the path nor from another address', async () => {
    expect(prefix).to.not.equal('');
    expect(await statusOf(`${site.threepidUrl}${identityV1}`, '127.0.0.1')).to.equal(404);
    expect(await statusOf(`${site.threepidUrl}${prefix}${identityV1}`, '127.0.0.1')).to.equal(400);
    expect(await statusOf(`${site.threepidUrl}${prefix}${identityV1}`, '127.0.0.2')).to.equal(403);
  });

  async function registerNewcomer(index: number): Promise<number> {
    const [person, phone] = [personOf(index), phoneOf(index)];
    const session = await person.open('register', phone);
    await person.submit(session, site.codeOf(`+44${phone.phone_number.slice(1)}`));
    return (await person.registerBy(session)).status;
  }

  function personOf(index: number): SynapsePerson {
    return new SynapsePerson(site.homeserver, `one-of-many-${index}`, `198.51.100.${index}`);
  }
});

function phoneOf(index: number): { readonly country: string; readonly phone_number: string } {
  return { country: 'GB', phone_number: `0745${String(1_000_000 + index * 11_111)}` };
}

/** The status of a request without a body from an address. */
async function statusOf(base: string, localAddress: string): Promise<number | undefined> {
  const call = request(`${base}/validate/msisdn/requestToken`, {
    method: 'POST',
    localAddress,
    agent: false,
  });
  const [response] = (await once(call.end(), 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
