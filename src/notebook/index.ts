/**
 * Tables, pictures and a live line in a notebook: HTML under tslab, plain text elsewhere.
 *
 * @module
 */
export { show, type ShowOptions } from './show.js';
export { progress, type ProgressOptions } from './progress.js';
export { plot, type PlotOptions } from './plot.js';
export type { Showable } from './rows-of.js';
export type { Display } from './display.js';
