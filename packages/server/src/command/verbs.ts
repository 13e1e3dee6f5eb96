import { helpVerb } from './help-verb.js';
import { operatorVerbs } from './operator/operator-verbs.js';
import type { Verbs } from './read-command.js';
import { serveVerb } from './serve-verb.js';
import type { Verb } from './verb.js';

/** Shows the help of all. */
export const help: Verb = helpVerb(() => verbs);

/** All verbs, in the order in which they are shown. The first is meant if none is named. */
export const verbs: Verbs = [serveVerb, ...operatorVerbs, help];
