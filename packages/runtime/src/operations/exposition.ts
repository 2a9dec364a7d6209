import { maxFiguresPerFamily } from '../limits.ts'
import type { Family, Figure, Labels, LabelValues, Metrics, Spread } from '../metrics.ts'

/** Metrics that can be shown. */
export type ExposedMetrics = Metrics & {
  /** All figures in the text format of Prometheus, version 0.0.4 (ops.metrics.text). */
  readonly expose: () => string
}

/** Opens metrics that start at nothing. */
export function openMetrics(): ExposedMetrics {
  const families = new Map<string, () => readonly string[]>()

  function take(name: string, render: () => readonly string[]): void {
    if (families.has(name)) {
      throw new Error(`two parts of the program count ${name}`)
    }
    families.set(name, render)
  }

  return {
    counter: (family) => {
      const cells = openCells(family)
      take(family.name, () => [...head(family, 'counter'), ...cells.lines()])
      return cells.add
    },
    readings: (family, read) => {
      take(family.name, () => [...head(family, family.kind), ...read().map(lineOf(family))])
    },
    histogram: (spread) => {
      const buckets = openBuckets(spread)
      take(spread.name, () => [...head(spread, 'histogram'), ...buckets.lines()])
      return buckets.note
    },
    expose: () => `${[...families.values()].flatMap((render) => render()).join('\n')}\n`,
  }
}

type Cells<L extends LabelValues> = {
  readonly add: (labels: Labels<L>, by?: number) => void
  readonly lines: () => readonly string[]
}

/** One cell for each combination of values, all there from the start. */
function openCells<L extends LabelValues>({ name, labels }: Family<L>): Cells<L> {
  const axes = Object.entries(labels)
  const size = axes.reduce((product, [, values]) => product * values.length, 1)
  if (size > maxFiguresPerFamily) {
    throw new RangeError(`${name} would have ${size} figures`)
  }
  const cells = new Float64Array(size)

  /** Beyond every cell when a value is none of the family's. */
  function indexOf(chosen: Readonly<Record<string, string>>): number {
    let index = 0
    for (const [label, values] of axes) {
      const place = values.indexOf(chosen[label] ?? '')
      index = place === -1 ? Number.POSITIVE_INFINITY : index * values.length + place
    }
    return index
  }

  function combinations(): readonly Readonly<Record<string, string>>[] {
    return axes.reduce<readonly Readonly<Record<string, string>>[]>(
      (all, [label, values]) =>
        all.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
      [{}],
    )
  }

  return {
    add: (chosen, by = 1) => {
      const index = indexOf(chosen)
      const before = cells[index]
      if (before !== undefined) {
        cells[index] = before + by
      }
    },
    lines: () => combinations().map((chosen, index) => line(name, chosen, cells[index] ?? 0)),
  }
}

type Buckets = {
  readonly note: (value: number) => void
  readonly lines: () => readonly string[]
}

function openBuckets({ name, bounds }: Spread): Buckets {
  const counts = new Float64Array(bounds.length + 1)
  let sum = 0
  return {
    note: (value) => {
      const index = bounds.findIndex((bound) => value <= bound)
      const bucket = index === -1 ? bounds.length : index
      counts[bucket] = (counts[bucket] ?? 0) + 1
      sum += value
    },
    lines: () => {
      let upTo = 0
      const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound, index) => {
        upTo += counts[index] ?? 0
        return line(`${name}_bucket`, { le: shown(bound) }, upTo)
      })
      return [...buckets, line(`${name}_sum`, {}, sum), line(`${name}_count`, {}, upTo)]
    },
  }
}

function head({ name, help }: { name: string; help: string }, type: string): readonly string[] {
  return [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`]
}

function lineOf<L extends LabelValues>({ name }: Family<L>): (figure: Figure<L>) => string {
  return ({ labels, value }) => line(name, labels, value)
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${quoted(text)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${shown(value)}`
}

function shown(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '+Inf' : String(value)
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function quoted(text: string): string {
  return escaped(text).replaceAll('"', '\\"')
}
