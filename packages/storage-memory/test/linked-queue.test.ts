import { expect } from 'chai';
import { LinkedQueue } from '../dist/linked-queue.js';

describe('LinkedQueue', () => {
  for (const [removed, left] of [
    [0, ['b', 'c']],
    [1, ['a', 'c']],
    [2, ['a', 'b']],
  ] as const)
    it(`has the others in their order after one was removed from its middle or its ends: ${removed}`, () => {
      const queue = new LinkedQueue<string>();
      const places = ['a', 'b', 'c'].map((value) => queue.add(value));
      const place = places[removed];
      if (place !== undefined) queue.remove(place);
      const later = queue.add('d');
      const order: string[] = [];
      for (const other of [...places.filter((one) => one !== place), later]) {
        order.push(String(queue.first));
        queue.remove(other);
      }
      expect(order).to.deep.equal([...left, 'd']);
      expect([queue.size, queue.first]).to.deep.equal([0, undefined]);
    });
});
