import { expect } from 'chai';
import { HtmlValidate } from 'html-validate';
import { createHash } from 'node:crypto';
import { defaultTreeAdapter, parse, type DefaultTreeAdapterTypes } from 'parse5';
import { verificationPage, type VerificationOutcome } from '../../../dist/http/page/verification-page.js';
import { languages } from '../../../dist/languages/languages.js';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.ChildNode;

const outcomes: readonly VerificationOutcome[] = [
  'validated',
  'incorrect',
  'expired',
  'unknown',
  'invalid',
  'limited',
  'unavailable',
];

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  // Taste alone: the standard has the doctype in any case, and void elements without a slash.
  rules: { 'doctype-style': ['error', { style: 'lowercase' }] },
});

/** The elements of a page in document order; throws if the standard's parser finds any error. */
function elementsOf(html: string): Element[] {
  const errors: string[] = [];
  const document = parse(html, { onParseError: ({ code }) => errors.push(code) });
  expect(errors).to.deep.equal([]);
  return document.childNodes.flatMap(withDescendants);
}

function withDescendants(node: Node): Element[] {
  return defaultTreeAdapter.isElementNode(node) ? [node, ...node.childNodes.flatMap(withDescendants)] : [];
}

function named(elements: readonly Element[], name: string): Element[] {
  return elements.filter(({ tagName }) => tagName === name);
}

function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.attrs.find((attr) => attr.name === name)?.value;
}

function textOf(element: Element | undefined): string {
  return (element?.childNodes ?? [])
    .map((node) => (defaultTreeAdapter.isTextNode(node) ? node.value : ''))
    .join('');
}

function styleOf(html: string): string {
  return textOf(named(elementsOf(html), 'style')[0]);
}

function withoutColours(html: string): string {
  return html.replace(/<style>[^]*<\/style>/, '').replace(/ class="[^"]*"/g, '');
}

describe('verificationPage', () => {
  for (const { tag, dir, pages } of languages) {
    describe(`in ${tag}`, () => {
      for (const outcome of outcomes) {
        it(`is valid HTML for ${outcome}`, () => {
          const { results } = validator.validateStringSync(verificationPage(outcome, [tag]).html);
          expect(results.flatMap(({ messages }) => messages)).to.deep.equal([]);
        });

        it(`names language, direction, title, one heading and the main part for ${outcome}`, () => {
          const elements = elementsOf(verificationPage(outcome, [tag]).html);
          const [root] = named(elements, 'html');
          expect([attribute(root, 'lang'), attribute(root, 'dir')]).to.deep.equal([tag, dir]);
          expect(named(elements, 'title').map(textOf)).to.deep.equal([pages[outcome].title]);
          expect(named(elements, 'h1').map(textOf)).to.deep.equal([pages[outcome].heading]);
          expect(named(elements, 'p').map(textOf)).to.deep.equal([pages[outcome].advice]);
          expect(named(elements, 'main')).to.have.lengthOf(1);
        });
      }
    });
  }

  it('tells each two outcomes apart without any colour', () => {
    for (const { tag } of languages) {
      const pages = outcomes.map((outcome) => withoutColours(verificationPage(outcome, [tag]).html));
      expect(new Set(pages)).to.have.lengthOf(outcomes.length);
    }
  });

  it('marks success by a shape that no failure has, hidden from screen readers, which read the heading', () => {
    const shapeOf = (outcome: VerificationOutcome): string | undefined =>
      attribute(named(elementsOf(verificationPage(outcome, ['en']).html), 'path')[0], 'd');
    const failures = outcomes.filter((outcome) => outcome !== 'validated').map(shapeOf);
    expect(failures).not.to.include(shapeOf('validated')).and.not.include(undefined);
    const [svg] = named(elementsOf(verificationPage('validated', ['en']).html), 'svg');
    expect(attribute(svg, 'aria-hidden')).to.equal('true');
  });

  it('shows what is done, what resolves with time and what the person has to do, each by shapes of its own', () => {
    const icons = outcomes.map((outcome) => {
      const elements = elementsOf(verificationPage(outcome, ['en']).html);
      const [svg, path] = [named(elements, 'svg')[0], named(elements, 'path')[0]];
      return { outcome, mood: attribute(svg, 'class')?.split(' ')[0], shape: attribute(path, 'd') ?? '' };
    });
    expect(Object.fromEntries(icons.map(({ outcome, mood }) => [outcome, mood]))).to.deep.equal({
      validated: 'good',
      incorrect: 'bad',
      expired: 'wait',
      unknown: 'bad',
      invalid: 'bad',
      limited: 'wait',
      unavailable: 'wait',
    });
    const moodsByShape = new Map(icons.map(({ shape, mood }) => [shape, mood]));
    for (const { outcome, shape, mood } of icons) {
      expect(shape, outcome).to.match(/^M[\d.]/);
      expect(moodsByShape.get(shape), outcome).to.equal(mood);
    }
  });

  it('mirrors the question mark alone where a script runs from right to left', () => {
    const mirrored = outcomes.filter((outcome) => {
      const [svg] = named(elementsOf(verificationPage(outcome, ['ar']).html), 'svg');
      return attribute(svg, 'class')?.split(' ').includes('mirrored');
    });
    expect(mirrored).to.deep.equal(['unknown']);
    const { html } = verificationPage('unknown', ['ar']);
    expect(attribute(named(elementsOf(html), 'svg')[0], 'class')).to.equal('bad mirrored');
    expect(styleOf(html)).to.include('[dir=rtl] .mirrored{transform:scaleX(-1)}');
  });

  it('has no script, no form, no link, and no attribute that loads or runs anything', () => {
    const inert = [
      'aria-hidden',
      'charset',
      'class',
      'content',
      'cx',
      'cy',
      'd',
      'dir',
      'focusable',
      'lang',
      'name',
      'r',
      'viewbox',
    ];
    const tags = [
      'html',
      'head',
      'meta',
      'title',
      'style',
      'body',
      'main',
      'svg',
      'circle',
      'path',
      'h1',
      'p',
    ];
    for (const outcome of outcomes) {
      const { html } = verificationPage(outcome, ['en']);
      for (const { tagName, attrs } of elementsOf(html)) {
        expect(tags).to.include(tagName);
        for (const { name } of attrs) expect(inert).to.include(name.toLowerCase());
      }
      expect(html).not.to.match(/https?:|\/\/|url\(|@import|@font-face|javascript|http-equiv/i);
    }
  });

  it('is fit for a phone: its width, its cut-outs, both schemes', () => {
    const { html } = verificationPage('validated', ['en']);
    expect(html).to.include('content="width=device-width, initial-scale=1, viewport-fit=cover"');
    expect(html).not.to.match(/user-scalable|maximum-scale/);
    expect(styleOf(html)).to.include('env(safe-area-inset-left)').and.include('prefers-color-scheme:dark');
  });

  it('is small: below 4 KiB in every language', () => {
    for (const { tag } of languages) {
      for (const outcome of outcomes) {
        expect(Buffer.byteLength(verificationPage(outcome, [tag]).html)).to.be.below(4096);
      }
    }
  });

  it('takes the first language that there is, English otherwise', () => {
    const langOf = (...locales: string[]): string | undefined =>
      verificationPage('validated', locales).headers['content-language'];
    expect(langOf('it', 'pt-BR', 'en')).to.equal('pt');
    expect(langOf()).to.equal('en');
  });

  it('reflects nothing that came in', () => {
    const hostile = ['"><script>alert(1)</script>', 'en"\r\nset-cookie: a=b', 'x'.repeat(100_000)];
    expect(verificationPage('invalid', hostile)).to.deep.equal(verificationPage('invalid', ['en']));
    expect(verificationPage('invalid', ['de-x-evil'])).to.deep.equal(verificationPage('invalid', ['de']));
  });
});

describe("verificationPage's headers", () => {
  for (const { tag } of languages) {
    it(`are all there in ${tag}, their names in lower case`, () => {
      const { html, headers } = verificationPage('validated', [tag]);
      const hash = createHash('sha256').update(styleOf(html)).digest('base64');
      expect(headers).to.deep.equal({
        'cache-control': 'no-store',
        'content-language': tag,
        'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
        'content-type': 'text/html; charset=utf-8',
        'referrer-policy': 'no-referrer',
        vary: 'Accept-Language',
        'x-content-type-options': 'nosniff',
      });
    });
  }

  it('let through the one style of each page, and no style attribute needs letting through', () => {
    const styles = languages.flatMap(({ tag }) =>
      outcomes.map((outcome) => styleOf(verificationPage(outcome, [tag]).html)),
    );
    expect(new Set(styles)).to.have.lengthOf(1);
  });
});

/** WCAG 2.2, relative luminance of a colour `#rrggbb`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

describe("verificationPage's colours", () => {
  const style = styleOf(verificationPage('validated', ['en']).html);
  const [light = '', dark = ''] = [...style.matchAll(/:root\{([^}]*)\}/g)].map(([, block]) => block ?? '');
  const pairs = [
    ['text', 'card'],
    ['soft', 'card'],
    ['good', 'good-back'],
    ['wait', 'wait-back'],
    ['bad', 'bad-back'],
    ['good', 'card'],
    ['wait', 'card'],
    ['bad', 'card'],
  ] as const;
  const schemes = Object.entries({ light, dark });

  it('knows black on white', () => {
    expect(contrast('#000000', '#ffffff')).to.equal(21);
    expect(contrast('#767676', '#ffffff')).to.be.closeTo(4.54, 0.01);
  });

  for (const [scheme, block] of schemes) {
    const colours = new Map(
      [...block.matchAll(/--([a-z-]+):(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
    );
    for (const [front, back] of pairs) {
      it(`have a contrast of 4.5 to 1 at least in the ${scheme} scheme: ${front} on ${back}`, () => {
        expect(contrast(colours.get(front) ?? '', colours.get(back) ?? '')).to.be.at.least(4.5);
      });
    }
  }

  it('are used in these pairs alone: each rule takes its colours from them', () => {
    const rules = style.slice(style.lastIndexOf(dark) + dark.length);
    expect(rules).not.to.match(/#[0-9a-f]{3}|hsl|oklch|opacity/);
    const named = [...rules.matchAll(/var\(--([a-z-]+)\)/g)].map(([, name]) => name);
    const known = [
      'page',
      'card',
      'edge',
      'text',
      'soft',
      'good',
      'good-back',
      'wait',
      'wait-back',
      'bad',
      'bad-back',
    ];
    expect(named).to.have.members(known);
  });
});
