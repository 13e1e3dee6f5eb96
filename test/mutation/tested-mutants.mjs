// Stryker's reporter that writes each mutant down once it is tested, for who looks at the first survivors of a long run.
import { appendFileSync } from 'node:fs';
import { PluginKind, commonTokens, declareClassPlugin, tokens } from '@stryker-mutator/api/plugin';

class TestedMutants {
  static inject = tokens(commonTokens.options);

  constructor({ threepid }) {
    this.file = threepid.tested;
  }

  onMutantTested(mutant) {
    appendFileSync(this.file, `${JSON.stringify(mutant)}\n`);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'tested-mutants', TestedMutants)];
