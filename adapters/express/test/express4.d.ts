// Express 4 under another name; the parts used here have the same types as in Express 5.
declare module 'express4' {
  import express from 'express';
  export default express;
}
