import { expect } from 'chai';
import {
  DeclarationError,
  HttpSmsSender,
  type HttpSmsSenderOptions,
  type SmsHttpDeclaration,
} from '@threepid/sms-http';
import { declaration } from './declaration.js';

const settings = { token: 'Sekret0123' };

function errorsOf(
  options: HttpSmsSenderOptions,
  changed: Partial<SmsHttpDeclaration> = {},
): readonly string[] {
  try {
    new HttpSmsSender({ ...declaration, ...changed }, options);
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    expect(error.message).to.not.include('Sekret');
    return error.errors;
  }
}

/** With settings that exclude each other. */
const exclusive: Partial<SmsHttpDeclaration> = {
  settings: {
    token: { variable: 'T', help: 'x', secret: true, optional: true },
    key: { variable: 'K', help: 'x', optional: true },
    keySecret: { variable: 'S', help: 'x', secret: true, optional: true },
    from: { variable: 'F', help: 'x', optional: true },
    region: { variable: 'R', help: 'x', default: 'eu' },
  },
  alternatives: [[['token'], ['key', 'keySecret']]],
  request: {
    ...declaration.request,
    authentication: [{ bearer: '{token}' }, { basic: { username: '{key}', password: '{keySecret}' } }],
  },
};

describe('the settings of a declaration', () => {
  it('are named if there are none, or no options at all', () => {
    const missing = 'settings.token must be set: The token.';
    expect(errorsOf({})).to.include(missing);
    expect(() => new HttpSmsSender(declaration)).to.throw(DeclarationError, missing);
  });

  it('are all checked at once', () => {
    expect(errorsOf({ settings: { tokn: 'x', region: 'Sekret', from: '' } })).to.deep.equal([
      'settings.tokn is no setting; did you mean token?',
      'settings.token must be set: The token.',
      'settings.from is empty',
      'settings.region must be eu or us',
    ]);
  });

  it('have no line breaks', () => {
    const error = 'settings.token must be one line, without control characters';
    for (const token of ['Sekret\r\nx-other: 1', 'Sekret\n', 'Sekret\0'])
      expect(errorsOf({ settings: { token } })).to.deep.equal([error]);
  });

  it('must be able to stand where the declaration has them', () => {
    expect(errorsOf({ settings: { token: 'Sekret €' } })).to.deep.equal([
      'settings.token has characters that no header can have',
    ]);
  });

  it('may exclude each other', () => {
    const choice = ["settings.token isn't alone: set token, or key and keySecret"];
    expect(errorsOf({ settings: {} }, exclusive)).to.deep.equal(choice);
    expect(errorsOf({ settings: { token: 'x', key: 'y' } }, exclusive)).to.deep.equal(choice);
    expect(errorsOf({ settings: { key: 'y' } }, exclusive)[0]).to.match(/^settings.key /);
    expect(errorsOf({ settings: { token: 'x' } }, exclusive)).to.deep.equal([]);
    expect(errorsOf({ settings: { key: 'y', keySecret: 'z' } }, exclusive)).to.deep.equal([]);
    expect(errorsOf({ settings: { key: 'a:b', keySecret: 'z' } }, exclusive)).to.deep.equal([
      'settings.key has a colon, which no user name can have',
    ]);
  });

  it('are checked by country too', () => {
    const byCountry = { us: { from: 'A' }, DE: { token: 'Sekret' }, FR: { from: '' }, GB: { from: 'ACME' } };
    expect(errorsOf({ settings, byCountry })).to.deep.equal([
      'byCountry.us.from is for no ISO 3166-1 alpha-2 code in upper case, such as US',
      'byCountry.DE.token is no setting that may differ by country',
      'byCountry.FR.from is empty',
    ]);
  });

  it('can be a part of the host, and nothing else of the URL', () => {
    const open = { ...declaration.settings, region: { variable: 'R', help: 'x' } };
    for (const region of [
      'evil.example/',
      'evil.example\\',
      'evil.example#',
      'evil.example?',
      'x@evil.example',
      '',
      ' ',
    ])
      expect(errorsOf({ settings: { ...settings, region } }, { settings: open }), region).to.have.length(1);
    expect(errorsOf({ settings: { ...settings, region: 'eu' } }, { settings: open })).to.deep.equal([]);
  });

  it('can be all of the beginning of the URL', () => {
    const request = { ...declaration.request, url: '{region}/v1/messages' };
    const open = { settings: { ...declaration.settings, region: { variable: 'R', help: 'x' } }, request };
    const errors = (region: string): readonly string[] =>
      errorsOf({ settings: { ...settings, region } }, open);
    expect(errors('https://eu.example.com/base/')).to.deep.equal([]);
    expect(errors('http://eu.example.com')).to.deep.equal([
      'settings.region must be https, or http on a loopback host',
    ]);
    expect(errors('https://eu.example.com?x=1')).to.deep.equal([
      'settings.region must be a URL without query and fragment',
    ]);
  });
});
