/** How often an open page asks whether there is a newer one: an hour. */
const LOOK_MS = 3_600_000;

/** The page without a network: the service worker, and whether a newer page waits to be loaded. */
class Offline {
  /** Whether a newer version of the page took over while this one was open. */
  fresh = $state(false);

  start(): void {
    // Without https, and in the middle of development, there is none.
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
    const workers = navigator.serviceWorker;
    let had = workers.controller !== null;
    workers.addEventListener('controllerchange', () => {
      if (had) this.fresh = true;
      had = true;
    });
    const register = async () => {
      try {
        const it = await workers.register('/sw.js', { updateViaCache: 'none' });
        setInterval(() => void it.update().catch(() => {}), LOOK_MS);
      } catch {
        // Forbidden by the browser: the page works, with a network.
      }
    };
    if (document.readyState === 'complete') void register();
    else addEventListener('load', () => void register(), { once: true });
  }

  /** Drops what the browser keeps of an account; also where the worker does not stand between. */
  async forget(): Promise<void> {
    try {
      await caches.delete('own');
    } catch {
      // Plain http has no caches, and nothing in them.
    }
  }
}

export const offline = new Offline();
