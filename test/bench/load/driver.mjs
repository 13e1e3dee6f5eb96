// A closed-loop load generator in its own process: so many people at once, each of whom begins again when done. Its
// argument is the port of the SMS peer's feed. The parent sends a run; once that is prepared, it says when to go.
import { once } from 'node:events';
import { getValidated3pid, requestToken, submitToken, verify } from './calls.mjs';
import { Connection } from './connection.mjs';
import { Figures } from './figures.mjs';
import { Inbox } from './inbox.mjs';

/** Too many to go on; the run fails in any case. */
const mostErrors = 100;

const inbox = await Inbox.open(Number(process.argv[2]));

/** Whole verifications for some time, or so many; warmed up before. */
async function verifications(connections, next, { warmUpMs = 0, milliseconds = Infinity, calls = Infinity }) {
  const figures = new Figures();
  const goOn = (until, most) => async (connection) => {
    await figures.add(() => verify(connection, inbox, next()));
    return figures.milliseconds < until && figures.calls < most && figures.errors < mostErrors;
  };
  await loop(connections, goOn(warmUpMs, Infinity));
  await prepared();
  figures.restart();
  await loop(connections, goOn(milliseconds, calls));
  return figures.summary();
}

/** One kind of call, on sessions that are prepared before. */
const callsOn = (prepare, call) =>
  async function (connections, next, { calls }) {
    const sessions = [];
    await loop(connections, async (connection) => {
      sessions.push(await prepare(connection, next));
      return sessions.length < calls;
    });
    await prepared();
    const figures = new Figures();
    await loop(connections, async (connection) => {
      const session = sessions.pop();
      if (session !== undefined) await figures.add(() => call(connection, session));
      return sessions.length > 0 && figures.errors < mostErrors;
    });
    return figures.summary();
  };

const works = {
  verify: verifications,
  submitToken: callsOn(requested, submitToken),
  getValidated3pid: callsOn((connection, next) => verify(connection, inbox, next()), getValidated3pid),
};

/** The guard would stop a crowd that only asks for codes: for each that waits with its code, another verifies. */
async function requested(connection, next) {
  await verify(connection, inbox, next());
  return requestToken(connection, inbox, next());
}

/** Repeats a step for each connection until it resolves with false. */
async function loop(connections, step) {
  const repeat = async (connection) => {
    while (await step(connection));
  };
  await Promise.all(connections.map(repeat));
}

async function prepared() {
  process.send({ kind: 'prepared' });
  await once(process, 'message');
}

/** People are spread evenly over the hosts. */
async function run({ urls, work, people, first, ...sizes }) {
  const connections = Array.from(
    { length: people },
    (_, person) => new Connection(urls[person % urls.length]),
  );
  let index = first;
  const figures = await works[work](connections, () => index++, sizes);
  await Promise.all(connections.map((connection) => connection.close()));
  return { ...figures, nextPerson: index };
}

process.on('message', ({ kind, ...message }) => {
  if (kind !== 'run') return;
  run(message).then(
    (figures) => process.send({ kind: 'done', figures }),
    ({ message: reason }) => process.send({ kind: 'failed', reason }),
  );
});
process.once('disconnect', () => process.exit());
process.send({ kind: 'ready' });
