import { describeManyConversations } from './manyConversations.ts';

// docs/console.md has the figures: npm run soak -- test/server/console/manyConversations.soak.ts
describeManyConversations({ count: 100_000, rounds: 100, p95Ms: 500, print: true });
