import { type Figure, median, ratios, spread } from './figure.ts';
import { figure as format, times } from './table.ts';

const WIDTH = 760;
const LABEL = 110;
const VALUES = 150;
const BAR = 16;
const GAP = 6;
const HEAD = 34;

/** Colours that follow the reader's: dark ink on light paper, and the other way round. */
const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 13px }
.dim { fill: #6e7781 }
.bar { fill: #b6c2cf } .own { fill: #0969da } .whisker { stroke: #57606a; stroke-width: 1 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .dim { fill: #8d96a0 }
  .bar { fill: #424a53 } .own { fill: #4493f8 } .whisker { stroke: #c9d1d9 }
}`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const isOwn = (side: string) =>
  !['sdk', 'sdk 1', 'floor', 'by hand', 'ivotoby', 'generator', 'fastmcp'].includes(side);

/** Figures as bars, median with its spread, one chart below the other. */
export function draw(figures: readonly Figure[]): string {
  let top = 8;
  const charts = figures.map((one) => {
    const chart = drawFigure(one, top);
    top += HEAD + one.rows.length * (BAR + GAP) + 14;
    return chart;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" role="img">
<title>ymcp beside its peers</title>
<style>${STYLE}
</style>
${charts.join('\n')}
</svg>
`;
}

function drawFigure(one: Figure, top: number): string {
  const most = Math.max(...one.rows.flatMap(({ rounds }) => [...rounds]));
  const scale = (value: number) => (value / most) * (WIDTH - LABEL - VALUES);
  const title = `<text class="title" x="8" y="${top + 14}">${escaped(one.title)} <tspan class="dim">${escaped(one.unit)}, ${one.better} is better</tspan></text>`;
  const rows = one.rows.map((row, index) => drawRow(one, row, top + HEAD - 8 + index * (BAR + GAP), scale));
  return [title, ...rows].join('\n');
}

function drawRow(
  one: Figure,
  { side, rounds }: Figure['rows'][number],
  y: number,
  scale: (value: number) => number,
): string {
  const middle = y + BAR / 2;
  const text = middle + 4;
  const [least, greatest] = spread(rounds);
  const value = median(rounds);
  const ratio = side === one.base ? '' : `  × ${times(median(ratios(one, side, one.base)))}`;
  const end = LABEL + scale(greatest) + 8;
  const x = (at: number) => (LABEL + scale(at)).toFixed(1);
  return [
    `<text x="${LABEL - 8}" y="${text}" text-anchor="end">${escaped(side)}</text>`,
    `<rect class="${isOwn(side) ? 'own' : 'bar'}" x="${LABEL}" y="${y}" width="${scale(value).toFixed(1)}" height="${BAR}" rx="2"/>`,
    `<line class="whisker" x1="${x(least)}" x2="${x(greatest)}" y1="${middle}" y2="${middle}"/>`,
    `<text x="${end.toFixed(1)}" y="${text}">${format(value)}<tspan class="dim">${ratio}</tspan></text>`,
  ].join('\n');
}
