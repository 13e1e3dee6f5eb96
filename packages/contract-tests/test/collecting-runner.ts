interface CollectedTest {
  readonly title: string;
  readonly body: () => Promise<void>;
}

/** Collects the tests of a contract suite, or some of them, and tells no runner what fails. */
export class CollectingRunner {
  private readonly tests: CollectedTest[] = [];
  private readonly setUps: (() => Promise<void>)[] = [];

  constructor(private readonly isRun: (title: string) => boolean = () => true) {}

  /** The functions that a suite takes. */
  readonly functions = {
    describe: (_title: string, body: () => void): void => {
      body();
    },
    it: (title: string, body: () => Promise<void>): void => {
      if (this.isRun(title)) this.tests.push({ title, body });
    },
    before: (body: () => Promise<void>): void => {
      this.setUps.push(body);
    },
    after: (): void => undefined,
  };

  get collected(): number {
    return this.tests.length;
  }

  /** Runs the tests, one after the other. The titles of those that fail. */
  async failed(): Promise<readonly string[]> {
    for (const setUp of this.setUps) await setUp();
    const failed: string[] = [];
    for (const { title, body } of this.tests) if (!(await passes(body))) failed.push(title);
    return failed;
  }
}

function passes(body: () => Promise<void>): Promise<boolean> {
  return body().then(
    () => true,
    () => false,
  );
}
