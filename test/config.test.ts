import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, environment, readConfig, runtimeFaults } from '../src/config.ts';

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
const lines = [...example.matchAll(/^(#?)([A-Z_]+)=(.*)$/gm)].map(([, comment, name = '', value = '']) => ({
  name,
  value,
  set: comment === '',
}));

describe('the configuration', () => {
  it('works without any variable', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 3978,
      STORAGE_URL: 'sqlite:data/sanad.db',
      BURST_WAIT_MS: 600,
      TRUST_PROXY: false,
      LOG_LEVEL: 'info',
    });
  });

  it('is listed in .env.example, variable by variable, with its defaults', () => {
    expect(lines.map((line) => line.name)).toEqual(Object.keys(environment.shape));
    const shown = Object.fromEntries(lines.filter((line) => line.set).map((line) => [line.name, line.value]));
    expect(readConfig(shown)).toEqual(readConfig({}));
  });

  it('accepts the examples', () => {
    const examples = Object.fromEntries(lines.map((line) => [line.name, line.value]));
    expect(readConfig(examples).DIRECT_LINE_SECRETS.get('xiaomi-ma')).toBe('replace-this-by-a-long-random-text');
    expect(readConfig(examples).ALLOWED_ORIGINS).toHaveLength(2);
  });

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ PORT: '', TOKEN_SECRET: '' })).toEqual(readConfig({}));
  });

  it('names every wrong variable at once, and no value', () => {
    const wrong = {
      PORT: '70000',
      STORAGE_URL: 'mysql://root:hunter2@x',
      TOKEN_SECRET: 'short',
      TRUST_PROXY: 'yes',
      BURST_WAIT_MS: '-1',
      ALLOWED_ORIGINS: 'example.ma',
      DIRECT_LINE_SECRETS: 'x=y',
      LOG_LEVEL: 'loud',
    };
    const fault = (() => {
      try {
        return readConfig(wrong);
      } catch (error) {
        return error;
      }
    })();
    if (!(fault instanceof ConfigError)) throw new Error('nothing was wrong');
    for (const name of Object.keys(wrong)) expect(fault.message).toContain(`${name}: `);
    for (const value of ['hunter2', 'short', 'loud']) expect(fault.message).not.toContain(`"${value}"`);
  });
});

describe('the Node that runs the server', () => {
  it('is the pinned one, with time-zone data that know Morocco', () => {
    expect(runtimeFaults()).toEqual([]);
  });

  it('is refused when it is old or would count days wrongly, with what to do', () => {
    expect(runtimeFaults('20.20.2', '12')).toEqual([expect.stringMatching(/20\.20\.2.*npm ci/)]);
    expect(runtimeFaults('24.21.0', '13')).toEqual([expect.stringMatching(/UTC\+0.*tz 2026c/)]);
  });
});
