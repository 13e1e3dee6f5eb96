// A mocha reporter that prints every test and its time, and ends with one line `N passed, N failed`.
const { reporters, Runner } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      if (pending > 0) console.log(`${pending} skipped`);
      console.log(`${passes} passed, ${failures} failed`);
    });
  }
};
