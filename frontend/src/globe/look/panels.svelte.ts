// Where the panels over the map stand, in pixels from its top left, so that labels keep clear of them.

import type { Box } from "../geometry/labels";

const MARGIN_PX = 4;

export function createPanels() {
  let pane: HTMLElement | null = null;
  let boxes = $state.raw<Box[]>([]);
  let width = $state(0);
  let scale = $state(1);
  const watched = new Set<HTMLElement>();

  function measure(): void {
    if (!pane) return;
    const from = pane.getBoundingClientRect();
    width = from.width;
    scale = (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16;
    boxes = [...watched].map((node) => {
      const box = node.getBoundingClientRect();
      return { x: box.x - from.x - MARGIN_PX, y: box.y - from.y - MARGIN_PX, width: box.width + 2 * MARGIN_PX, height: box.height + 2 * MARGIN_PX };
    });
  }
  function watch(node: HTMLElement): () => void {
    const watch = new ResizeObserver(measure);
    watch.observe(node);
    return () => watch.disconnect();
  }

  return {
    get boxes() {
      return boxes;
    },
    /** Of the pane in pixels, or rather in sixteenths of a rem: a projector's letters take more room. */
    get width() {
      return width / scale;
    },
    get scale() {
      return scale;
    },
    /** Attached to the pane itself. */
    pane(node: HTMLElement): () => void {
      pane = node;
      return watch(node);
    },
    /** Attached to each panel over the map. */
    panel(node: HTMLElement): () => void {
      watched.add(node);
      const leave = watch(node);
      return () => {
        leave();
        watched.delete(node);
        measure();
      };
    },
  };
}

export type Panels = ReturnType<typeof createPanels>;
