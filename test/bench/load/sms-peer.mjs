// An SMS provider in its own process: accepts messages in Twilio's and in SNS's wire format, and passes each number and
// code on to whoever is connected to its feed, one `number code` a line. Prints its ports: HTTP, then feed.
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { setImmediate } from 'node:timers';
import { URLSearchParams } from 'node:url';

const formats = {
  twilio: {
    number: 'To',
    text: 'Body',
    status: 201,
    type: 'application/json',
    answer: (id) => JSON.stringify({ sid: `SM${id}`, status: 'queued', num_segments: '1', error_code: null }),
  },
  sns: {
    number: 'PhoneNumber',
    text: 'Message',
    status: 200,
    type: 'text/xml',
    answer: (id) =>
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
      `<MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>${id}</RequestId>` +
      '</ResponseMetadata></PublishResponse>',
  },
};

const listeners = new Set();
let pending = '';
let accepted = 0;

/** Lines of one turn of the event loop leave together. */
function feed(line) {
  if (pending === '') setImmediate(flush);
  pending += line;
}

function flush() {
  for (const socket of listeners) socket.write(pending);
  pending = '';
}

function accept(body, res) {
  const form = new URLSearchParams(body);
  const format = form.has('PhoneNumber') ? formats.sns : formats.twilio;
  const number = form.get(format.number).slice(1);
  const [code] = /(?<!\d)\d{6}(?!\d)/.exec(form.get(format.text));
  feed(`${number} ${code}\n`);
  accepted += 1;
  const answer = format.answer(accepted.toString(16).padStart(32, '0'));
  res.writeHead(format.status, { 'content-type': format.type, 'content-length': answer.length }).end(answer);
}

const api = createHttpServer((req, res) => {
  let body = '';
  req.setEncoding('latin1').on('data', (chunk) => (body += chunk));
  req.on('end', () => accept(body, res));
});
const codes = createServer((socket) => {
  listeners.add(socket.setNoDelay());
  socket.on('close', () => listeners.delete(socket)).on('error', () => {});
});

// Idle connections stay open: a host waits for its turn, and must not meet a closing one.
api.keepAliveTimeout = 0;
api.listen(0, '127.0.0.1', () =>
  codes.listen(0, '127.0.0.1', () => process.send({ http: api.address().port, feed: codes.address().port })),
);
process.once('disconnect', () => process.exit());
