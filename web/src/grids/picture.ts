import { chainage } from '../i18n/format';
import { ring } from '../locate/picture';
import type { Feature } from '../map/controller';
import type { PieceWire } from '../people/types';
import { type Difference, type Tool, tints } from './edits';
import type { ZoneShape } from './frontage';
import { labelPlace, outline } from './geometry';
import { clip, endOf } from './stretch';
import { handlesOf } from './tools';
import type { Cell, Polygon, Position, Preview, WholeRoad } from './types';

type Cells = ReadonlyMap<string, Cell>;
type Words = (squareMetres: number) => string;

const point = (place: Position, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: place },
});

const lines = (coordinates: Position[][], properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'MultiLineString', coordinates },
});

const shape = ({ geometry }: Polygon<unknown>, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  properties,
  geometry,
});

const found = (cells: Cells, codes: readonly string[]): Cell[] =>
  codes.map((it) => cells.get(it)).filter((it) => it !== undefined);

/** The cells of another version: tinted by holder, duty grids outlined, the last three digits on each. */
export function versionPicture(cells: Cells, tintCount: number): Feature[] {
  const tint = tints(cells.values(), tintCount);
  const held = new Map<string, Cell[]>();
  const places = new Map<Cell, Position>();
  const features: Feature[] = [];
  for (const [code, cell] of cells) {
    const { member, member_code, community } = cell.properties;
    features.push(shape(cell, { role: 'cell', tint: member_code ? tint.get(member_code) : -1 }));
    const place = labelPlace(cell);
    if (place) {
      places.set(cell, place);
      features.push(point(place, { role: 'label', text: `${code.slice(-3)}\n${member ?? ''}` }));
    }
    const key = `${community}/${member_code}`;
    const grid = held.get(key);
    if (grid) grid.push(cell);
    else held.set(key, [cell]);
  }
  for (const grid of held.values()) {
    features.push(lines(outline(grid), { role: 'border' }));
    const name = grid[0]?.properties.member;
    const place = central(grid.map((it) => places.get(it)).filter((it) => it !== undefined));
    if (name && place) features.push(point(place, { role: 'holder', text: name }));
  }
  return features;
}

/** The place that lies nearest to the middle of all. */
function central(places: readonly Position[]): Position | null {
  const mean = (of: 0 | 1) => places.reduce((sum, it) => sum + it[of], 0) / places.length;
  const [x, y] = [mean(0), mean(1)];
  const far = (it: Position) => (it[0] - x) ** 2 + (it[1] - y) ** 2;
  return places.reduce<Position | null>((best, it) => (best && far(best) <= far(it) ? best : it), null);
}

/** What is lit: a duty grid or a road's cells, the chosen cell, the cell under the pointer. */
export function lightPicture(
  cells: Cells,
  lit: { role: 'grid' | 'road'; cells: readonly string[] } | null,
  chosen: string | null,
  hover: string | null,
): Feature[] {
  const features: Feature[] = [];
  if (lit) {
    const ground = found(cells, lit.cells);
    for (const it of ground) features.push(shape(it, { role: lit.role }));
    if (lit.role === 'grid') features.push(lines(outline(ground), { role: 'outline' }));
  }
  const one = (code: string | null, role: string) => {
    const cell = code ? cells.get(code) : undefined;
    if (cell) features.push(shape(cell, { role }));
  };
  if (hover !== chosen) one(hover, 'hover');
  one(chosen, 'selected');
  return features;
}

/** What edits would change: old ground faded, new ground with its area; `sweeping` tints cells that change hands only. */
export function changePicture(before: Cells, preview: Preview, words: Words, sweeping = false): Feature[] {
  const features: Feature[] = [];
  const redrawn = preview.cells.features.filter((it) => it.properties.state === 'reshaped');
  const old = [...preview.ended, ...redrawn.map((it) => it.properties.code)];
  for (const cell of found(before, old)) features.push(shape(cell, { role: 'ended' }));
  for (const it of preview.cells.features) {
    const { state, area_m2, within, member } = it.properties;
    const whole = sweeping && state === 'assigned';
    features.push(shape(it, { role: whole ? 'moved' : state }));
    const place = whole ? null : labelPlace(it);
    const text = state === 'assigned' ? (member?.name ?? '–') : words(area_m2);
    if (place)
      features.push(point(place, { role: 'label', text, within: state === 'assigned' ? '10' : within }));
  }
  return features;
}

/** Where two versions differ, over the ground of the shown one. */
export function differencePicture(shown: Cells, other: Cells, difference: Difference): Feature[] {
  return [
    ...found(other, [...difference.fresh, ...difference.reshaped]).map((it) => shape(it, { role: 'ended' })),
    ...found(shown, difference.ended).map((it) => shape(it, { role: 'new' })),
    ...found(shown, difference.reshaped).map((it) => shape(it, { role: 'reshaped' })),
    ...found(shown, difference.reassigned).map((it) => shape(it, { role: 'assigned' })),
  ];
}

/** Cells under a tool, and cells pinned for the plan. */
export function chosenPicture(cells: Cells, tool: Tool | null, pins: readonly string[]): Feature[] {
  const codes = tool?.kind === 'split' ? [tool.cell] : tool && 'cells' in tool ? tool.cells : [];
  return [
    ...found(cells, pins).map((it) => shape(it, { role: 'pinned' })),
    ...found(cells, codes).map((it) => shape(it, { role: 'chosen' })),
  ];
}

/** The line being drawn or dragged, and its handles. */
export function draftPicture(tool: Tool | null): Feature[] {
  if (tool?.kind === 'stretch') return stretchPicture(tool);
  if (tool?.kind === 'spot') return spotPicture(tool);
  if (tool?.kind !== 'split' && tool?.kind !== 'move') return [];
  const line = tool.kind === 'split' && tool.next ? [...tool.line, tool.next] : tool.line;
  const features: Feature[] = line.length > 1 ? [lines([line], { role: 'line' })] : [];
  for (const { place, between } of handlesOf(tool)) {
    features.push(point(place, { role: between ? 'midpoint' : 'vertex' }));
  }
  return features;
}

/** A stretch of a road, its ends with their chainage. */
function stretchPicture(tool: Extract<Tool, { kind: 'stretch' }>): Feature[] {
  const ends = [tool.from_m, tool.to_m];
  return [
    lines(clip(tool.track, tool.from_m, tool.to_m), { role: 'line' }),
    ...handlesOf(tool).map(({ place, index }) =>
      point(place, { role: 'vertex', text: chainage(ends[index] ?? 0) }),
    ),
  ];
}

/** A spot of its own with the place and the reach that are dragged. */
function spotPicture(tool: Extract<Tool, { kind: 'spot' }>): Feature[] {
  const [middle, edge] = handlesOf(tool);
  return [
    circle(tool.place, tool.radius_m, { role: 'line' }),
    ...(middle ? [point(middle.place, { role: 'vertex' })] : []),
    ...(edge ? [point(edge.place, { role: 'midpoint' })] : []),
  ];
}

function circle([lon, lat]: Position, radius_m: number, properties: Record<string, unknown>): Feature {
  return {
    type: 'Feature',
    properties,
    geometry: { type: 'Polygon', coordinates: [ring({ lon, lat }, radius_m)] },
  };
}

/** What a duty is about that is pointed at: cells, a stretch of the road that is open, a zone, a spot. */
export function piecePicture(
  it: PieceWire | null,
  cells: Cells,
  road: WholeRoad | null,
  zones: readonly ZoneShape[],
): Feature[] {
  const role = { role: 'piece' };
  if (it?.cells) return found(cells, it.cells).map((cell) => shape(cell, role));
  if (it?.spot) return [circle([it.spot.lon, it.spot.lat], it.spot.radius_m, role)];
  if (it?.frontage)
    return zones.filter((zone) => zone.properties.code === it.frontage).map((zone) => shape(zone, role));
  if (!it?.road || it.road !== road?.code) return [];
  return [lines(clip(road.segments, it.from_m ?? 0, it.to_m ?? endOf(road.segments)), role)];
}

/** Frontage zones, by whether somebody signed for them. */
export function frontagePicture(zones: readonly ZoneShape[], chosen: string | null): Feature[] {
  return zones.map((it) => {
    const { code, holder } = it.properties;
    return shape(it, { code, signed: holder !== null, chosen: code === chosen });
  });
}

/** Incidents that change hands, and places that warnings are about. */
export function markPicture(preview: Preview | null): Feature[] {
  if (!preview) return [];
  return [
    ...preview.incidents.items.map((it) =>
      point([it.place.lon, it.place.lat], { role: 'incident', id: it.id }),
    ),
    ...preview.warnings.flatMap((it) => (it.at ? [point(it.at, { role: 'warning' })] : [])),
  ];
}
