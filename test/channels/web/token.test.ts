import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, Tokens } from '../../../src/channels/web/token.ts';

const CLAIMS = { use: 'token', user: 'dl_x', conv: 'web-1', shop: 'demo' } as const;
let now = 1_795_000_000_000;
const tokens = new Tokens('a secret of the test that is long enough', () => now);

describe('tokens', () => {
  it('are JWTs from which clients read the user', () => {
    const [, payload = ''] = tokens.issue(CLAIMS, 60).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      user: 'dl_x',
      conv: 'web-1',
      shop: 'demo',
    });
  });

  it('are valid until they expire', () => {
    const token = tokens.issue(CLAIMS, 60);
    expect(tokens.read(token, 'token')).toMatchObject({ status: 'valid', claims: CLAIMS });
    now += 60_000;
    expect(tokens.read(token, 'token')).toEqual({ status: 'expired' });
    now -= 60_000;
  });

  it('of another use, another secret, another algorithm or none are invalid', () => {
    const [header, payload] = tokens.issue(CLAIMS, 60).split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const other = createHmac('sha512', 'a secret of the test that is long enough')
      .update(`${header}.${payload}`)
      .digest('base64url');
    const foreign = new Tokens('another secret of the test, long enough', () => now).issue(CLAIMS, 60);
    for (const token of [
      `${none}.${payload}.`,
      `${none}.${payload}`,
      `${header}.${payload}.${other}`,
      foreign,
      '',
      '..',
      'a.b.c',
    ]) {
      expect(tokens.read(token, 'token')).toEqual({ status: 'invalid' });
    }
    expect(tokens.read(tokens.issue({ ...CLAIMS, use: 'stream' }, 60), 'token')).toEqual({ status: 'invalid' });
  });

  it('are invalid when any character of them is changed', () => {
    const token = tokens.issue(CLAIMS, 60);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'abcXYZ019-_.'), (at, character) => {
        const forged = token.slice(0, at) + character + token.slice(at + 1);
        // The last character of a base64url text may hold unused bits.
        return forged === token || at === token.length - 1 || tokens.read(forged, 'token').status === 'invalid';
      }),
    );
  });

  it('are compared whole', () => {
    expect(equal('abc', 'abc')).toBe(true);
    for (const other of ['abd', 'ab', 'abcd', '']) expect(equal('abc', other)).toBe(false);
  });
});
