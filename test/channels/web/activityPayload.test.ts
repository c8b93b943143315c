import { describe, expect, it } from 'vitest';
import { clientMessageId, parseInboundActivity } from '../../../src/channels/web/activityPayload.ts';
import { parseJsonObject } from '../../../src/channels/web/jsonBody.ts';

const parse = (body: Record<string, unknown>) => parseInboundActivity(body, { text: 100 });
const refusal = (code: string, words: string) =>
  expect.objectContaining({ status: 400, code, message: expect.stringContaining(words) });

describe('an activity that a client posts', () => {
  it("keeps the client's words and data, and none of what is the server's to say", () => {
    const body = {
      type: 'message',
      text: 'سلام \ud800',
      id: 'mine',
      from: { id: 'somebody else', role: 'bot' },
      conversation: { id: 'other' },
      recipient: { id: 'x' },
      serviceUrl: 'http://internal',
      timestamp: '1999',
      channelData: { clientActivityID: 'c1', sanad: { kind: 'policy' } },
      entities: [{ type: 'ClientCapabilities', supportsTts: true }],
    };
    expect(parse(body)).toEqual({
      type: 'message',
      text: 'سلام \ufffd',
      channelData: { clientActivityID: 'c1' },
      entities: [{ type: 'ClientCapabilities', supportsTts: true }],
    });
  });

  it.each([
    [{}, 'MissingProperty', '"type"'],
    [{ type: 5 }, 'BadArgument', '"type"'],
    [{ type: 'conversationUpdate' }, 'BadArgument', '"type"'],
    [{ type: 'message', text: 5 }, 'BadArgument', '"text"'],
    [{ type: 'message', text: 'x'.repeat(101) }, 'MessageTooLong', '101'],
    [
      { type: 'message', attachments: [{ contentType: 'text/html', contentUrl: 'javascript:alert(1)' }] },
      'BadArgument',
      'contentUrl',
    ],
    [
      { type: 'message', attachments: [{ contentType: 'image/svg+xml', contentUrl: 'data:image/svg+xml;base64,x' }] },
      'BadArgument',
      'contentUrl',
    ],
    [{ type: 'message', channelData: [] }, 'BadArgument', '"channelData"'],
  ])('is refused by name when wrong: %j', (body, code, words) => {
    expect(() => parse(body)).toThrow(refusal(code, words));
  });

  it('is known by its own id, be that a text of any length or a number', () => {
    const idOf = (id: unknown) => clientMessageId(parse({ type: 'message', channelData: { clientActivityID: id } }));
    expect(idOf('c1')).toBe('c1');
    expect(idOf(5)).toBe('5');
    expect(idOf('x'.repeat(256))).toBe('x'.repeat(256));
    const long = idOf('x'.repeat(257));
    expect(long).toMatch(/^[0-9a-f]{64}$/);
    expect(idOf('x'.repeat(257))).toBe(long);
    expect(idOf(`${'x'.repeat(256)}y`)).not.toBe(long);
    for (const id of ['', null, {}, true]) expect(idOf(id)).toBeUndefined();
  });
});

describe('a JSON body', () => {
  it('may be empty', () => {
    expect(parseJsonObject(Buffer.alloc(0))).toEqual({});
  });

  it.each([
    ['not JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['nesting that is too deep', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`],
    ['nesting that would overflow the stack', `{"a":${'['.repeat(120_000)}${']'.repeat(120_000)}}`],
    ['a key that reaches a prototype', '{"channelData":{"__proto__":{"x":1}}}'],
  ])('is refused when it is %s', (_, body) => {
    expect(() => parseJsonObject(Buffer.from(body))).toThrow(
      expect.objectContaining({ status: 400, code: 'BadArgument' }),
    );
  });
});
