import { LngLatBounds } from 'maplibre-gl';
import type { Bounds } from '../api/types';
import type { Controller } from '../map/controller';
import { palettes } from '../map/palette';
import { theme } from '../ui/theme.svelte';
import { metresPerPixel } from './scale';

/** The map on the sheet: A4 across, less margins, title and legend; in pixels of the page and millimetres of paper. */
const SHEET = { width: 1400, height: 790, widthMm: 277 };
type Padding = Partial<Record<'left' | 'right' | 'top' | 'bottom', number>>;

/** Sharp enough for small type on paper. */
const PIXEL_RATIO = 2;

/** The sheet that is printed: a picture of the map, and what a printed map says beside it. */
class Print {
  preparing = $state(false);
  /** Set while the sheet has a picture. */
  picture = $state.raw<{ source: HTMLCanvasElement; metresPerMm: number } | null>(null);
  controller: Controller | null = null;

  /** Draws what is seen onto a sheet of paper's shape and opens the browser's print window. */
  async print(): Promise<void> {
    const { controller } = this;
    if (!controller || this.preparing) return;
    this.preparing = true;
    const { map } = controller;
    const box = map.getContainer();
    const bounds = map.getBounds();
    const [center, zoom, padding, ratio] = [
      map.getCenter(),
      map.getZoom(),
      map.getPadding(),
      map.getPixelRatio(),
    ];
    try {
      box.style.width = `${SHEET.width}px`;
      box.style.height = `${SHEET.height}px`;
      controller.repaint(palettes.light);
      map.setPadding({ top: 0, left: 0, right: 0, bottom: 0 });
      map.setPixelRatio(PIXEL_RATIO);
      map.resize();
      map.fitBounds(seen(bounds, padding, controller.bounds), { animate: false, padding: 8 });
      await new Promise<void>((drawn) => map.once('idle', () => drawn()));
      this.take();
    } finally {
      box.style.removeProperty('width');
      box.style.removeProperty('height');
      controller.repaint(palettes[theme.value]);
      map.setPixelRatio(ratio);
      map.resize();
      map.jumpTo({ center, zoom, padding });
      this.preparing = false;
    }
    // The sheet is laid out before the browser looks at it.
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 50)));
    window.print();
    this.picture = null;
  }

  /** Copies the map as it is. WebGL forgets its picture after the frame, so it is drawn and copied in one go. */
  take(): void {
    const map = this.controller?.map;
    if (!map) return;
    map.redraw();
    const from = map.getCanvas();
    const source = document.createElement('canvas');
    source.width = from.width;
    source.height = from.height;
    source.getContext('2d')?.drawImage(from, 0, 0);
    const metres = metresPerPixel(map.getZoom(), map.getCenter().lat) * from.clientWidth;
    this.picture = { source, metresPerMm: metres / SHEET.widthMm };
  }
}

/** What of the district is seen beside the panels: the rest is not what the person meant to print. */
function seen(bounds: LngLatBounds, padding: Padding, district: Bounds): LngLatBounds {
  const [west, south, east, north] = [
    bounds.getWest(),
    bounds.getSouth(),
    bounds.getEast(),
    bounds.getNorth(),
  ];
  const [dx, dy] = [(east - west) / innerWidth, (north - south) / innerHeight];
  const { left = 0, right = 0, top = 0, bottom = 0 } = padding;
  const free = [west + left * dx, south + bottom * dy, east - right * dx, north - top * dy] as const;
  const [w, s, e, n] = district;
  const part = [
    Math.max(free[0], w),
    Math.max(free[1], s),
    Math.min(free[2], e),
    Math.min(free[3], n),
  ] as const;
  return new LngLatBounds(part[0] < part[2] && part[1] < part[3] ? [...part] : [...free]);
}

export const print = new Print();
