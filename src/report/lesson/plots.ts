// The plots of an act as SVG text: one time axis for all of them, faults marked in each, colours left to the page's style sheet.
// The plotting library and the small document it draws in are loaded by whoever makes a report, and by nobody else.

import type * as PlotLibrary from '@observablehq/plot';
import type { ActSection } from './model.js';
import { type LegendItem, type Plot, type Sketch, type Span, sketches } from './sketches.js';
import { tidySvg } from './svg.js';
import { offsetText } from './words.js';

export interface Figure {
  readonly title: string;
  /** What it shows, in a sentence. */
  readonly alt: string;
  readonly legend: readonly LegendItem[];
  /** For a page, and for a phone. */
  readonly wide: string;
  readonly narrow: string;
}

/** Draws an act. One call loads the library; each act then takes some tens of milliseconds. */
export async function plotter(): Promise<(act: ActSection) => readonly Figure[]> {
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return (act) => {
    if (act.series.seconds.length < 2) return [];
    const span = spanOf(act);
    return sketches(plot, act, span).map((sketch) => ({
      title: sketch.title,
      alt: sketch.alt,
      legend: sketch.legend,
      wide: draw(plot, document, sketch, span, false, act),
      narrow: draw(plot, document, sketch, span, true, act),
    }));
  };
}

function spanOf({ series }: ActSection): Span {
  return [Math.min(0, series.seconds[0] ?? 0), Math.max(30, series.seconds.at(-1) ?? 0)];
}

const STEPS = [10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600];

function ticksOf([from, to]: Span, most: number): readonly number[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? 7_200;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => (first + index) * step);
}

const WIDE = { width: 880, marginLeft: 58, marginRight: 22, ticks: 12 } as const;
const NARROW = { width: 360, marginLeft: 50, marginRight: 20, ticks: 5 } as const;

function draw(
  plot: Plot,
  document: PlotLibrary.PlotOptions['document'],
  sketch: Sketch,
  span: Span,
  narrow: boolean,
  act: ActSection,
): string {
  const size = narrow ? NARROW : WIDE;
  const svg = plot.plot({
    document,
    width: size.width,
    height: sketch.height,
    marginLeft: size.marginLeft,
    marginRight: size.marginRight,
    marginTop: 8,
    marginBottom: 22,
    style: { fontSize: '11px' },
    x: { domain: [...span], label: null },
    y: { label: null, ...sketch.y },
    marks: [
      plot.axisX(ticksOf(span, size.ticks), { tickFormat: (value: number) => offsetText(value), tickSize: 4 }),
      ...sketch.marks(narrow),
      plot.ruleX(act.series.marks, { x: 'seconds', stroke: 'var(--fault)', strokeWidth: 1.5, strokeDasharray: '5 3' }),
    ],
  });
  return tidySvg(svg.outerHTML, sketch.alt);
}
