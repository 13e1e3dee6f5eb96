module.exports = {
  testMatch: ['**/framework.jest.ts'],
  // tsconfig.json has `allowJs`, because JavaScript is transformed too.
  preset: 'ts-jest/presets/js-with-ts',
  transformIgnorePatterns: ['/node_modules/(?!@threepid/)'],
};
