import { PhoneVerification } from '@threepid/react';
import { builtInWords } from '../dist/words/words-of.js';
import { expect } from 'chai';
import { renderToString } from 'react-dom/server';

describe('PhoneVerification on a server', () => {
  const errors: unknown[] = [];
  const { error } = console;
  before(() => {
    console.error = (...args) => errors.push(args);
  });
  after(() => {
    console.error = error;
  });

  for (const [lang, words] of Object.entries(builtInWords)) {
    it(`renders the first step in ${lang}, and what to do without JavaScript`, () => {
      const html = renderToString(<PhoneVerification lang={lang} country="GB" headingLevel={3} />);
      expect(html)
        .to.include(`lang="${lang}" dir="${words.dir}"`)
        .and.to.include('+44')
        .and.to.include('<h3');
      for (const text of [words.number.heading, words.number.send, words.noScript])
        expect(html).to.include(text.replaceAll("'", '&#x27;'));
      expect(errors).to.deep.equal([]);
    });
  }

  it('shows the country that the server guessed, and the main one of a language otherwise', () => {
    const countryOf = (html: string) => /threepid-country-code">([^<]+)/.exec(html)?.[1];
    expect(countryOf(renderToString(<PhoneVerification lang="en" guessedCountry="ie" />))).to.equal('+353');
    expect(countryOf(renderToString(<PhoneVerification lang="ja" />))).to.equal('+81');
    expect(countryOf(renderToString(<PhoneVerification lang="en" countries={['CH', 'AT']} />))).to.equal(
      '+43',
    );
  });

  it('has IDs of its own, twice on a page', () => {
    const html = renderToString(
      <>
        <PhoneVerification storageKey="first" />
        <PhoneVerification storageKey="second" />
      </>,
    );
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).to.have.length(10);
    expect(new Set(ids).size).to.equal(10);
  });

  it('takes words of your own, terms and a class', () => {
    const words = { ...wordsOfEnglish(), noScript: 'Call us.' };
    const html = renderToString(
      <PhoneVerification words={words} terms={<p>Our terms</p>} className="mine" />,
    );
    expect(html).to.include('Call us.').and.to.include('<p>Our terms</p>');
    expect(html).to.include('class="threepid-verification mine"');
  });
});

function wordsOfEnglish() {
  const { en } = builtInWords;
  if (en === undefined) throw new Error('no English');
  return en;
}
