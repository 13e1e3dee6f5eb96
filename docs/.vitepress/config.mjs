import { defineConfig } from 'vitepress';
import { siteLinks, slugify } from './links.mjs';
import { literalBraces } from './literal-braces.mjs';
import { addressOf, pageGroups, sitePathOf } from './pages.mjs';
import { referenceSidebars } from './reference.mjs';
import { sequences } from './sequences.mjs';

const guide = pageGroups().map(({ title, pages }) => ({
  text: title,
  items: pages.map(({ file, label }) => ({ text: label, link: addressOf(file) })),
}));

export default defineConfig({
  title: 'threepid',
  description:
    'Phone-number verification for Node.js: any framework, any SMS provider, in the open Matrix protocol.',
  lang: 'en',
  // Pages lie beside what they describe, all over the repository.
  srcDir: '..',
  // What is left are the pages of pages.mjs.
  srcExclude: ['{packages,adapters,examples}/*/*/**', '{test,scripts,coverage}/**', '**/*.api.md'],
  rewrites: (file) => sitePathOf(file),
  cleanUrls: true,
  ignoreDeadLinks: false,
  markdown: { anchor: { slugify }, config: (md) => md.use(siteLinks).use(sequences).use(literalBraces) },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/overview', activeMatch: '^/(?!api/)' },
      { text: 'API reference', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: { ...referenceSidebars(), '/': guide },
  },
  vue: {
    template: { compilerOptions: { isCustomElement: (tag) => tag === 'threepid-verification' } },
  },
  // The index of the search is one chunk, loaded when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 5_000 } },
});
