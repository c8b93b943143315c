import { z } from 'zod';

const MOST = 200;

/** How many items a page has. */
export const LIMIT = z.coerce
  .number()
  .int()
  .min(1)
  .transform((limit) => Math.min(limit, MOST))
  .default(50);

/** Where a page begins: what the page before gave as `next`. */
export const AFTER = z
  .string()
  .regex(/^-?\d{1,16}(\.\d{1,6})?(:.{1,300})?$/)
  .optional();

/** A position or number that is given in an address. */
export const POSITION = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();
