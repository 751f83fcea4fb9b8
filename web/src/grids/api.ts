import { request, post as send } from '../api/client';
import type { Coverage, DutyFault, FaultShapes, OpenedBy } from './coverage';
import type { Frontages, ZoneShapes, ZonesOf } from './frontage';
import type {
  Cell,
  Collection,
  DutyGrids,
  Edge,
  Edit,
  Holder,
  Plan,
  PlanWish,
  Preview,
  Quality,
  Roads,
  Version,
  WholeRoad,
} from './types';

const ROOT = '/api/v1';
/** Planning a whole district takes longer than a page load. */
const PLAN_PATIENCE_MS = 60_000;

function post<T>(path: string, body: unknown, signal?: AbortSignal, patience?: number): Promise<T> {
  return send<T>(ROOT + path, body, signal, patience);
}

/** Partitions, duty grids, their holders and roads. */
export const gridsApi = {
  versions: () => request<{ current: number; versions: Version[] }>(`${ROOT}/partitions`),

  version: (number: number) => request<Version & { quality: Quality }>(`${ROOT}/partitions/${number}`),

  cells: (number: number) => request<Collection<Cell>>(`${ROOT}/partitions/${number}/cells`),

  edges: (number: number) => request<Collection<Edge>>(`${ROOT}/partitions/${number}/edges`),

  preview: (base: number, edits: readonly Edit[], signal?: AbortSignal) =>
    post<Preview>('/partitions/preview', { base, edits }, signal),

  accept: (base: number, edits: readonly Edit[], note: string, planned: boolean) =>
    post<{ number: number; preview: Preview }>('/partitions', { base, edits, note, planned }),

  previewUndo: (base: number) => post<Preview>('/partitions/undo/preview', { base }),

  undo: (base: number, note: string) =>
    post<{ number: number; undone: number }>('/partitions/undo', { base, note }),

  coverage: (hours: string, signal?: AbortSignal) =>
    request<Coverage>(`${ROOT}/duty-coverage?hours=${hours}&limit=500`, {}, signal),

  coverageShapes: (hours: string, signal?: AbortSignal) =>
    request<FaultShapes>(`${ROOT}/duty-coverage/shapes?hours=${hours}`, {}, signal),

  /** What would have nobody while someone is away, or without a duty. */
  opens: async (by: OpenedBy, signal?: AbortSignal) => {
    const query = new URLSearchParams(Object.entries(by).map(([name, value]) => [name, String(value)]));
    return (await request<{ faults: DutyFault[] }>(`${ROOT}/duty-coverage/opens?${query}`, {}, signal))
      .faults;
  },

  /** How many frontage zones are signed for; the zones themselves are asked for by road or community. */
  frontages: (signal?: AbortSignal) => request<Frontages>(`${ROOT}/frontages?limit=1`, {}, signal),

  zones: (of: ZonesOf, signal?: AbortSignal) =>
    request<ZoneShapes>(`${ROOT}/frontages/shapes?${new URLSearchParams(of)}`, {}, signal),

  dutyGrids: () => request<DutyGrids>(`${ROOT}/duty-grids`),

  plan: (wish: PlanWish, signal?: AbortSignal) =>
    post<Plan>('/duty-grids/plan', wish, signal, PLAN_PATIENCE_MS),

  persons: async (role: 'grid_member' | 'road_leader') =>
    (await request<{ persons: Holder[] }>(`${ROOT}/persons?role=${role}`)).persons,

  roads: (query: URLSearchParams, signal?: AbortSignal) =>
    request<Roads>(`${ROOT}/roads?${query}`, {}, signal),

  road: (code: string, signal?: AbortSignal) =>
    request<WholeRoad>(`${ROOT}/roads/${encodeURIComponent(code)}`, {}, signal),
};
