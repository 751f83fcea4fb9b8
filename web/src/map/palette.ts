import type { Tone } from '../incident/stage';
import type { Theme } from '../ui/theme.svelte';

type ByClass = Record<'main' | 'secondary' | 'branch' | 'alley', string>;

/** All colours of the base map. Red, amber and green stand for states only, so the ground stays pale. */
export interface Palette {
  paper: string;
  ground: Record<
    'housing' | 'commercial' | 'industrial' | 'institution' | 'plaza' | 'green' | 'sports' | 'water',
    string
  >;
  stream: string;
  building: string;
  buildingEdge: string;
  wall: string;
  rail: string;
  railGap: string;
  road: ByClass;
  casing: ByClass;
  tunnel: string;
  border: string;
  text: string;
  textQuiet: string;
  textGreen: string;
  halo: string;
  cellEdge: string;
  gridEdge: string;
  gridCasingOpacity: number;
  cellText: string;
  tints: readonly string[];
  /** The tints as dark (or light) as a label has to be. */
  tintTexts: readonly string[];
  tintOpacity: number;
  accent: string;
  pick: string;
  tones: Record<Tone, string>;
  dotEdge: string;
  cluster: string;
  clusterEdge: string;
  clusterText: string;
  /** From nothing to the most, by falling (light) or rising (dark) lightness: safe for every eye. */
  heat: readonly string[];
}

const light: Palette = {
  paper: '#f6f4ef',
  ground: {
    housing: '#f1ede5',
    commercial: '#f6ece6',
    industrial: '#eeecef',
    institution: '#f3eede',
    plaza: '#eeebe6',
    green: '#d6e9c9',
    sports: '#c7e3cd',
    water: '#a9d2ec',
  },
  stream: '#a9d2ec',
  building: '#e6e1d8',
  buildingEdge: '#d8d1c5',
  wall: '#cbc3b6',
  rail: '#b4b2b8',
  railGap: '#f6f4ef',
  road: { main: '#ffdf95', secondary: '#fff2c9', branch: '#ffffff', alley: '#ffffff' },
  casing: { main: '#e6bd66', secondary: '#e0cd97', branch: '#d8d3ca', alley: '#e0dbd2' },
  tunnel: '#efe9dc',
  border: '#7b58a8',
  text: '#4a4640',
  textQuiet: '#79736a',
  textGreen: '#3d7a45',
  halo: '#ffffff',
  cellEdge: '#82807c',
  gridEdge: '#4d5f78',
  gridCasingOpacity: 0.75,
  cellText: '#474f5a',
  tints: ['#6fa8dc', '#f2b872', '#8fc79a', '#c79ad1', '#f09a9a', '#7fcac3', '#d3c46a', '#a8a3e0'],
  tintTexts: ['#1f568b', '#8a5312', '#2f6b3b', '#71407d', '#98393b', '#1d6b64', '#6d6212', '#4a4496'],
  tintOpacity: 0.26,
  accent: '#1f6f5c',
  pick: '#0b66d6',
  tones: { new: '#d9480f', active: '#1c6fd1', check: '#7048c6', trouble: '#c2255c', done: '#7c8b86' },
  dotEdge: '#ffffff',
  cluster: '#ffffff',
  clusterEdge: '#3b4a5a66',
  clusterText: '#2b3947',
  heat: ['#fff3c400', '#ffe9a3', '#fdb863', '#ee6f5b', '#b93b80', '#5b1f78'],
};

const dark: Palette = {
  paper: '#191d24',
  ground: {
    housing: '#1c2129',
    commercial: '#211f28',
    industrial: '#1f212a',
    institution: '#232326',
    plaza: '#20252c',
    green: '#1b2b24',
    sports: '#1d3029',
    water: '#15314a',
  },
  stream: '#173853',
  building: '#252b35',
  buildingEdge: '#303845',
  wall: '#3a4250',
  rail: '#4c5360',
  railGap: '#191d24',
  road: { main: '#6b5a35', secondary: '#4b4634', branch: '#394250', alley: '#303844' },
  casing: { main: '#14171c', secondary: '#14171c', branch: '#14171c', alley: '#171b21' },
  tunnel: '#272c35',
  border: '#a78ad6',
  text: '#c9ced6',
  textQuiet: '#8b93a0',
  textGreen: '#7fbf8a',
  halo: '#14171c',
  cellEdge: '#7d838d',
  gridEdge: '#92a6c2',
  gridCasingOpacity: 0.55,
  cellText: '#b9c2ce',
  tints: ['#4f8fd0', '#c9924c', '#62a871', '#a274b0', '#c77474', '#55a59e', '#a89a45', '#827cc4'],
  tintTexts: ['#9cc6f0', '#e8be87', '#9ad3a6', '#d3aedd', '#f0aeae', '#8ed4cd', '#d6cb84', '#bdb8f0'],
  tintOpacity: 0.2,
  accent: '#5cc4a6',
  pick: '#5aa9ff',
  tones: { new: '#ff8a4c', active: '#5aa9ff', check: '#a78bfa', trouble: '#f0659a', done: '#7f8c94' },
  dotEdge: '#14171c',
  cluster: '#232a34',
  clusterEdge: '#a9b8c9aa',
  clusterText: '#eef3f8',
  heat: ['#2b104800', '#4a1a72', '#9a2f7f', '#e5586a', '#fb9f5f', '#fdf0b0'],
};

export const palettes: Record<Theme, Palette> = { light, dark };
