import type { LonLat } from '../api/types';

/** How long a position is good for, and how long one waits for it. */
const FRESH_MS = 60_000;
const PATIENCE_MS = 12_000;

/** Where this device is, asked for only when somebody wants to use it. */
class Whereabouts {
  place = $state.raw<LonLat | null>(null);
  asking = $state(false);
  failed = $state(false);

  /** Asks the device; the browser asks the person. */
  ask(): Promise<LonLat | null> {
    if (!navigator.geolocation) {
      this.failed = true;
      return Promise.resolve(null);
    }
    this.asking = true;
    this.failed = false;
    return new Promise((done) => {
      const end = (place: LonLat | null) => {
        this.asking = false;
        this.failed = place === null;
        if (place) this.place = place;
        done(place);
      };
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => end({ lon: coords.longitude, lat: coords.latitude }),
        () => end(null),
        { enableHighAccuracy: true, maximumAge: FRESH_MS, timeout: PATIENCE_MS },
      );
    });
  }
}

export const whereabouts = new Whereabouts();
