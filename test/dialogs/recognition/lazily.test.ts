import { describe, expect, it } from 'vitest';
import { lazily } from '../../../dialogs/recognition/lazily.ts';

interface Said {
  readonly words: number;
  readonly dear: string;
}

describe('lazily made objects', () => {
  it('work a property out when it is read, once, and keep an undefined one too', () => {
    const asked: string[] = [];
    const make = lazily<{ readonly one?: number | undefined; readonly two: number }>();
    const object = make({
      one: () => {
        asked.push('one');
        return undefined;
      },
      two: () => asked.push('two'),
    });
    expect(asked).toEqual([]);
    expect([object.one, object.one]).toEqual([undefined, undefined]);
    expect(asked).toEqual(['one']);
  });

  it('of one maker keep apart', () => {
    const make = lazily<Said>();
    const [first, second] = ['a', 'b b'].map((text) =>
      make({ words: () => text.split(' ').length, dear: () => `${text}!` }),
    );
    expect([first?.words, first?.dear, second?.words, second?.dear]).toEqual([1, 'a!', 2, 'b b!']);
  });
});

it('has a place for properties of any name', () => {
  const read = lazily<{ known: number; thunks: number; get: number }>();
  const { known, thunks, get } = read({ known: () => 1, thunks: () => 2, get: () => 3 });
  expect([known, thunks, get]).toEqual([1, 2, 3]);
});
