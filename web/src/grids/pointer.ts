import type { Map as GlMap, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import type { Position } from './types';

export interface Handlers {
  click(place: Position): void;
  hover(place: Position | null): void;
  /** Whether a double click, Enter, Escape and Backspace belong to a tool now. */
  drawing(): boolean;
  finish(): void;
  cancel(): void;
  stepBack(): void;
  /** Places that can be dragged, in the order of the line. */
  handles(): readonly { place: Position; index: number; between: boolean }[];
  drag(index: number, between: boolean, to: Position): number;
}

/** How near a handle the pointer must be, in pixels. A finger is wider than a mouse pointer. */
const REACH = { mouse: 11, touch: 26 };
/** A second click this near the last, in pixels and in time, is the end of a double click. */
const SAME = { mouse: 4, touch: 18, ms: 450 };

const position = (event: MapMouseEvent | MapTouchEvent): Position => [event.lngLat.lng, event.lngLat.lat];

/** Clicks, hovering, dragging of handles and keys on the map; returns how to stop listening. */
export function listenGrids(map: GlMap, handlers: Handlers): () => void {
  const coarse = matchMedia('(pointer: coarse)').matches;
  const canvas = map.getCanvas();
  let held: { index: number } | null = null;
  let last = { x: -99, y: -99, at: 0 };

  const grab = (event: MapMouseEvent | MapTouchEvent) => {
    const reach = coarse ? REACH.touch : REACH.mouse;
    let [best, nearest] = [null as ReturnType<Handlers['handles']>[number] | null, reach];
    for (const handle of handlers.handles()) {
      const at = map.project(handle.place);
      // A vertex goes before the middle beside it.
      const far = Math.hypot(at.x - event.point.x, at.y - event.point.y) + (handle.between ? 3 : 0);
      if (far < nearest) [best, nearest] = [handle, far];
    }
    return best;
  };

  const down = (event: MapMouseEvent | MapTouchEvent) => {
    if ('touches' in event.originalEvent && event.originalEvent.touches.length > 1) return;
    const handle = grab(event);
    if (!handle) return;
    event.preventDefault();
    held = { index: handlers.drag(handle.index, handle.between, handle.place) };
    map.dragPan.disable();
  };
  const move = (event: MapMouseEvent | MapTouchEvent) => {
    if (held) {
      held.index = handlers.drag(held.index, false, position(event));
      return;
    }
    if (coarse) return;
    canvas.classList.toggle('over', grab(event) !== null);
    handlers.hover(position(event));
  };
  const up = () => {
    if (!held) return;
    held = null;
    map.dragPan.enable();
  };
  const out = () => {
    if (!held) handlers.hover(null);
  };
  const click = (event: MapMouseEvent) => {
    const { x, y } = event.point;
    const at = event.originalEvent.timeStamp;
    const again =
      Math.hypot(x - last.x, y - last.y) < (coarse ? SAME.touch : SAME.mouse) && at - last.at < SAME.ms;
    last = { x, y, at };
    if (handlers.drawing() && again) {
      // Fingers make no double clicks that the map tells of.
      if (coarse) handlers.finish();
      return;
    }
    if (handlers.drawing() && grab(event)) return;
    handlers.click(position(event));
  };
  const twice = (event: MapMouseEvent) => {
    if (!handlers.drawing()) return;
    event.preventDefault();
    handlers.finish();
  };
  const key = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const onMap = target === canvas;
    if (onMap && (event.key === ' ' || (event.key === 'Enter' && !handlers.drawing()))) {
      event.preventDefault();
      const { lng, lat } = map.getCenter();
      handlers.click([lng, lat]);
      return;
    }
    if (!handlers.drawing() || target.closest('input, textarea, select, dialog')) return;
    if (event.key === 'Escape') handlers.cancel();
    else if (event.key === 'Backspace') handlers.stepBack();
    else if (event.key === 'Enter' && !target.closest('button, a, summary')) handlers.finish();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  map.on('mousedown', down);
  map.on('touchstart', down);
  map.on('mousemove', move);
  map.on('touchmove', move);
  map.on('mouseup', up);
  map.on('touchend', up);
  map.on('touchcancel', up);
  map.on('mouseout', out);
  map.on('click', click);
  map.on('dblclick', twice);
  addEventListener('keydown', key, true);
  return () => {
    up();
    canvas.classList.remove('over');
    map.off('mousedown', down);
    map.off('touchstart', down);
    map.off('mousemove', move);
    map.off('touchmove', move);
    map.off('mouseup', up);
    map.off('touchend', up);
    map.off('touchcancel', up);
    map.off('mouseout', out);
    map.off('click', click);
    map.off('dblclick', twice);
    removeEventListener('keydown', key, true);
  };
}
