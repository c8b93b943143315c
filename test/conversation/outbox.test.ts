import { describe, expect, it } from 'vitest';
import type { SanadData } from '../../src/channels/activity.ts';
import { checkCited, isForCustomer, seal, UncitedPolicyError } from '../../src/conversation/outbox.ts';

const CITATION = { clause: 'demo#8.1', quote: 'سبعة (7) أيام', policyVersion: '2026-01-01' };
const reply = (sanad: object) => ({ type: 'message', text: 'x', channelData: { sanad: sanad as SanadData } });
const ENVELOPE = {
  id: 'r1',
  conversation: 'web-1',
  channel: 'web',
  shop: 'demo',
  bot: { id: 'sanad', name: 'Sanad' },
  voice: { by: 'bot', number: 3 } as const,
  user: { id: 'customer' },
  answers: ['m1', 'm2'],
  timestamp: '2026-11-22T10:00:00.000Z',
};

describe('what leaves', () => {
  it('is a policy statement only with whole citations', () => {
    expect(() => checkCited(reply({ kind: 'policy', citations: [CITATION] }))).not.toThrow();
    for (const citations of [undefined, [], 'text', [{ ...CITATION, quote: '' }], [CITATION, { clause: 'demo#1' }]]) {
      expect(() => checkCited(reply({ kind: 'policy', citations }))).toThrow(UncitedPolicyError);
    }
  });

  it('is anything that states no rule, without citation', () => {
    for (const sanad of [{}, { kind: 'greeting' }, { kind: 'abstention' }])
      expect(() => checkCited(reply(sanad))).not.toThrow();
    expect(() => checkCited({ type: 'message', text: 'x' })).not.toThrow();
  });

  it('is nothing made for developers or hubs', () => {
    expect(['message', 'event', 'endOfConversation'].every((type) => isForCustomer({ type }))).toBe(true);
    expect(['trace', 'typing', 'delay', 'handoff', 'invokeResponse'].some((type) => isForCustomer({ type }))).toBe(
      false,
    );
  });

  it('names the messages that it answers, and keeps what the bot said of it', () => {
    const sealed = seal(
      { ...reply({ kind: 'policy', citations: [CITATION], topic: 't' }), serviceUrl: 'x', locale: 'ar' },
      ENVELOPE,
    );
    expect(sealed).toEqual({
      type: 'message',
      text: 'x',
      textFormat: 'plain',
      locale: 'ar',
      id: 'r1',
      timestamp: ENVELOPE.timestamp,
      channelId: 'web',
      conversation: { id: 'web-1' },
      from: { id: 'sanad', name: 'Sanad', role: 'bot' },
      recipient: { id: 'customer' },
      replyToId: 'm2',
      channelData: {
        sanad: {
          kind: 'policy',
          citations: [CITATION],
          topic: 't',
          shop: 'demo',
          answers: ['m1', 'm2'],
          voice: { by: 'bot', number: 3 },
        },
      },
    });
  });
});
