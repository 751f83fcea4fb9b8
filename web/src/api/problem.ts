import type { FieldError, ProblemBody } from './types';

/** What went wrong with a request: the server said no, or it was never reached. */
export class RequestError extends Error {
  constructor(
    /** The status, or 0 when no answer came. */
    readonly status: number,
    readonly body: Partial<ProblemBody> = {},
    /** How long the server asks to wait, in seconds. */
    readonly retryAfter: number | null = null,
  ) {
    super(body.title ?? `HTTP ${status}`);
  }

  /** Whether the same request may succeed a little later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  get fields(): FieldError[] {
    return this.body.errors ?? [];
  }

  /** The last part of the problem's type, for instance `outside-district`. */
  get slug(): string {
    return this.body.type?.split('/').pop() ?? '';
  }

  /** The problem in the reader's language; titles come as "中文 / English". */
  text(lang: 'zh' | 'en'): string {
    const [zh, en] = (this.body.title ?? '').split(' / ');
    const title = (lang === 'zh' ? zh : (en ?? zh)) ?? '';
    const detail = (lang === 'zh' ? this.body.detail_zh : this.body.detail) ?? this.body.detail ?? '';
    return detail && detail !== title
      ? [title, detail].filter(Boolean).join(lang === 'zh' ? '：' : ': ')
      : title;
  }
}

/** Turns anything thrown into a `RequestError`. */
export function asRequestError(thrown: unknown): RequestError {
  return thrown instanceof RequestError ? thrown : new RequestError(0);
}
