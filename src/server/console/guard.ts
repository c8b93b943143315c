import type { z } from 'zod';
import type { OpenSession } from '../../accounts/index.ts';
import { HttpError, type HttpReply, type HttpRequest, json, type Route } from '../../channels/http.ts';
import { equal, parseJsonObject, RateLimit } from '../../channels/web/index.ts';
import { errorFields } from '../../log.ts';
import type { ConsoleParts } from './consoleParts.ts';
import { type AgentCall, type Answer, CONSOLE_API, type ConsoleRoute } from './consoleRoute.ts';
import { languageOf } from './consoleWords.ts';
import { readCookie, SESSION_COOKIE } from './cookies.ts';
import { Refusal } from './refusal.ts';

/** What one account may ask for; consoles that poll several conversations stay far below. */
const READS = { burst: 300, perMinute: 1800 };

/**
 * Stands before every route of the console: page of our own, session, right, token against forged requests, size and
 * shape of what came. A route that is not asked through it cannot be registered.
 */
export class Guard {
  readonly #parts: ConsoleParts;
  readonly #asking: RateLimit;

  constructor(parts: ConsoleParts) {
    this.#parts = parts;
    this.#asking = new RateLimit(READS, parts.now);
  }

  bind(route: ConsoleRoute): Route {
    return {
      method: route.method,
      path: CONSOLE_API + route.path,
      handle: (request) => this.#answer(request, () => this.#pass(route, request)),
    };
  }

  /** The open session of a request from our own page; throws a `Refusal` otherwise. */
  async admit(request: HttpRequest): Promise<OpenSession> {
    checkOrigin(request);
    const reading = await this.#parts.sessions.read(readCookie(request, SESSION_COOKIE));
    if (reading.status !== 'open') throw this.noSession(request);
    return reading;
  }

  noSession(request: HttpRequest): Refusal {
    const say = this.#parts.words(languageOf(request.headers['accept-language']));
    return new Refusal(401, 'NoSession', { more: { offers: this.#parts.oidc ? { oidc: say('offers.oidc') } : {} } });
  }

  async #pass(route: ConsoleRoute, request: HttpRequest): Promise<Answer> {
    checkOrigin(request);
    const open = route.access === 'public' ? undefined : await this.admit(request);
    if (open) this.#checkRights(route, request, open);
    const input = await readInput(route, request);
    const say = this.#parts.words(languageOf(request.headers['accept-language']));
    // A public route reads neither account nor session.
    return route.handle({ request, input, say, ...open } as AgentCall);
  }

  #checkRights(route: ConsoleRoute, request: HttpRequest, { session, account }: OpenSession): void {
    const token = request.headers['x-sanad-csrf'] ?? '';
    if (route.method === 'POST' && !equal(token, session.csrf)) throw new Refusal(403, 'BadCsrf');
    if (route.access === 'supervisor' && account.role !== 'supervisor') throw new Refusal(403, 'NotAllowed');
    this.#asking.take(account.id);
  }

  /** Answers as JSON, refusals in the agent's language. */
  async #answer(request: HttpRequest, pass: () => Promise<Answer>): Promise<HttpReply> {
    try {
      const answer = await pass();
      return 'reply' in answer ? answer.reply : json(answer.status ?? 200, answer.value);
    } catch (error) {
      return this.refuse(request, error);
    }
  }

  refuse(request: HttpRequest, error: unknown): HttpReply {
    const say = this.#parts.words(languageOf(request.headers['accept-language']));
    if (!(error instanceof HttpError)) {
      this.#parts.log.error('console.failed', { method: request.method, ...errorFields(error) });
      return json(500, { error: { code: 'ServiceError', message: say('ServiceError') } });
    }
    const { values, more } = error instanceof Refusal ? error : { values: {}, more: {} };
    const seconds = error.headers['retry-after'];
    const message = say(error.code, { ...(seconds !== undefined && { seconds }), ...values });
    return json(error.status, { error: { code: error.code, message }, ...more }, error.headers);
  }
}

/** Pages of other sites are refused whatever they ask; requests of programs have no origin, and no cookie either. */
function checkOrigin(request: HttpRequest): void {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== request.baseUrl) throw new Refusal(403, 'ForeignOrigin');
}

async function readInput({ method, input, takes, bodyBytes }: ConsoleRoute, request: HttpRequest): Promise<unknown> {
  if (takes === 'files' || !input) return undefined;
  if (method === 'GET') return checked(input, Object.fromEntries(request.query));
  const body = await request.body(bodyBytes);
  // A form of another site cannot send this type without asking first, which is refused.
  if (body.length > 0 && !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(415, 'UnsupportedType');
  }
  return checked(input, parseJsonObject(body));
}

function checked(input: z.ZodType, value: unknown): unknown {
  const parsed = input.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new Refusal(400, 'BadInput', { values: { field } });
}
