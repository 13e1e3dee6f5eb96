/**
 * The shortest input found that still fails: parts are left out, from halves down to single bytes, as long as `fails` says so.
 *
 * @param tries how often `fails` is asked at most.
 */
export async function shrunk(
  input: string,
  fails: (input: string) => Promise<boolean>,
  tries = 2_000,
): Promise<string> {
  let [shortest, left] = [input, tries];
  for (
    let size = Math.ceil(input.length / 2);
    size >= 1 && left > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < shortest.length && left > 0;) {
      const shorter = shortest.slice(0, at) + shortest.slice(at + size);
      left -= 1;
      if (await fails(shorter)) shortest = shorter;
      else at += size;
    }
  }
  return shortest;
}
