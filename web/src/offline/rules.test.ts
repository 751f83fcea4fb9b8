import { describe, expect, it } from 'vitest';
import { casesOf, isOwnWork, kindOf, MOST_CASES, OWN_MS, stillGood } from './rules';

const HERE = 'https://wangge.example';
const kind = (path: string, method = 'GET', navigates = false) =>
  kindOf(method, new URL(path, HERE), HERE, navigates);
const CASE = '/api/v1/incidents/0198d5a2-7c1e-7000-8000-000000000001';

describe('what is kept in the browser', () => {
  it('is the page, one’s own list and cases, and what everybody may know', () => {
    expect(kind('/?view=grids', 'GET', true)).toBe('page');
    expect(kind('/assets/index-abc.js')).toBe('shell');
    expect(kind('/api/v1/district')).toBe('public');
    expect(kind('/api/v1/me')).toBe('own');
    expect(kind('/api/v1/work?mine=true&limit=50')).toBe('own');
    expect(kind(CASE)).toBe('own');
    expect(kind(`/api/v1/photos/${'a'.repeat(64)}/thumbnail`)).toBe('photo');
  });

  it('is nothing secret, nothing of others, nothing of another site', () => {
    for (const path of [
      '/api/v1/tokens',
      '/api/v1/me/totp',
      '/api/v1/sessions',
      '/api/v1/accounts',
      '/api/v1/audit',
      '/api/v1/inbox',
      '/api/v1/robots',
      '/api/v1/work?mine=false',
      '/api/v1/incidents?limit=50',
      '/api/v1/persons',
      '/api/v1/feed',
      `/api/v1/photos/${'a'.repeat(64)}`,
      '/tiles/heat/14/1/2',
    ]) {
      expect(kind(path), path).toBeNull();
    }
    expect(kind('https://other.example/api/v1/me')).toBeNull();
    expect(kind(CASE, 'POST')).toBeNull();
    expect(kind('/api/openapi.json', 'GET', true)).toBeNull();
  });

  it('goes whenever somebody signs in or out', () => {
    for (const [path, method] of [
      ['/api/v1/session', 'POST'],
      ['/api/v1/session', 'DELETE'],
      ['/api/v1/session/first', 'POST'],
      ['/api/v1/demo/session', 'POST'],
    ] as const) {
      expect(kind(path, method), path).toBe('entry');
    }
  });

  it('is shown for a day', () => {
    expect(stillGood('1000', 1000 + OWN_MS - 1)).toBe(true);
    expect(stillGood('1000', 1000 + OWN_MS)).toBe(false);
    expect(stillGood('1000', 999)).toBe(false);
    expect(stillGood(null, 0)).toBe(false);
  });

  it('is a number of cases that a phone holds, with their revisions', () => {
    const items = Array.from({ length: 60 }, (_, at) => ({ incident: { id: String(at), revision: at } }));
    const found = casesOf({ items });
    expect(found.size).toBe(MOST_CASES);
    expect(found.get('/api/v1/incidents/3')).toBe(3);
    expect(casesOf({}).size).toBe(0);
  });

  it('tells one’s own work from that of all', () => {
    expect(isOwnWork(new URL('/api/v1/work', HERE))).toBe(true);
    for (const narrow of ['mine=false', 'mine=true&standing=overdue', 'limit=1', 'verb=sign', 'after=x']) {
      expect(isOwnWork(new URL(`/api/v1/work?${narrow}`, HERE)), narrow).toBe(false);
    }
  });
});
