import { recall, remember } from './memory';

export type Theme = 'light' | 'dark';

class ThemeState {
  value = $state<Theme>(first());

  constructor() {
    document.documentElement.dataset.theme = this.value;
  }

  switch(): void {
    this.value = this.value === 'light' ? 'dark' : 'light';
    document.documentElement.dataset.theme = this.value;
    remember('theme', this.value);
  }
}

function first(): Theme {
  for (const wish of [new URLSearchParams(location.search).get('theme'), recall('theme')]) {
    if (wish === 'light' || wish === 'dark') return wish;
  }
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export const theme = new ThemeState();
