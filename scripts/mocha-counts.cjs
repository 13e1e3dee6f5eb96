// A mocha reporter that prints only failures, or every test with TEST_VERBOSE. It writes its counts and the
// current test to a file, in case the run ends before its tests do.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

const { EVENT_HOOK_BEGIN, EVENT_RUN_END, EVENT_TEST_BEGIN } = Runner.constants;
const Reporter = process.env.TEST_VERBOSE ? reporters.Spec : reporters.Base;

module.exports = class extends Reporter {
  constructor(runner, options) {
    super(runner, options);
    for (const event of [EVENT_HOOK_BEGIN, EVENT_TEST_BEGIN]) {
      runner.on(event, (runnable) => this.write({ running: runnable.fullTitle() }));
    }
    runner.once(EVENT_RUN_END, () => {
      if (Reporter === reporters.Base) this.epilogue();
      this.write({ ended: true });
    });
  }

  write(state) {
    const { passes, failures, pending } = this.stats;
    writeFileSync(process.env.TEST_COUNTS, JSON.stringify({ passes, failures, pending, ...state }));
  }
};
