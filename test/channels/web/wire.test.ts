import { describe, expect, it } from 'vitest';
import { toWire } from '../../../src/channels/web/wire.ts';

const CITATION = { clause: 'demo#8.1', quote: 'سبعة (7) أيام "كاملة"', policyVersion: '2026-01-01' };
const cited = {
  type: 'message',
  id: 'a1',
  text: 'لديك 7 أيام_عمل.\nثم *لا*.',
  textFormat: 'plain',
  channelData: {
    sanad: { kind: 'policy', citations: [CITATION, { ...CITATION, clause: 'demo#14-a', title: 'البند 14' }] },
  },
};

describe('an activity on the wire', () => {
  it('is ordered by its place in the log', () => {
    expect(toWire({ type: 'message', text: 'a', channelData: { clientActivityID: 'x' } }, 7, '')).toEqual({
      type: 'message',
      text: 'a',
      channelData: { clientActivityID: 'x', 'webchat:sequence-id': 7 },
    });
  });

  it('shows citations to Web Chat as link definitions after an escaped text', () => {
    const wire = toWire(cited, 1, 'https://chat.example');
    expect(wire.textFormat).toBe('markdown');
    expect(wire.text).toBe(
      'لديك 7 أيام\\_عمل.  \nثم \\*لا\\*. [1] [2]\n\n' +
        '[1]: https://chat.example/policies/demo#8.1 "8.1"\n[2]: https://chat.example/policies/demo#14-a "البند 14"',
    );
    expect(wire.entities).toMatchObject([
      {
        type: 'https://schema.org/Message',
        citation: [
          { position: 1, '@id': 'https://chat.example/policies/demo#8.1', appearance: { text: CITATION.quote } },
          { position: 2 },
        ],
        potentialAction: [
          { '@type': 'LikeAction', type: 'https://schema.org/LikeAction', object: { identifier: 'a1' } },
          { '@type': 'DislikeAction', object: { identifier: 'a1' } },
        ],
      },
    ]);
  });

  it('shows our widget the plain text and the citations with their addresses', () => {
    const { sanad } = toWire(cited, 1, 'https://chat.example').channelData ?? {};
    expect(sanad?.text).toBe(cited.text);
    expect(sanad?.citations?.[0]).toEqual({ ...CITATION, url: 'https://chat.example/policies/demo#8.1' });
  });

  it('leaves a text without citations plain', () => {
    const plain = { ...cited, channelData: { sanad: { kind: 'greeting', citations: [] } } };
    expect(toWire(plain, 1, 'https://chat.example')).toMatchObject({ text: cited.text, textFormat: 'plain' });
  });

  it('gives uploaded files a whole address', () => {
    const files = {
      type: 'message',
      attachments: [
        { contentType: 'image/png', contentUrl: '/v3/x.png' },
        { contentType: 'image/png', contentUrl: 'https://other/y.png' },
      ],
    };
    expect(toWire(files, 1, 'https://chat.example').attachments?.map((one) => one.contentUrl)).toEqual([
      'https://chat.example/v3/x.png',
      'https://other/y.png',
    ]);
  });
});
