import { expect } from 'chai';
import { isSignedByTwilio } from '../dist/twilio-signature.js';

const example = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const page = '//mycompany.com/myapp.php?foo=1&bar=2';

type Form = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

function isSigned(
  url: string,
  form: Form,
  signature: unknown,
  authTokens: readonly string[] = ['12345'],
): boolean {
  const body = new URLSearchParams(form as Record<string, string>).toString();
  const headers = { 'x-twilio-signature': signature as string };
  return isSignedByTwilio({ method: 'POST', query: '', headers, body }, { url, authTokens });
}

describe("Twilio's signature", () => {
  // Of Twilio's documentation ("Security") and of the tests of its libraries, with the token 12345.
  const address = 'MessagingBinding.Address';
  const repeated: Form = [
    ['Sid', 'CA123'],
    ['SidAccount', 'AC123'],
    ['Digits', '5678'],
    ['Digits', '1234'],
    ['Digits', '1234'],
  ];
  const vectors: readonly (readonly [what: string, url: string, form: Form, signature: string])[] = [
    ['the example of the documentation', `https:${page}`, example, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    [
      'its form in another order',
      `https:${page}`,
      Object.entries(example).reverse(),
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    ],
    [
      'https with a port, which was not signed',
      `https:${page.replace('.com', '.com:1234')}`,
      example,
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    ],
    [
      'http with a port, which was signed',
      `http:${page.replace('.com', '.com:1234')}`,
      example,
      'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=',
    ],
    ['https without its port, which was signed', `https:${page}`, example, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
    ['http without its port, which was signed', `http:${page}`, example, '0ZXoZLH/DfblKGATFgpif+LLRf4='],
    [
      'a query with special characters',
      `https:${page}&Body=It's+amazing`,
      example,
      'dsq4Ehbj6cs+KdTkpF5sSSplOWw=',
    ],
    [
      'a name with two values',
      `https:${page}`,
      [
        [address, '+1325xxxxxxx'],
        [address, '+1415xxxxxxx'],
      ],
      '83O6e2vORAoJHUNzJjDWN1jz+BA=',
    ],
    [
      'a name with two values, in another order',
      `https:${page}`,
      [
        [address, '+1415xxxxxxx'],
        [address, '+1325xxxxxxx'],
      ],
      '83O6e2vORAoJHUNzJjDWN1jz+BA=',
    ],
    ['a value that is repeated', `https:${page}`, repeated, 'IK+Dwps556ElfBT0I3Rgjkr1wJU='],
  ];
  for (const [what, url, form, signature] of vectors) {
    it(`holds for ${what}`, () => {
      expect(isSigned(url, form, signature)).to.equal(true);
      expect(isSigned(url, form, signature, ['12346'])).to.equal(false);
      expect(isSigned(url, form, signature, ['12346', '12345'])).to.equal(true);
      expect(isSigned(`${url}&x`, form, signature)).to.equal(false);
      expect(isSigned(url, [...Object.entries(form), ['x', '']], signature)).to.equal(false);
    });
  }

  it('is needed, once and whole', () => {
    const right = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';
    for (const signature of [
      undefined,
      '',
      right.slice(0, -1),
      `${right}=`,
      right.toLowerCase(),
      [right, right],
      ` ${right}`,
    ])
      expect(isSigned(`https:${page}`, example, signature), String(signature)).to.equal(false);
    expect(isSigned(`https:${page}`, example, right, [])).to.equal(false);
  });
});
