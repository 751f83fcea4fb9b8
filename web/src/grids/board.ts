import type { Cell, Polygon, Position, Preview } from './types';

/** Side of a cell on the board, in degrees: about a hundred metres. */
export const SIDE = 0.001;
const ORIGIN: Position = [113.9, 22.5];

/** A corner of the board, counted in cells. */
export function corner(column: number, row: number): Position {
  return [round(ORIGIN[0] + column * SIDE), round(ORIGIN[1] + row * SIDE)];
}

const round = (it: number) => Math.round(it * 1e7) / 1e7;

export function square(column: number, row: number, wide = 1): Polygon<object>['geometry'] {
  const ring = [corner(column, row)];
  for (let i = 1; i <= wide; i++) ring.push(corner(column + i, row));
  for (let i = wide; i >= 0; i--) ring.push(corner(column + i, row + 1));
  ring.push(corner(column, row));
  return { type: 'Polygon', coordinates: [ring] };
}

/** For tests: a board of square cells, two columns and two rows, `00` `10` below and `01` `11` above. */
export function board(): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [column, row] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    const code = `${column}${row}`;
    const properties = {
      code,
      community: 'C1',
      community_name: '东社区',
      area_m2: 10_000,
      member: row ? '李四' : '张三',
      member_code: row ? 'W2' : 'W1',
    };
    cells.set(code, { type: 'Feature', properties, geometry: square(column, row) });
  }
  return cells;
}

/** For tests: what merging `00` and `10` would come to. */
export function merged(): Preview {
  const properties = {
    code: '00',
    state: 'reshaped' as const,
    area_m2: 20_000,
    area_before_m2: 10_000,
    member: { code: 'W1', name: '张三' },
    community: 'C1',
    within: 'beyond' as const,
  };
  return {
    base: 1,
    cells: {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties, geometry: square(0, 0, 2) }],
    },
    ended: ['10'],
    balance: [],
    incidents: { rerouted: 0, items: [] },
    warnings: [],
  };
}
