import { describeManyConversations } from './manyConversations.ts';

// A twentieth; `npm run soak` runs all of it. The bound is generous: the machine of a test run is shared.
describeManyConversations({ count: 5000, rounds: 20, p95Ms: 500 });
