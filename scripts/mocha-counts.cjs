// A reporter for mocha: failures alone, or with THREEPID_TEST_VERBOSE each test; its counts go to a file.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

const Reporter = process.env.THREEPID_TEST_VERBOSE ? reporters.Spec : reporters.Base;

module.exports = class extends Reporter {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      if (Reporter === reporters.Base) this.epilogue();
      const { passes, failures, pending } = this.stats;
      writeFileSync(process.env.THREEPID_TEST_COUNTS, JSON.stringify({ passes, failures, pending }));
    });
  }
};
