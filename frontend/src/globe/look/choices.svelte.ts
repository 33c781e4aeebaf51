// What a reader of the map has chosen: whose figures, against which others, for which raid, which layers. Only what concerns
// looking; that which is chosen follows what there is to choose from.

import { configurationOf, defaultAxis } from "../geometry/picture";
import { ALL_LAYERS, type AssessmentName, type AxisDocument, type Configuration, type FindingsDocument, type Layers, type Whose } from "../types";
import { readable, W } from "../words";

export interface Given {
  findings: Record<string, FindingsDocument>;
  assessments: Record<string, AssessmentName>;
  own: string | null;
  configuration: Configuration;
  /** The raid that is played back. */
  playedAxis: string | null;
}

export const CONFIGURATIONS: readonly Configuration[] = ["in_force", "planned"];
export const configurationWords = (which: Configuration): string => (which === "in_force" ? W.in_force : W.planned);
export const keyOf = ({ assessment, configuration }: Whose): string => `${assessment}/${configuration}`;

export function createChoices(given: () => Given) {
  let chosen = $state<string | null>(null);
  let wantsDifference = $state(false);
  let wantedRival = $state<string | null>(null);
  let wantedAxis = $state<string | null>(null);
  let layers = $state.raw<Layers>(ALL_LAYERS);

  // One's own first; those without findings cannot be shown, but still say whose fans they believe in.
  const tabs = $derived.by(() => {
    const { own, assessments } = given();
    return [...(own && assessments[own] ? [own] : []), ...Object.keys(assessments).filter((id) => id !== own)];
  });
  const assessment = $derived(chosen !== null && tabs.includes(chosen) ? chosen : (tabs.find((id) => given().findings[id]) ?? tabs[0] ?? null));
  /** What the figures shown can be held against: the same sites by other figures, and the other sites by the same figures. */
  const rivals = $derived.by((): Whose[] => {
    const { findings, configuration } = given();
    const others = tabs.filter((id) => id !== assessment && findings[id]).map((id) => ({ assessment: id, configuration }));
    const rest = CONFIGURATIONS.filter((which) => which !== configuration && assessment !== null && findings[assessment]?.configurations[which]);
    return [...others, ...rest.map((which) => ({ assessment: assessment ?? "", configuration: which }))];
  });
  const compare = $derived(wantsDifference ? (rivals.find((one) => keyOf(one) === wantedRival) ?? rivals[0] ?? null) : null);

  const shown = $derived(configurationOf(given(), assessment, given().configuration));
  const axes = $derived(Object.entries(shown?.axes ?? {}));
  const axis = $derived(given().playedAxis ?? (wantedAxis !== null && shown?.axes[wantedAxis] ? wantedAxis : defaultAxis(shown)));
  const finding = $derived<AxisDocument | null>(axis !== null ? (shown?.axes[axis] ?? null) : null);

  const nameOf = (id: string): string => (id === given().own ? W.ours : (given().assessments[id]?.short ?? readable(id)));
  const shortOf = (id: string): string => (id === given().own ? W.ours_short : nameOf(id));

  return {
    get tabs() {
      return tabs;
    },
    get assessment() {
      return assessment;
    },
    choose: (id: string) => (chosen = id),
    get rivals() {
      return rivals;
    },
    get compare() {
      return compare;
    },
    against: (key: string) => (wantedRival = key),
    get wantsDifference() {
      return wantsDifference;
    },
    difference: (wanted: boolean) => (wantsDifference = wanted),
    get axes() {
      return axes;
    },
    get axis() {
      return axis;
    },
    get wantedAxis() {
      return wantedAxis;
    },
    aim: (id: string) => (wantedAxis = id),
    get finding() {
      return finding;
    },
    get layers() {
      return layers;
    },
    layer: (next: Layers) => (layers = next),
    nameOf,
    shortOf,
    /** A side of a difference in a word: whose figures, or which sites where the figures are the same. */
    sideOf: (one: Whose): string => (compare?.assessment === assessment ? configurationWords(one.configuration) : shortOf(one.assessment)),
    rivalOf: (one: Whose): string => (one.assessment === assessment ? configurationWords(one.configuration) : nameOf(one.assessment)),
  };
}

export type Choices = ReturnType<typeof createChoices>;
