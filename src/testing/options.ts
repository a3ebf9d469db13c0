import type { EmptyPages } from './empty-pages.js';
import type { Faults } from './faults/fault.js';
import type { Latency } from './latency.js';
import type { Quota } from './quota.js';
import type { FilterRules } from './stores/filter.js';
import type { EmulatorStore, ReadSetOrder } from './stores/store.js';

/** What an emulator serves, and how it behaves where the service's behaviour is not documented. */
export interface EmulatorOptions {
  /** In ARNs, and what `clientConfig()` names; requests for every Region are served. @default 'us-east-1' */
  readonly region?: string;
  /** In ARNs: 12 digits. @default '123456789012' */
  readonly accountId?: string;
  /** The port on 127.0.0.1: an integer from 0 to 65535, 0 for a free one. @default 0 */
  readonly port?: number;
  /** The stores, in the order they are listed. @default none */
  readonly stores?: readonly EmulatorStore[];
  /** How long every answer waits, in milliseconds. @default 0 */
  readonly latencyMs?: Latency;
  /** The quota of each credential scope's Region and operation. @default none: nothing is throttled */
  readonly quota?: Quota;
  /** The order in which a store lists its read sets. @default 'given' */
  readonly order?: ReadSetOrder;
  /** Pages without items that have a token all the same. @default 0 */
  readonly emptyPages?: EmptyPages;
  /** How long a token is good, in milliseconds, more than 0; then it gets a ValidationException. @default Infinity */
  readonly tokenLifetimeMs?: number;
  /**
   * What filters mean: `'exact'`: every member must be equal; `'ignored'`: filters are checked, bound to tokens and
   * otherwise ignored; `'name-prefix'`: exact, but `name` matches what starts with it; `'any'`: one member that fits
   * is enough.
   * @default 'exact'
   */
  readonly filtering?: FilterRules['filtering'];
  /**
   * Whether a time equal to a bound passes: `'half-open'` after ≤ time < before; `'inclusive'` both pass;
   * `'exclusive'` neither; `'mixed'` after < time ≤ before.
   * @default 'half-open'
   */
  readonly dateBounds?: FilterRules['dateBounds'];
  /** What goes wrong. @default nothing */
  readonly faults?: Faults;
  /** The seed of everything random: an integer from 0 to 4294967295. @default 1 */
  readonly seed?: number;
  /** How many requests `history` keeps, the newest: an integer from 1, or Infinity. @default Infinity */
  readonly historyLimit?: number;
}
