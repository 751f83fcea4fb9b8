import { request } from '../api/client';
import type { CalendarDay, CalendarYear, Categories, Category, ImportReport } from './types';

const ROOT = '/api/v1';
/** A table of thousands of rows takes a while. */
const PATIENCE_MS = 90_000;

const put = <T>(path: string, seen: number, body: unknown) =>
  request<T>(ROOT + path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': `"${seen}"` },
    body: JSON.stringify(body),
  });

/** How a table is taken. */
interface TakeOptions {
  /** Only told what would come of it. */
  dry: boolean;
  /** The good rows although others are refused. */
  skip?: boolean;
  /** What is said about the version that it makes. */
  note?: string;
}

/** What the administration edits: categories and the calendar; by form, by table. */
export const settingsApi = {
  categories: () => request<Categories>(`${ROOT}/categories`),

  /** Puts a category in force, unless somebody was faster. */
  setCategory: ({ code, version, valid_from: _, ...content }: Category) =>
    put<Category>(`/categories/${code}`, version, content),

  calendar: (year: number) => request<CalendarYear>(`${ROOT}/calendar/${year}`),

  setCalendar: (year: number, revision: number, days: CalendarDay[]) =>
    put<CalendarYear>(`/calendar/${year}`, revision, {
      days: days.map(({ weekday: _, ...it }) => it),
    }),

  /** Reads a table; a dry run only tells what would come of it. */
  take: (path: string, file: Blob, { dry, skip = false, note = '' }: TakeOptions) => {
    const [where, query] = path.split('?');
    const all = new URLSearchParams(query);
    all.set('dry_run', String(dry));
    if (skip) all.set('skip_refused', 'true');
    if (note) all.set('note', note);
    const headers = { 'content-type': file.type || 'application/octet-stream' };
    const init = { method: 'POST', headers, body: file };
    return request<ImportReport>(`${ROOT}${where}?${all}`, init, undefined, PATIENCE_MS);
  },
};
