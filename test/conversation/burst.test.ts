import { describe, expect, it } from 'vitest';
import { answerAt, firstTurn, isJoinable, joined } from '../../src/conversation/burst.ts';
import type { LogEntry } from '../../src/conversation/records.ts';

const BURST = { waitMs: 600, maxMs: 2500 };
let position = 0;
const entry = (text: string, more: object = {}): LogEntry => {
  position += 1;
  return {
    position,
    direction: 'in',
    activity: { type: 'message', id: `m${position}`, text, from: { id: 'c' }, ...more },
  };
};
const texts = (entries: LogEntry[]) => entries.map((one) => one.activity.text);

describe('when a burst is answered', () => {
  it('waits the quiet time after the last sign of the customer', () => {
    expect(answerAt(BURST, { firstAt: 1000, lastAt: 1400 })).toBe(2000);
  });

  it('waits no longer than the bound after the first message', () => {
    expect(answerAt(BURST, { firstAt: 1000, lastAt: 3400 })).toBe(3500);
  });

  it('keeps the quiet time when the bound is shorter', () => {
    expect(answerAt({ waitMs: 600, maxMs: 0 }, { firstAt: 1000, lastAt: 1000 })).toBe(1600);
  });
});

describe('which messages make one turn', () => {
  it('joins plain texts in a row of one person', () => {
    expect(texts(firstTurn([entry('سلام'), entry('شريت تيليفون'), entry('نقدر نرجعو؟')], BURST))).toHaveLength(3);
  });

  it('answers each message alone when the wait is switched off', () => {
    expect(texts(firstTurn([entry('a'), entry('b')], { waitMs: 0, maxMs: 0 }))).toEqual(['a']);
  });

  it.each([
    ['a button press', { value: { id: 1 } }],
    ['a post-back', { channelData: { postBack: true } }],
    ['a file', { attachments: [{ contentType: 'image/png' }] }],
    ['an event', { type: 'event' }],
    ["another person's message", { from: { id: 'other' } }],
  ])('does not join %s', (_, more) => {
    expect(texts(firstTurn([entry('a'), entry('b', more), entry('c')], BURST))).toEqual(['a']);
  });

  it('begins with a button press alone', () => {
    expect(texts(firstTurn([entry('a', { value: 1 }), entry('b')], BURST))).toEqual(['a']);
  });

  it('joins no more than ten messages and four thousand characters', () => {
    expect(
      firstTurn(
        Array.from({ length: 30 }, () => entry('x')),
        BURST,
      ),
    ).toHaveLength(10);
    expect(firstTurn([entry('x'.repeat(3000)), entry('x'.repeat(3000))], BURST)).toHaveLength(1);
  });

  it('is nothing when nothing waits', () => {
    expect(firstTurn([], BURST)).toEqual([]);
  });

  it('gives the bot the last activity with all texts', () => {
    const turn = [entry('a'), entry('b')];
    expect(joined(turn)).toEqual({ ...turn[1]?.activity, text: 'a\nb' });
  });

  it('does not wait for more of an empty activity or an event', () => {
    expect(isJoinable({ type: 'event', name: 'x' })).toBe(false);
    expect(isJoinable({ type: 'message' })).toBe(false);
    expect(isJoinable({ type: 'message', text: 'a' })).toBe(true);
  });
});
