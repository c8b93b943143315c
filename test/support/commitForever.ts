import { openDriver } from '../../src/storage/index.ts';

/**
 * Commits one batch after the other until it is killed: three appends and the count of batches, which a later reader
 * must find whole. Run as `node commitForever.ts <url> <namespace>`; prints a line when the first batches are in.
 */
const [url = '', namespace = ''] = process.argv.slice(2);
const driver = await openDriver(url, namespace);
for (let batch = 1; ; batch++) {
  await driver.commit({
    partition: 'p',
    puts: [{ key: 'last', value: batch }],
    appends: [1, 2, 3].map((value) => ({ list: 'l', value })),
  });
  if (batch === 50) process.stdout.write('ready\n');
}
