import { describe, expect, it } from 'vitest';
import type { Tool } from './edits';
import { lengthOf } from './geometry';
import { draftPicture, piecePicture } from './picture';
import { clicked, dragged, handlesOf, SPOT_M } from './tools';
import type { Cell, Position, WholeRoad } from './types';

const HERE: Position = [113.9, 22.5];
const spot = { kind: 'spot', place: HERE, radius_m: 60 } as const;
const radius = (tool: Tool) => (tool.kind === 'spot' ? tool.radius_m : Number.NaN);

describe('a spot', () => {
  it('goes where the map is clicked and where its middle is dragged', () => {
    expect(clicked(spot, [113.91, 22.51], new Map())).toEqual({ ...spot, place: [113.91, 22.51] });
    expect(dragged(spot, 0, false, [113.92, 22.5])).toEqual([{ ...spot, place: [113.92, 22.5] }, 0]);
  });

  it('reaches as far as its ring is dragged, within sensible bounds', () => {
    const [middle, edge] = handlesOf(spot);
    expect(middle?.place).toEqual(HERE);
    expect(lengthOf([HERE, edge?.place ?? HERE])).toBeCloseTo(60, 6);
    const north = (metres: number): Position => [HERE[0], HERE[1] + metres / 111_000];
    expect(radius(dragged(spot, 1, false, north(80))[0])).toBe(80);
    expect(radius(dragged(spot, 1, false, north(0.2))[0])).toBe(SPOT_M.least);
    expect(radius(dragged(spot, 1, false, north(9_000))[0])).toBe(SPOT_M.most);
  });

  it('is drawn as its ring, its middle and what the ring is dragged by', () => {
    const found = draftPicture(spot);
    expect(found.map((it) => [it.geometry.type, it.properties?.role])).toEqual([
      ['Polygon', 'line'],
      ['Point', 'vertex'],
      ['Point', 'midpoint'],
    ]);
  });
});

describe('what a duty is about, pointed at in a list', () => {
  const road = {
    code: 'R1',
    segments: [{ from_m: 0, to_m: 100, line: [HERE, [113.901, 22.5]] }],
  } as unknown as WholeRoad;
  const cell = { type: 'Feature', properties: { code: 'c' }, geometry: { type: 'Polygon', coordinates: [] } };
  const cells = new Map([['c', cell as unknown as Cell]]);
  const types = (piece: Parameters<typeof piecePicture>[0]) =>
    piecePicture(piece, cells, road, []).map((it) => it.geometry.type);

  it('is lit: cells that are known, the stretch of the open road, the ring of a spot', () => {
    expect(types({ cells: ['c', 'gone'] })).toEqual(['Polygon']);
    expect(types({ spot: { name: 'x', lon: HERE[0], lat: HERE[1], radius_m: 40 } })).toEqual(['Polygon']);
    expect(types({ road: 'R2' })).toEqual([]);
    expect(types(null)).toEqual([]);
    const [line] = piecePicture({ road: 'R1', from_m: 50, to_m: null }, cells, road, []);
    const middle = [expect.closeTo(113.9005, 7), 22.5];
    expect(line?.geometry).toEqual({ type: 'MultiLineString', coordinates: [[middle, [113.901, 22.5]]] });
  });
});
