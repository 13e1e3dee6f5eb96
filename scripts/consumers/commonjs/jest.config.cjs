module.exports = {
  testMatch: ['**/framework.jest.cjs'],
  // What Jest leaves as it is otherwise: everything in node_modules.
  transformIgnorePatterns: ['/node_modules/(?!@threepid/)'],
};
