import type { OmicsClient } from '@aws-sdk/client-omics';
import { planInventory, type PlanInventoryInput } from 'healthomics-streams';
import { unwrapped } from './unwrapped.js';

/** Stores an object, replacing any with the same key. */
export type PutObject = (key: string, body: string) => Promise<void>;

export interface PlanEvent {
  /** The name of the execution; the keys of everything it writes begin with it. */
  readonly run: string;
  readonly input: PlanInventoryInput;
}

/** Where the splits are, and how many. */
export interface Plan {
  readonly run: string;
  readonly key: string;
  readonly splits: number;
}

/** The handler that writes the splits as one JSON array, from which the map takes its items. */
export function createPlanHandler(client: OmicsClient, putObject: PutObject) {
  return async ({ run, input }: PlanEvent): Promise<Plan> => {
    const splits = await unwrapped(() => planInventory({ client }, input));
    const key = `${run}/splits.json`;
    await putObject(key, JSON.stringify(splits));
    return { run, key, splits: splits.length };
  };
}
