module.exports = {
  testMatch: ['**/framework.jest.cjs'],
  // By default Jest transforms nothing in node_modules.
  transformIgnorePatterns: ['/node_modules/(?!@threepid/)'],
};
