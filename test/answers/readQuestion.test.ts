import { describe, expect, it } from 'vitest';
import { readMessage, readQuestion } from '../../src/answers/index.ts';
import { openAnswering } from '../support/answering.ts';

const { recognizer } = openAnswering().answerer;
const clear = 'شحال من نهار باش نرجع السلعة؟';
const before = ['شحال كيكلف التوصيل؟'];

describe('a question', () => {
  it('that is clear by itself is about the same, whatever was said before', () => {
    const alone = readQuestion(recognizer, clear);
    expect(readQuestion(recognizer, clear, before).whole.topics).toEqual(alone.whole.topics);
  });

  it('that says little by itself is read with what was said before', () => {
    const short = 'وإلا كان مفتوح؟';
    const alone = readQuestion(recognizer, short);
    expect(readQuestion(recognizer, short, [clear]).whole.topics).not.toEqual(alone.whole.topics);
  });

  it('that was read already is understood the same', () => {
    const reading = readMessage(recognizer, clear);
    expect(readQuestion(recognizer, clear, before, reading)).toEqual(readQuestion(recognizer, clear, before));
  });
});
