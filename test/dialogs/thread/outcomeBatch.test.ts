import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OutcomeBatch } from '../../../dialogs/thread/outcomeBatch.ts';

let taken: number[];
let batch: OutcomeBatch;
const add = (turn: number, more: boolean) => batch.add(() => taken.push(turn), { more });

beforeEach(() => {
  vi.useFakeTimers();
  taken = [];
  batch = new OutcomeBatch();
});
afterEach(() => {
  vi.useRealTimers();
});

it('holds nothing back when no other turn is under way', () => {
  add(1, false);
  expect(taken).toEqual([1]);
});

it('takes outcomes up together and in order, with the last of them', () => {
  add(1, true);
  add(2, true);
  expect(taken).toEqual([]);
  add(3, false);
  expect(taken).toEqual([1, 2, 3]);
  vi.runAllTimers();
  expect(taken).toEqual([1, 2, 3]);
});

it('lets no outcome wait longer than a moment, whatever comes after it', () => {
  add(1, true);
  vi.advanceTimersByTime(1);
  add(2, true);
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(taken).toEqual([1, 2]);
  add(3, true);
  vi.advanceTimersByTime(2);
  expect(taken).toEqual([1, 2, 3]);
});
