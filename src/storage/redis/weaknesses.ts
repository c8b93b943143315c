import type { Redis } from 'ioredis';

/**
 * Settings of a Redis that break the promise "what was accepted is not lost", each with what to do. A Redis that
 * does not tell its settings (many hosted ones) is one too: nobody can know.
 */
export async function redisWeaknesses(redis: Redis): Promise<string[]> {
  const settings = await readSettings(redis);
  if (!settings)
    return [
      'Redis does not tell its settings (CONFIG GET is refused): make sure of appendonly and noeviction yourself',
    ];
  const found: string[] = [];
  if (settings.get('appendonly') !== 'yes') {
    found.push('appendonly is off: a restart of Redis loses messages; set "appendonly yes"');
  } else if (settings.get('appendfsync') !== 'always') {
    found.push(
      `appendfsync is ${settings.get('appendfsync')}: a power cut may lose the last second; set "appendfsync always"`,
    );
  }
  if (settings.get('maxmemory') !== '0' && settings.get('maxmemory-policy') !== 'noeviction') {
    found.push(
      `maxmemory-policy is ${settings.get('maxmemory-policy')}: a full Redis drops conversations; set "maxmemory-policy noeviction"`,
    );
  }
  return found;
}

async function readSettings(redis: Redis): Promise<Map<string, string> | undefined> {
  try {
    const names = ['appendonly', 'appendfsync', 'maxmemory', 'maxmemory-policy'];
    const answers = await Promise.all(names.map((name) => redis.config('GET', name)));
    return new Map((answers as string[][]).map(([name = '', value = '']) => [name, value]));
  } catch {
    return undefined;
  }
}
