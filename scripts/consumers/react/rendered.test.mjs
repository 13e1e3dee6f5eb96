import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { Page } from './app/out/page.js';

test('a server renders the component', () => {
  const html = renderToString(createElement(Page));
  assert.match(html, /<h1[^>]*>Telefonnummer bestätigen</);
  assert.match(html, /\+49/);
});

test('the styles are in the package', () => {
  const styles = fileURLToPath(import.meta.resolve('@threepid/react/styles.css'));
  assert.match(readFileSync(styles, 'utf8'), /\.threepid-verification/);
});
