// What the globe uses of @cesium/engine that its own types leave out.

import "@cesium/engine";

declare module "@cesium/engine" {
  /** Tables of the Earth's axis, fetched in pieces unless there are none. */
  export class Iau2006XysData {
    constructor(options?: { totalSamples?: number });
  }
  export interface Scene {
    /** Reads the pointer and moves the camera; before each render. */
    initializeFrame(): void;
  }
  export namespace Transforms {
    let iau2006XysData: Iau2006XysData;
  }
}
