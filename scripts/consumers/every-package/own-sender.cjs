// The same in CommonJS: it refuses, so that the other one is tried.
module.exports = {
  name: 'refuses',
  send: () => Promise.resolve({ kind: 'refused', cause: new Error('none today') }),
};
