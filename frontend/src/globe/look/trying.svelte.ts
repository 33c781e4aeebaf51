// A site tried elsewhere, as far as the map is concerned: which one can be tried and for which raid, that the trial follows
// what the reader chooses, and the findings with the tried footprint in the place of the found one.

import type { MapObjects, AxisDocument, Configuration, FindingsDocument, MultiPolygon, Site, Trial, TrialHand } from "../types";
import type { MapCatalogue } from "../geometry/objects";
import type { Choices } from "./choices.svelte";

export interface Given {
  trial: Trial | null;
  /** Without a hand nothing can be tried. */
  hand: TrialHand | null;
  sites: Record<string, Site>;
  selected: string | null;
  catalogue: MapCatalogue | null;
  objects: MapObjects | undefined;
  findings: Record<string, FindingsDocument>;
  configuration: Configuration;
  /** Before a trial begins: a playback would stand in its way. */
  begins: () => void;
}

const TRIABLE: readonly Site["kind"][] = ["interceptors", "radar", "ship"];
const NOTHING: MultiPolygon = { type: "MultiPolygon", coordinates: [] };
/** Before the first adjudication there is no finding to draw a tried outline in the place of; its figures are not shown. */
const NO_FINDING: AxisDocument = { name: "", summary: { people_pct: 0 } as AxisDocument["summary"], footprint: NOTHING, timeline: [], playback: null };

/** The findings in which `outline` is the footprint of that raid. */
export function withOutline(
  findings: Record<string, FindingsDocument>,
  { assessment, configuration, axis }: { assessment: string; configuration: Configuration; axis: string },
  outline: MultiPolygon,
): Record<string, FindingsDocument> {
  const document = findings[assessment] ?? { turn: 0, assessment, configurations: {} };
  const entry = document.configurations[configuration] ?? { axes: {} };
  const axes = { ...entry.axes, [axis]: { ...(entry.axes[axis] ?? NO_FINDING), footprint: outline } };
  return { ...findings, [assessment]: { ...document, configurations: { ...document.configurations, [configuration]: { ...entry, axes } } } };
}

/** `given` is read member by member: with each step of a hand only `trial` changes, and only what reads it is made anew. */
export function createTrying(choices: Choices, given: Readonly<Given>) {
  const raids = $derived(Object.entries(given.catalogue?.threats ?? {}).flatMap(([id, { name, grid }]): [string, string][] => (grid ? [[id, name]] : [])));
  /** The raid whose footprint a trial draws: the one shown or chosen, if it has a grid, else the one that flies farthest. */
  const axis = $derived.by(() => {
    const drawn = [choices.wantedAxis, choices.axis].find((id) => id !== null && raids.some(([one]) => one === id));
    const far = (id: string) => given.objects?.reach?.[id]?.range_km ?? 0;
    return drawn ?? raids.map(([id]) => id).sort((a, b) => far(b) - far(a))[0] ?? null;
  });
  const triable = $derived.by((): Site | null => {
    const { hand, trial, sites, selected } = given;
    const site = selected === null ? undefined : sites[selected];
    return hand && !trial && site && choices.assessment !== null && axis !== null && TRIABLE.includes(site.kind) ? site : null;
  });
  const tried = $derived.by(() => {
    const { trial, sites } = given;
    return trial ? (sites[trial.site] ?? null) : null;
  });

  function begin(site: Site): void {
    const { hand, configuration, begins } = given;
    const { assessment } = choices;
    if (!hand || assessment === null || axis === null) return;
    begins();
    choices.difference(false);
    hand.begin({ site: site.id, assessment, configuration, axis });
  }
  // By other figures, or of another configuration: the same place is asked about again.
  $effect(() => {
    const { trial, hand, configuration } = given;
    const { assessment } = choices;
    if (!trial || !hand || assessment === null || axis === null) return;
    if (trial.assessment === assessment && trial.configuration === configuration && trial.axis === axis) return;
    hand.begin({ site: trial.site, assessment, configuration, axis }, trial.at);
  });
  // A site that is no longer on the map cannot be tried on.
  $effect(() => {
    const { trial, hand, sites } = given;
    if (trial && !sites[trial.site]) hand?.end();
  });

  // Not the trial itself: that changes with every step of a hand, and the whole picture would be made anew with it.
  const trying = $derived(given.trial !== null);
  const triedAxis = $derived(given.trial?.axis ?? null);
  const triedAssessment = $derived(given.trial?.assessment ?? null);
  const triedConfiguration = $derived(given.trial?.configuration ?? null);
  /** While one tries, the footprint shown is the tried one's: none under the hand, the outline when it lets go. */
  const outline = $derived(given.trial ? (given.trial?.outline ?? NOTHING) : null);
  const findings = $derived(
    outline && triedAssessment !== null && triedConfiguration !== null && triedAxis !== null
      ? withOutline(given.findings, { assessment: triedAssessment, configuration: triedConfiguration, axis: triedAxis }, outline)
      : given.findings,
  );

  return {
    get raids() {
      return raids;
    },
    get triable() {
      return triable;
    },
    get tried() {
      return tried;
    },
    get trying() {
      return trying;
    },
    get axis() {
      return triedAxis;
    },
    get findings() {
      return findings;
    },
    begin,
  };
}
