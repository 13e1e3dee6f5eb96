// Express 4 under another name; what of it is used here has the types of Express 5.
declare module 'express4' {
  import express from 'express';
  export default express;
}
