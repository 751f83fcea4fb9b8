import { describe, expect, it } from 'vitest';
import { board, corner, SIDE, square } from './board';
import {
  boundsOf,
  contains,
  crossings,
  labelPlace,
  lengthOf,
  outline,
  prolonged,
  shapeAt,
  sharedBorder,
  simplify,
} from './geometry';
import { denominator, metresPerPixel, roundLength } from './scale';
import type { Cell, Position } from './types';

const cells = board();
const cell = (code: string) => cells.get(code) as Cell;
const middle = (column: number, row: number): Position => corner(column + 0.5, row + 0.5);

describe('cells on the map', () => {
  it('contain what lies inside, and not what lies in a hole', () => {
    expect(contains(cell('00'), middle(0, 0))).toBe(true);
    expect(contains(cell('00'), middle(1, 0))).toBe(false);
    const outer = square(0, 0).coordinates[0] as Position[];
    const hole = [corner(0.4, 0.4), corner(0.6, 0.4), corner(0.6, 0.6), corner(0.4, 0.6), corner(0.4, 0.4)];
    const ring = {
      type: 'Feature',
      properties: {},
      geometry: { type: 'Polygon', coordinates: [outer, hole] },
    } as const;
    expect(contains(ring as never, middle(0, 0))).toBe(false);
    expect(contains(ring as never, corner(0.2, 0.2))).toBe(true);
  });

  it('are found by a place, one of them only', () => {
    expect(shapeAt(cells.values(), middle(1, 1))?.properties.code).toBe('11');
    expect(shapeAt(cells.values(), middle(5, 5))).toBeNull();
  });

  it('have a box, and nothing has none', () => {
    expect(boundsOf(cells.values())).toEqual([...corner(0, 0), ...corner(2, 2)]);
    expect(boundsOf([])).toBeNull();
  });
});

describe('borders', () => {
  it('are shared by neighbours, whichever way each goes round', () => {
    expect(sharedBorder(cell('00'), cell('10'))).toEqual([[corner(1, 0), corner(1, 1)]]);
    const back = { ...cell('10'), geometry: square(1, 0) } as Cell;
    (back.geometry.coordinates[0] as Position[]).reverse();
    expect(sharedBorder(cell('00'), back)).toHaveLength(1);
  });

  it('are not shared over a corner', () => {
    expect(sharedBorder(cell('00'), cell('11'))).toEqual([]);
  });

  it('of several cells together go round them all, without what lies between', () => {
    const round = outline(cells.values());
    expect(round).toHaveLength(1);
    expect(round[0]).toHaveLength(9);
    expect(round[0]?.[0]).toEqual(round[0]?.at(-1));
    expect(round[0]).not.toContainEqual(corner(1, 1));
  });

  it('lose the bends that are too small for a handle', () => {
    const line: Position[] = [corner(0, 0), corner(0.5, 0.001), corner(1, 0), corner(1, 1)];
    expect(simplify(line, 1.5)).toEqual([corner(0, 0), corner(1, 0), corner(1, 1)]);
    expect(simplify([corner(0, 0)], 1)).toEqual([corner(0, 0)]);
  });

  it('are measured in metres', () => {
    expect(lengthOf([corner(0, 0), corner(0, 1)])).toBeCloseTo(SIDE * 111_000, 0);
    expect(lengthOf([corner(0, 0)])).toBe(0);
  });
});

describe('a line to cut with', () => {
  it('meets the border where it goes in and where it goes out', () => {
    expect(crossings([corner(-0.5, 0.5), corner(1.5, 0.5)], cell('00'))).toBe(2);
    expect(crossings([corner(0.2, 0.5), corner(1.5, 0.5)], cell('00'))).toBe(1);
  });

  it('that stops a little short is led on over the border, and no further elsewhere', () => {
    const short: Position[] = [corner(0.05, 0.5), corner(0.5, 0.5), corner(0.96, 0.5)];
    const led = prolonged(short, cell('00'), 12);
    expect(crossings(led, cell('00'))).toBe(2);
    expect(led[1]).toEqual(short[1]);
    const far: Position[] = [corner(0.4, 0.5), corner(0.6, 0.5)];
    expect(prolonged(far, cell('00'), 12)).toEqual(far);
    const over: Position[] = [corner(-0.2, 0.5), corner(1.2, 0.5)];
    expect(prolonged(over, cell('00'), 12)).toEqual(over);
  });
});

describe('a label', () => {
  it('stands inside its cell, whatever its shape', () => {
    const hook = [
      corner(0, 0),
      corner(3, 0),
      corner(3, 3),
      corner(2.8, 3),
      corner(2.8, 0.3),
      corner(0, 0.3),
      corner(0, 0),
    ];
    const shape = {
      type: 'Feature',
      properties: {},
      geometry: { type: 'Polygon', coordinates: [hook] },
    } as const;
    const place = labelPlace(shape as never);
    expect(place && contains(shape as never, place)).toBe(true);
  });
});

describe('the scale of a printed map', () => {
  it('is a round length', () => {
    expect([7, 49, 230, 999, 1000].map(roundLength)).toEqual([5, 20, 200, 500, 1000]);
  });

  it('has a denominator of two digits', () => {
    expect(denominator(9.63)).toBe(9600);
    expect(denominator(12.34)).toBe(12_000);
  });

  it('halves with every zoom', () => {
    expect(metresPerPixel(14, 22.5) / metresPerPixel(15, 22.5)).toBeCloseTo(2);
    expect(metresPerPixel(0, 0)).toBeCloseTo(78_271.5, 0);
  });
});
