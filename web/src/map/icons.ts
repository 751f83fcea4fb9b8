import type { Map as GlMap } from 'maplibre-gl';

const OTHER: [string, string] = ['#8b8f96', 'M12 12v.01'];

/** Each landmark's colour and its picture: strokes on a grid of 24. */
const ICONS: Record<string, [colour: string, path: string]> = {
  market: ['#c77d2e', 'M4 10l1.500-5h13L20 10M5 10v9h14v-9M4 10h16M10 19v-5h4v5'],
  shop: ['#c77d2e', 'M6 9h12l1 11H5zM9 9V7a3 3 0 0 1 6 0v2'],
  restaurant: ['#c77d2e', 'M7 4v6a2 2 0 0 0 4 0V4M9 12v8M16 20V4c-2.500 1.500-2.500 7 0 9'],
  school: ['#8a6bb5', 'M3 10l9-4.500 9 4.500-9 4.500zM7 12.500V17c3 2 7 2 10 0v-4.500'],
  hospital: ['#c65b66', 'M12 5v14M5 12h14'],
  toilet: ['#4f7fb5', 'M8 6.500v.01M16 6.500v.01M8 10v9M16 10v9M5.500 10h5M13.500 14l2.500-4 2.500 4z'],
  refuse_station: ['#6f7f73', 'M5 8h14M10 8V5h4v3M7 8l1 12h8l1-12M11 12v5M13.500 12v5'],
  government: [
    '#a8574d',
    'M12 4l2.300 5 5.500.600-4.100 3.700 1.200 5.400L12 16l-4.900 2.700 1.200-5.400-4.100-3.700 5.500-.600z',
  ],
  station: ['#4f7fb5', 'M6 5h12v11H6zM6 11h12M8.500 16v3M15.500 16v3'],
  park: ['#55935c', 'M12 4l5 7h-3l3.500 5h-11L10 11H7zM12 16v4'],
  compound: ['#7d8795', 'M5 11l7-6 7 6v8H5zM10 19v-5h4v5'],
  other: OTHER,
};

/** Pixels of the picture on the map, and how much finer it is drawn. */
const SIZE = 22;
const SCALE = 2;

/** Draws a landmark's badge: a white ring, the kind's colour, the picture in white. */
function draw(kind: string): ImageData | null {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE * SCALE;
  canvas.height = SIZE * SCALE;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const [colour, path] = ICONS[kind] ?? OTHER;
  pen.scale(SCALE, SCALE);
  pen.beginPath();
  pen.arc(SIZE / 2, SIZE / 2, SIZE / 2 - 1, 0, Math.PI * 2);
  pen.fillStyle = '#ffffff';
  pen.fill();
  pen.beginPath();
  pen.arc(SIZE / 2, SIZE / 2, SIZE / 2 - 2, 0, Math.PI * 2);
  pen.fillStyle = colour;
  pen.fill();
  pen.translate(SIZE / 2, SIZE / 2);
  pen.scale(0.56, 0.56);
  pen.translate(-12, -12);
  pen.strokeStyle = '#ffffff';
  pen.lineWidth = kind === 'other' ? 7 : kind === 'hospital' ? 4 : 2.2;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.stroke(new Path2D(path));
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** Hands every icon to the map, once its style stands. */
export function provideIcons(map: GlMap): void {
  for (const kind of Object.keys(ICONS)) {
    const image = draw(kind);
    if (image) map.addImage(`landmark-${kind}`, image, { pixelRatio: SCALE });
  }
}
