import { expect } from 'chai';
import { parseProviderUrl } from '../../dist/sms/provider-url.js';

function read(text: string | URL, options?: { readonly bare: boolean }): string {
  try {
    return parseProviderUrl(text, options).href;
  } catch (error) {
    return String(error);
  }
}

describe("the URL of a provider's API", () => {
  for (const [text, answer] of [
    ['https://api.example/v1?a=b#c', 'https://api.example/v1?a=b#c'],
    [new URL('https://api.example/'), 'https://api.example/'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
    ['api.example', 'TypeError: must be an absolute http(s) URL'],
    ['ftp://api.example', 'TypeError: must be an absolute http(s) URL'],
    ['http://api.example', 'TypeError: must be https, or http on a loopback host'],
    ['https://user@api.example', 'TypeError: must be a URL without credentials'],
    ['https://:pass@api.example', 'TypeError: must be a URL without credentials'],
    ['https://api.example:0', 'TypeError: must be on a port other than 0'],
  ] as const)
    it(`is ${answer} for ${String(text)}`, () => {
      expect(read(text)).to.equal(answer);
    });

  it('has no query and no fragment if it is bare', () => {
    const sentence = 'TypeError: must be a URL without query and fragment';
    expect(read('https://api.example/v1', { bare: true })).to.equal('https://api.example/v1');
    for (const end of ['?a', '#a']) {
      expect(read(`https://api.example/${end}`, { bare: true })).to.equal(sentence);
      expect(read(`https://api.example/${end}`, { bare: false })).to.equal(`https://api.example/${end}`);
    }
  });
});
