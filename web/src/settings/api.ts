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
  take: (path: string, file: Blob, dry: boolean) =>
    request<ImportReport>(
      `${ROOT}${path}${path.includes('?') ? '&' : '?'}dry_run=${dry}`,
      { method: 'POST', headers: { 'content-type': file.type || 'application/octet-stream' }, body: file },
      undefined,
      PATIENCE_MS,
    ),
};
