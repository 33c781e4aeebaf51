/* What a person has typed and not yet sent, kept in this browser per game and seat so that a reload loses nothing.
   It never leaves the browser and is dropped once the server has acknowledged it. */

export interface Drawer {
  read<T>(name: string): T | null;
  write(name: string, value: unknown): void;
  drop(name: string): void;
}

export interface Chest {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const VERSION = 1;

export function openDrawer(chest: Chest | null, game: string, seat: string): Drawer {
  const key = (name: string) => `third-site:${VERSION}:${game}:${seat}:${name}`;
  return {
    read<T>(name: string): T | null {
      try {
        const text = chest?.getItem(key(name));
        return text ? (JSON.parse(text) as T) : null;
      } catch {
        return null; // unreadable, or storage is forbidden here: a draft is then only in memory
      }
    },
    write(name, value) {
      try {
        chest?.setItem(key(name), JSON.stringify(value));
      } catch {
        // full or forbidden storage costs only what a reload would have saved
      }
    },
    drop(name) {
      try {
        chest?.removeItem(key(name));
      } catch {
        // as above
      }
    },
  };
}
