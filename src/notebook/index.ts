/**
 * Tables, charts and a live progress line for notebooks. Draws HTML under tslab and prints plain text elsewhere.
 *
 * @module
 */
export { show, type ShowOptions } from './show.js';
export { progress, type ProgressOptions } from './progress.js';
export { plot, type PlotOptions } from './plot.js';
export type { Showable } from './results.js';
export type { Display } from './display.js';
