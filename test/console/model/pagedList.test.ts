import { expect, test } from 'vitest';
import { PagedList } from '../../../src/console/model/pagedList.ts';

/** A list of numbers that the test may change, read three at a time. */
function counted(numbers: number[]) {
  const asked: (string | undefined)[] = [];
  const list = new PagedList<number>(
    async (after) => {
      asked.push(after);
      const begin = after === undefined ? 0 : numbers.indexOf(Number(after)) + 1;
      const items = numbers.slice(begin, begin + 3);
      return { items, next: begin + 3 < numbers.length ? String(items.at(-1)) : null };
    },
    (item) => String(item),
  );
  return { list, asked, shown: () => list.state.value.items };
}

test('reads page after page and stops at the end', async () => {
  const { list, asked, shown } = counted([9, 8, 7, 6, 5]);
  await list.refresh();
  await list.more();
  await list.more();
  expect(shown()).toEqual([9, 8, 7, 6, 5]);
  expect(asked).toEqual([undefined, '7']);
});

test('a refresh brings the new ones on top and keeps what was read below, each once', async () => {
  const numbers = [9, 8, 7, 6, 5];
  const { list, shown } = counted(numbers);
  await list.refresh();
  await list.more();
  numbers.unshift(10);
  numbers.splice(numbers.indexOf(8), 1);
  numbers.unshift(8);
  await list.refresh();
  expect(shown()).toEqual([8, 10, 9, 7, 6, 5]);
});

test('pages in which nothing was found are read on through', async () => {
  const pages: Record<string, { items: number[]; next: string | null }> = {
    '': { items: [], next: 'a' },
    a: { items: [], next: 'b' },
    b: { items: [1], next: null },
  };
  const list = new PagedList<number>(
    async (after = '') => pages[after] ?? { items: [] },
    (item) => String(item),
  );
  await list.restart();
  expect(list.state.value).toMatchObject({ items: [1], next: null, read: true });
});

test('an answer that was overtaken by a later question is thrown away', async () => {
  const waiting: ((page: { items: number[] }) => void)[] = [];
  const list = new PagedList<number>(
    () => new Promise((resolve) => waiting.push(resolve)),
    (item) => String(item),
  );
  const first = list.restart();
  const second = list.restart();
  waiting[1]?.({ items: [2] });
  waiting[0]?.({ items: [1] });
  await Promise.all([first, second]);
  expect(list.state.value.items).toEqual([2]);
});

test('a list that cannot be read says so and keeps what it had', async () => {
  let broken = false;
  const list = new PagedList<number>(
    async () => {
      if (broken) throw new Error('away');
      return { items: [1] };
    },
    (item) => String(item),
  );
  await list.refresh();
  broken = true;
  await list.refresh();
  expect(list.state.value).toMatchObject({ items: [1], failed: true, reading: false });
});
