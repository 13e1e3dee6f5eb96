import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Next declares globals of its own: what uses it is checked without the other packages. */
const ofNext = ['adapters/next', 'examples/next-app', 'examples/next-pages', 'test/next/next-app'];

/** Packages for browsers have the DOM's types, and JSX. */
const ofBrowsers = ['packages/element', 'packages/react'];

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/dist-test/',
      '**/.next/',
      '**/.svelte-kit/',
      '**/build/',
      '**/.venv/',
      '**/next-env.d.ts',
      'coverage/',
      'docs/api/',
      'docs/.vitepress/cache/',
      'docs/.vitepress/.temp/',
      'packages/sms-http/src/embedded-recipes.ts',
      'packages/storage-redis/src/scripts/scripts.ts',
      // Checked by the TypeScript of each project.
      'scripts/consumers/**/*.ts',
      'scripts/consumers/**/*.tsx',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: 'tsconfig.lint.json' } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ofNext.map((folder) => `${folder}/**/*.{ts,tsx}`),
    ignores: ['examples/*/test/*'],
    languageOptions: {
      parserOptions: { project: ofNext.map((folder) => `${folder}{,/test}/tsconfig.json`) },
    },
  },
  {
    files: ofBrowsers.map((folder) => `${folder}/**/*.{ts,tsx}`),
    languageOptions: {
      parserOptions: { project: ofBrowsers.map((folder) => `${folder}{,/test}/tsconfig.json`) },
    },
  },
  {
    // Node's types advise against forms with files; it is how SvelteKit reads all forms.
    files: ['examples/sveltekit/src/**'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    files: ['packages/client/test/consumers/*'],
    languageOptions: { parserOptions: { project: 'packages/client/test/consumers/tsconfig.json' } },
  },
  {
    // Nest's modules are empty classes with a decorator, and the types of its options are classes without instances.
    files: ['adapters/nestjs/**/*.ts', 'examples/nestjs/**/*.ts'],
    rules: {
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    // Nest looks up the classes that a constructor names at runtime, so they are no types, although they look it.
    files: ['examples/nestjs/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    // A suite of tests is one long function of short ones; chai's assertions are expressions.
    files: ['**/test/**/*.ts', 'packages/contract-tests/src/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        fetch: 'readonly',
        Response: 'readonly',
        Request: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        AbortSignal: 'readonly',
        require: 'readonly',
        module: 'writable',
      },
    },
  },
  prettier,
);
