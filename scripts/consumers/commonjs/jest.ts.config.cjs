module.exports = {
  testMatch: ['**/framework.jest.ts'],
  // Its tsconfig.json has `allowJs`: what is transformed is JavaScript too.
  preset: 'ts-jest/presets/js-with-ts',
  transformIgnorePatterns: ['/node_modules/(?!@threepid/)'],
};
