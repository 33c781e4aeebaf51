// The globe itself: Cesium's scene, camera and tiles, and nothing that the game knows. It renders only while something
// changes; what moves during playback is drawn above it (see ../parts/Vectors.svelte) and asks nothing of it.

import {
  Cartesian3,
  Color,
  EllipsoidTerrainProvider,
  Event,
  GeographicTilingScheme,
  Globe,
  Iau2006XysData,
  ImageryLayer,
  Math as CesiumMath,
  Matrix4,
  Scene,
  Transforms,
  type ImageryProvider,
} from "@cesium/engine";
import { FARTHEST_KM, homeFrame, leastThatFits, NEAREST_KM, type Frame, type FramePoint, type Insets } from "../geometry/frame";
import { perspective, type Projector } from "../geometry/projector";
import { DEEPEST_LEVEL, TILE_PX, type TilePainter } from "../paint/tiles";
import { INK } from "../paint/palette";

export interface GlobeView {
  /** The fills above the base; null takes them away. The old ones stay until the new ones are painted. */
  setTheme(paint: TilePainter | null): void;
  projector(): Projector;
  /** Above 1: nearer. */
  zoom(factor: number): void;
  /** By a share of the screen, right and down. */
  pan(right: number, down: number): void;
  home(insets: Insets, places: readonly FramePoint[]): void;
  resize(): void;
  close(): void;
}

export interface GlobeEvents {
  /** The first complete picture stands. */
  onReady(): void;
  /** The camera or the size changed: ask for a new projector. */
  onView(): void;
  /** WebGL is lost or drawing failed; nothing more will be drawn. */
  onFailure(reason: string): void;
}

/** Pixels of the screen that one of a tile may be off. */
const SCREEN_ERROR_PX = 1.6;
/** Until the first picture is complete nobody sees it: it is drawn this small, with the tiles that the full size needs. */
const UNSEEN_SCALE = 0.25;

/** Milliseconds that an outdated theme stays while the new one is painted. */
const SWAP_MS = 700;

/** Milliseconds that the loop goes on after the last change: the camera glides on after a drag. */
const LINGER_MS = 1200;

function imagery(paint: TilePainter, hasAlpha: boolean): ImageryProvider {
  const tilingScheme = new GeographicTilingScheme();
  // Cesium asks for these members; its own class cannot be extended.
  return {
    tilingScheme,
    rectangle: tilingScheme.rectangle,
    tileWidth: TILE_PX,
    tileHeight: TILE_PX,
    minimumLevel: 0,
    maximumLevel: DEEPEST_LEVEL,
    tileDiscardPolicy: undefined,
    errorEvent: new Event(),
    credit: undefined,
    proxy: undefined,
    hasAlphaChannel: hasAlpha,
    getTileCredits: () => [],
    requestImage: (x: number, y: number, level: number) => Promise.resolve(paint(x, y, level)),
    pickFeatures: () => undefined,
  } as unknown as ImageryProvider;
}

function makeScene(canvas: HTMLCanvasElement, creditsOut: HTMLElement): Scene {
  // The sun's place would be fetched from files; nothing here is lit by it.
  Transforms.iau2006XysData = new Iau2006XysData({ totalSamples: 0 });
  const scene = new Scene({
    canvas,
    creditContainer: creditsOut,
    scene3DOnly: true,
    requestRenderMode: true,
    maximumRenderTimeChange: Number.POSITIVE_INFINITY,
    msaaSamples: 1,
    contextOptions: {
      webgl: { alpha: true, antialias: false, powerPreference: "low-power", failIfMajorPerformanceCaveat: false },
    },
  } as ConstructorParameters<typeof Scene>[0]);
  const globe = new Globe();
  globe.baseColor = Color.fromCssColorString(INK.sea);
  globe.showGroundAtmosphere = false;
  globe.showWaterEffect = false;
  globe.enableLighting = false;
  globe.tileCacheSize = 200;
  scene.globe = globe;
  scene.terrainProvider = new EllipsoidTerrainProvider();
  scene.backgroundColor = Color.fromCssColorString(INK.space);
  scene.fog.enabled = false;
  scene.highDynamicRange = false;
  scene.postProcessStages.fxaa.enabled = false;
  const controller = scene.screenSpaceCameraController;
  controller.minimumZoomDistance = NEAREST_KM * 1000;
  controller.maximumZoomDistance = FARTHEST_KM * 1000;
  controller.enableCollisionDetection = false;
  return scene;
}

/** Opens a globe in `host`, which must be empty and have a size. Throws where the browser gives no WebGL 2. */
export function openGlobe(host: HTMLElement, base: TilePainter, events: GlobeEvents): GlobeView {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  canvas.oncontextmenu = () => false;
  host.append(canvas);
  const creditsOut = document.createElement("div"); // Cesium's own line; the map shows the credits itself

  const scene = makeScene(canvas, creditsOut);
  scene.imageryLayers.add(new ImageryLayer(imagery(base, false)));
  const { camera } = scene;

  let frame = 0;
  let awakeUntil = 0;
  let closed = false;
  let frames = 0;
  let ready = false;
  // A new theme is painted unseen, above the old one, and takes its place when all its tiles are there, or when one has
  // waited long enough: then it sharpens before one's eyes.
  let theme: ImageryLayer | null = null;
  let coming: ImageryLayer | null = null;
  let swapBy = 0;
  const lastView = new Matrix4();

  const size = () => ({ width: canvas.clientWidth, height: canvas.clientHeight });

  const projector = (): Projector => {
    const matrix = Matrix4.multiply(camera.frustum.projectionMatrix, camera.viewMatrix, new Matrix4());
    const { x, y, z } = camera.positionWC;
    return perspective(matrix as unknown as ArrayLike<number>, [x, y, z], size());
  };

  function settle(now: number): void {
    if (!coming || !(scene.globe.tilesLoaded || now > swapBy)) return;
    if (theme) scene.imageryLayers.remove(theme);
    theme = coming;
    theme.alpha = 1;
    coming = null;
    scene.requestRender();
  }

  function step(now: number): void {
    frame = 0;
    if (closed) return;
    try {
      scene.initializeFrame(); // reads the pointer and moves the camera
      scene.render();
    } catch (problem) {
      fail(problem instanceof Error ? problem.message : String(problem));
      return;
    }
    if (!Matrix4.equalsEpsilon(camera.viewMatrix, lastView, 1e-9)) {
      Matrix4.clone(camera.viewMatrix, lastView);
      awakeUntil = now + LINGER_MS;
      events.onView();
    }
    // The first frame has asked for nothing yet.
    const loaded = frames > 1 && scene.globe.tilesLoaded;
    frames += 1;
    if (!loaded) awakeUntil = Math.max(awakeUntil, now + 100);
    settle(now);
    if (loaded && !ready) {
      ready = true;
      resize();
      scene.render();
      events.onReady();
    }
    if (now < awakeUntil) frame = requestAnimationFrame(step);
  }

  function wake(): void {
    if (closed) return;
    awakeUntil = performance.now() + LINGER_MS;
    scene.requestRender();
    if (!frame) frame = requestAnimationFrame(step);
  }

  function fail(reason: string): void {
    if (closed) return;
    close();
    events.onFailure(reason);
  }

  function resize(): void {
    const { width, height } = size();
    if (closed || width === 0 || height === 0) return;
    const scale = ready ? 1 : UNSEEN_SCALE;
    const ratio = Math.min(window.devicePixelRatio || 1, 2) * scale;
    scene.globe.maximumScreenSpaceError = SCREEN_ERROR_PX * scale;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const frustum = camera.frustum as unknown as { aspectRatio: number; fov: number };
    frustum.aspectRatio = width / height;
    frustum.fov = CesiumMath.toRadians(44);
    events.onView();
    wake();
  }

  function look({ centre, pitch_deg }: Frame, distance_km: number): void {
    const pitch = CesiumMath.toRadians(-pitch_deg);
    const distance = distance_km * 1000;
    camera.lookAt(
      Cartesian3.fromDegrees(centre.lon_deg, centre.lat_deg),
      new Cartesian3(0, -distance * Math.cos(pitch), distance * Math.sin(pitch)),
    );
    camera.lookAtTransform(Matrix4.IDENTITY);
  }

  function home(insets: Insets, places: readonly FramePoint[]): void {
    const frame = homeFrame(size(), places);
    const fits = (distance_km: number): boolean => {
      look(frame, distance_km);
      const { width, height, point } = projector();
      return frame.points.every(([lon, lat]) => {
        const at = point(lon, lat);
        return (
          at !== null &&
          at.x >= insets.left &&
          at.y >= insets.top &&
          at.x <= width - insets.right &&
          at.y <= height - insets.bottom
        );
      });
    };
    look(frame, leastThatFits(2 * NEAREST_KM, 16_000, fits));
    wake();
  }

  function close(): void {
    if (closed) return;
    closed = true;
    cancelAnimationFrame(frame);
    for (const name of WAKING) canvas.removeEventListener(name, wake);
    scene.destroy();
    canvas.remove();
  }

  const WAKING = ["pointerdown", "pointermove", "pointerup", "wheel", "touchstart", "touchmove"] as const;
  for (const name of WAKING) canvas.addEventListener(name, wake, { passive: true });
  canvas.addEventListener("webglcontextlost", () => fail("The graphics processor took the picture away."));
  scene.renderError.addEventListener((_: unknown, problem: unknown) => fail(String(problem)));
  resize();

  return {
    setTheme(paint) {
      if (closed) return;
      if (coming) scene.imageryLayers.remove(coming);
      coming = null;
      if (paint) {
        coming = new ImageryLayer(imagery(paint, true), { alpha: ready ? 0 : 1 });
        scene.imageryLayers.add(coming);
        swapBy = performance.now() + SWAP_MS;
      } else if (theme) {
        scene.imageryLayers.remove(theme);
        theme = null;
      }
      wake();
    },
    projector,
    zoom(factor) {
      const height = camera.positionCartographic.height;
      const goal = CesiumMath.clamp(height / factor, NEAREST_KM * 1000, FARTHEST_KM * 1000);
      camera.moveForward(height - goal);
      wake();
    },
    pan(right, down) {
      const angle = Math.min(1.2, (camera.positionCartographic.height / 6_371_000) * 0.8);
      camera.rotateRight(-right * angle);
      camera.rotateUp(-down * angle);
      wake();
    },
    home,
    resize,
    close,
  };
}
