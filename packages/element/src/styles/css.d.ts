/** The bundle has the text of a style sheet, without what only people read. */
declare module '*.css' {
  const text: string;
  export default text;
}
