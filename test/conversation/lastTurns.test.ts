import { expect, it } from 'vitest';
import { LastTurns } from '../../src/conversation/lastTurns.ts';

const turn = (version: number) => ({ version, upTo: version + 1, state: { value: { count: version }, version } });

it('gives the newest turn of a conversation away once', () => {
  const turns = new LastTurns();
  turns.remember('a', turn(4));
  turns.remember('b', turn(5));
  turns.remember('a', turn(6));
  expect(turns.take('a')).toEqual(turn(6));
  expect(turns.take('a')).toBeUndefined();
  expect(turns.take('b')).toEqual(turn(5));
});

it('forgets the conversations that rested longest', () => {
  const turns = new LastTurns();
  for (const conversation of ['a', 'b', 'a']) turns.remember(conversation, turn(1));
  for (let other = 0; other < 999; other++) turns.remember(`c${other}`, turn(1));
  expect(turns.take('b')).toBeUndefined();
  expect(turns.take('a')).toEqual(turn(1));
});
